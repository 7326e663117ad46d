#!/bin/bash
# What pkgpanda leaves: programs, scripts and the agent's unit.
set -eu
[ -e /opt/mesosphere/bootstrap ] || exit 0
unit=$1
lib=/usr/local/lib/machine-test
config=/opt/mesosphere/packages/dcos-config--setup_1
mkdir -p "$config/bin" /opt/mesosphere/etc /opt/mesosphere/bin /var/lib/dcos
for script in detect_ip:local-ipv4 detect_fault_domain:placement/region; do
  printf '#!/bin/sh\ncurl -fsS http://169.254.169.254/latest/meta-data/%s\n' "${script#*:}" >"$config/bin/${script%%:*}"
  chmod 0755 "$config/bin/${script%%:*}"
  ln -sf "$config/bin/${script%%:*}" "/opt/mesosphere/bin/${script%%:*}"
done
ports() { printf '[{"name":"ports","type":"RANGES","ranges":{"range":[{"begin":%s,"end":%s}]}}]' "$1" "$2"; }
printf 'MESOS_WORK_DIR=/var/lib/mesos/slave\nMESOS_GC_DELAY=7days\nMESOS_RECONFIGURATION_POLICY=additive\n' >/opt/mesosphere/etc/mesos-slave-common
{
  echo "MESOS_RESOURCES='$(ports 1025 32000)'"
  if [ "$unit" = dcos-mesos-slave-public ]; then
    printf 'MESOS_DEFAULT_ROLE=slave_public\nMESOS_ATTRIBUTES=public_ip:true\n'
  fi
} >/opt/mesosphere/etc/mesos-slave
cat >"/etc/systemd/system/$unit.service" <<END
[Unit]
Description=Mesos Agent: distributed systems kernel agent

[Service]
Restart=always
StartLimitInterval=0
RestartSec=5
KillMode=control-group
Delegate=true
EnvironmentFile=/opt/mesosphere/environment
EnvironmentFile=/opt/mesosphere/etc/mesos-slave-common
EnvironmentFile=/opt/mesosphere/etc/mesos-slave
EnvironmentFile=-/opt/mesosphere/etc/proxy.env
EnvironmentFile=-/opt/mesosphere/etc/mesos-slave-common-extras
EnvironmentFile=-/var/lib/dcos/mesos-slave-common
EnvironmentFile=-/var/lib/dcos/mesos-resources
EnvironmentFile=-/run/dcos/etc/mesos-slave
EnvironmentFile=-/etc/mesosphere/mesos/agent.env
ExecStartPre=$lib/disk-resources.py /var/lib/dcos/mesos-resources
ExecStart=$lib/agent.py

[Install]
WantedBy=multi-user.target
END
systemctl daemon-reload
systemctl enable --quiet "$unit.service"
rm /opt/mesosphere/bootstrap
systemctl start --no-block "$unit.service"
