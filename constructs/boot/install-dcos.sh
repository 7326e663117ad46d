#!/bin/sh
# Makes this machine an agent of a DC/OS cluster: what the preflight of dcos_install.sh wants, then that script.
# Runs until it has succeeded once. The environment of the agent is written before (resources.sh).
set -eu
here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"
# shellcheck source=docker.sh
. "$here/docker.sh"
# shellcheck source=control-groups.sh
. "$here/control-groups.sh"
# shellcheck disable=SC2034
hint='it is tried again at the next boot, or by: systemctl start mesos-spark-install'
begin

done_marker=$ROOT/var/lib/mesos-spark/installed
installer=$ROOT/var/lib/mesos-spark/dcos_install.sh
setup=$ROOT/etc/systemd/system/dcos-setup.service

main() {
  if [ -e "$done_marker" ]; then
    say 'DC/OS is installed'
    return 0
  fi
  [ -s "$ROOT$ENVIRONMENT_FILE" ] || fail "found no $ENVIRONMENT_FILE, wanted it before DC/OS; run resources.sh"
  use_control_groups_v1
  prerequisites
  install_docker
  install_dcos
  wait_for_agent
  # What the mark stands for must outlast a loss of power as it does.
  change sync
  echo "$DCOS_ROLE" | write "$done_marker" 0644
  say 'done'
}

prerequisites() {
  system=$(family)
  case $DCOS_COMMANDS in *ifconfig*) net='net-tools' ;; *) net='' ;; esac
  # shellcheck disable=SC2086
  case $system in
    amzn | rhel) install_packages tar xz unzip ipset iputils chrony $net ;;
    debian) install_packages curl tar xz-utils unzip ipset iputils-ping chrony $net ;;
  esac
  for group in $DCOS_GROUPS; do
    getent group "$group" >/dev/null || change groupadd --system "$group"
  done
  if systemctl is-active --quiet firewalld.service; then change systemctl disable --now firewalld.service; fi
  # DC/OS' units call these there, where Ubuntu 18.04 and its like do not have them.
  for command in bash chown cp kill ln mkdir rm tar touch; do
    if [ -e "$ROOT/bin/$command" ] && [ ! -e "$ROOT/usr/bin/$command" ]; then
      change ln -s "/bin/$command" "$ROOT/usr/bin/$command"
    fi
  done
  # DC/OS is unpacked by way of /tmp, which as memory is too small.
  change systemctl mask tmp.mount
  case $system in
    flatcar) change systemctl enable --now systemd-timesyncd.service ;;
    debian) change systemctl enable --now chrony.service ;;
    *) change systemctl enable --now chronyd.service ;;
  esac
  permit
  free_port_53
}

# 1.11 refuses SELinux that enforces anything, later ones any policy but `targeted`.
permit() {
  [ "$DCOS_SELINUX" = permissive ] && have getenforce && [ "$(getenforce)" = Enforcing ] || return 0
  change setenforce 0
  change sed -i 's/^SELINUX=enforcing/SELINUX=permissive/' "$ROOT/etc/selinux/config"
}

# The preflight refuses anything on port 53, so systemd-resolved's stub too; names resolve without it.
free_port_53() {
  systemctl is-active --quiet systemd-resolved.service || return 0
  printf '[Resolve]\nDNSStubListener=no\n' |
    write "$ROOT/etc/systemd/resolved.conf.d/mesos-spark.conf" 0644
  change ln -sf /run/systemd/resolve/resolv.conf "$ROOT/etc/resolv.conf"
  change systemctl restart systemd-resolved.service
}

install_dcos() {
  # The installer refuses a second run once this is there; until then it begins anew wherever it was cut short.
  if [ -s "$setup" ] && [ -n "$(ls -A "$ROOT/opt/mesosphere" 2>/dev/null)" ]; then
    say 'dcos_install.sh ran already'
    change systemctl enable dcos-setup.service
    change systemctl start --no-block dcos-setup.service
    return 0
  fi
  checks
  change spread "${INSTALL_SPREAD:-1}"
  change retry 20 - fetch_installer
  change retry 5 - run_installer
}

