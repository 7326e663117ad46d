#!/bin/sh
# Makes this machine an agent of a DC/OS cluster: what the preflight of dcos_install.sh wants, then that script.
# Runs until it has succeeded once. The environment of the agent is written before (resources.sh).
set -eu
here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"
# shellcheck source=docker.sh
. "$here/docker.sh"
begin

done_marker=$ROOT/var/lib/mesos-spark/installed

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
  echo "$DCOS_ROLE" | write "$done_marker" 0644
  say 'done'
}

# Mesos knows only the first version of control groups. One restart changes it; the disks keep their data.
use_control_groups_v1() {
  [ "$CGROUP_VERSION" = 1 ] || return 0
  [ -e "$SYS/fs/cgroup/cgroup.controllers" ] || return 0
  asked=$ROOT/var/lib/mesos-spark/control-groups-asked
  [ ! -e "$asked" ] || fail 'found control groups of version 2 after asking the kernel for version 1;' \
    'take an image whose systemd still has version 1 (below 256)'
  echo yes | write "$asked" 0644
  if have grubby; then
    change grubby --update-kernel=ALL --args=systemd.unified_cgroup_hierarchy=0
  else
    # The dollar sign is for the shell that reads the file, update-grub's.
    # shellcheck disable=SC2016
    echo 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX systemd.unified_cgroup_hierarchy=0"' |
      write "$ROOT/etc/default/grub.d/90-mesos-spark.cfg" 0644
    change update-grub
  fi
  say 'restarting for control groups of version 1'
  change systemctl reboot
  dry || exit 0
}

prerequisites() {
  system=$(family)
  case $system in
    amzn | rhel) install_packages tar xz unzip ipset iputils chrony ;;
    debian) install_packages curl tar xz-utils unzip ipset iputils-ping chrony ;;
  esac
  getent group nogroup >/dev/null || change groupadd --system nogroup
  getent group docker >/dev/null || change groupadd --system docker
  if systemctl is-active --quiet firewalld.service; then change systemctl disable --now firewalld.service; fi
  case $system in
    debian) change systemctl enable --now chrony.service ;;
    *) change systemctl enable --now chronyd.service ;;
  esac
  free_port_53
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
  # The installer refuses a second run; its own units go on by themselves.
  if [ -e "$ROOT/etc/systemd/system/dcos-setup.service" ]; then
    say 'dcos_install.sh ran already'
    change systemctl start --no-block dcos-setup.service
    return 0
  fi
  installer=$ROOT/var/lib/mesos-spark/dcos_install.sh
  mkdir -p "$(dirname "$installer")"
  change retry 20 120 curl -fsSL --retry 3 -o "$installer" "$DCOS_BOOTSTRAP_URL/dcos_install.sh"
  change retry 5 1800 bash "$installer" --no-block-dcos-setup "$DCOS_ROLE"
}

# DC/OS starts the agent once pkgpanda has fetched its packages.
wait_for_agent() {
  change retry 60 30 systemctl is-active --quiet "$AGENT_UNIT"
  say "$AGENT_UNIT runs"
}

# For an image: what no cluster varies.
bake() {
  prerequisites
  install_docker
}

"${1:-main}"
