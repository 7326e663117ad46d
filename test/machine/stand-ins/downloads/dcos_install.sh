#!/bin/bash
# What DC/OS' installer leaves on an agent, as far as its machine can tell: checks first, units whose agent reads
# its environment from the same files in the same order, and a set-up that unpacks what the bootstrap server has.
set -euo pipefail
[ "$1" = --no-block-dcos-setup ] && shift
role=$1
unit=dcos-mesos-${role/_/-}
lib=/usr/local/lib/machine-test

for program in curl bash ping tar xz unzip ipset systemd-notify; do
  command -v "$program" >/dev/null || { echo "Checking if $program is installed and in PATH: FAIL"; exit 1; }
done
[ -z "$(ls -A /opt/mesosphere 2>/dev/null)" ] || { echo 'Found an existing DC/OS installation'; exit 1; }
systemctl is-active --quiet docker.service || { echo 'Checking if Docker is running: FAIL'; exit 1; }
getent group nogroup docker >/dev/null || { echo 'Checking groups: FAIL'; exit 1; }
for folder in /var/lib/mesos /var/lib/docker; do
  at=$(findmnt -n -o TARGET,FSTYPE -T "$folder")
  case $at in *xfs) xfs_info "${at%% *}" | grep -q ftype=1 || { echo "$folder: XFS without ftype=1"; exit 1; } ;; esac
done
[ -s /var/lib/dcos/mesos-slave-common ] || echo 'no overrides' >&2

mkdir -p /etc/mesosphere/roles /etc/mesosphere/setup-flags
touch "/etc/mesosphere/roles/$role"
echo "$role" >/etc/mesosphere/setup-flags/role
cat >/etc/systemd/system/dcos-download.service <<END
[Unit]
Description=Pkgpanda: Download DC/OS to this host.
After=network-online.target
Wants=network-online.target
ConditionPathExists=!/opt/mesosphere/active/

[Service]
Type=oneshot
StandardOutput=journal+console
StandardError=journal+console
ExecStartPre=/usr/bin/curl -fLsS -o /tmp/bootstrap.tar.xz http://10.0.0.10:8080/bootstrap.tar.xz
ExecStartPre=/usr/bin/mkdir -p /opt/mesosphere
ExecStart=/bin/sh $lib/dcos-unpack.sh
ExecStartPost=-/usr/bin/rm -f /tmp/bootstrap.tar.xz
END
cat >/etc/systemd/system/dcos-setup.service <<END
[Unit]
Description=Pkgpanda: Specialize DC/OS for this host.
Requires=dcos-download.service
After=dcos-download.service

[Service]
Type=oneshot
StandardOutput=journal+console
EnvironmentFile=/opt/mesosphere/environment
ExecStart=/bin/bash $lib/dcos-setup.sh $unit

[Install]
WantedBy=multi-user.target
END
systemctl daemon-reload
systemctl restart systemd-journald.service
systemctl restart docker.service
systemctl enable --quiet dcos-setup.service
systemctl start --no-block dcos-setup.service