# A part of the script that ends between two of its functions runs well, and does nothing.
run_installer() {
  timeout -k 10 1800 bash "$installer" --no-block-dcos-setup "$DCOS_ROLE" || return 1
  # Its units are not on the disk yet, and what they unpack may be.
  sync
  [ -s "$setup" ] && return 0
  cause="found no dcos-setup.service after it, so $DCOS_BOOTSTRAP_URL/dcos_install.sh is not whole"
  return 1
}

# A proxy's page of apology and half a script are no script.
fetch_installer() {
  cause="found no answer from $DCOS_BOOTSTRAP_URL/dcos_install.sh"
  download "$DCOS_BOOTSTRAP_URL/dcos_install.sh" "$installer" 120 || return 1
  if grep -q '^#!' "$installer" && bash -n "$installer"; then return 0; fi
  cause="found no whole shell script at $DCOS_BOOTSTRAP_URL/dcos_install.sh"
  say "$cause"
  return 1
}

# What the preflight of dcos_install.sh would refuse, all at once and before it.
checks() {
  wrong=
  missing=
  for command in $DCOS_COMMANDS; do have "$command" || missing="$missing $command"; done
  [ -z "$missing" ] || wrong "found no command$missing, wanted an image that has it"
  for left in /etc/systemd/system/dcos.target /etc/systemd/system/dcos.target.wants /opt/mesosphere; do
    [ -z "$(ls -A "$ROOT$left" 2>/dev/null)" ] || wrong "found $left of another DC/OS, wanted a machine without; remove it"
  done
  version=$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
  [ "${version:-200}" -ge 200 ] || wrong "found systemd $version, wanted 200 or later"
  taken=$(awk -v ports=" $DCOS_PORTS " 'FNR > 1 { port = substr($2, index($2, ":") + 1) }
    FNR > 1 && index(ports, " " port " ") && ($4 == "0A" || FILENAME ~ /udp/) { print port }' \
    "$ROOT"/proc/net/tcp* "$ROOT"/proc/net/udp* 2>/dev/null | sort -u)
  for port in $taken; do
    wrong "found port $(printf %d "0x$port") in use, wanted it for DC/OS; stop what listens there"
  done
  if have getenforce && [ "$(getenforce)" = Enforcing ] && ! sestatus | grep -q 'policy name: *targeted'; then
    wrong 'found SELinux enforcing another policy than targeted, wanted that one, or permissive'
  fi
  if docker info 2>/dev/null | grep -q 'Data file: */dev/loop'; then
    wrong 'found Docker with devicemapper on a loop device, wanted overlay2: "storage-driver" in daemon.json'
  fi
  for folder in "$WORK_DIRECTORY" /var/lib/docker; do
    mkdir -p "$ROOT$folder"
    at=$(df -P -T "$ROOT$folder" | awk 'NR == 2 && $2 == "xfs" { print $7 }')
    if [ -n "$at" ] && ! xfs_info "$at" | grep -q ftype=1; then
      wrong "found XFS without ftype=1 under $folder, wanted it made with -n ftype=1"
    fi
  done
  [ -z "$wrong" ] || fail "${wrong#; }"
  # DC/OS' own services wait for it too, but say less.
  change retry 5 - synchronized || say 'the clock is not synchronized yet; DC/OS waits for it'
}

wrong() { wrong="$wrong; $*"; }

synchronized() { timeout 20 timedatectl | grep -q 'synchronized: yes'; }

# DC/OS starts the agent once it has fetched its packages.
wait_for_agent() {
  change retry 60 - agent_runs
  say "$AGENT_UNIT runs"
}

# Nobody else tries again what DC/OS could not download.
agent_runs() {
  if timeout -k 10 30 systemctl is-active --quiet "$AGENT_UNIT"; then return 0; fi
  for unit in dcos-download.service dcos-setup.service; do
    if systemctl is-failed --quiet "$unit"; then
      cause="$unit failed: journalctl -u $unit"
      say "$cause"
      systemctl start --no-block dcos-setup.service
      break
    fi
  done
  return 1
}

# For an image: what no cluster varies.
bake() {
  hint=
  bake_control_groups
  prerequisites
  install_docker
}

"${1:-main}"
