# shellcheck shell=sh
# The end of the script that `mesos-spark image` prints. Before it stand DIGEST, INSTALLER, write_scripts FOLDER,
# which also writes their checksums, and write_settings.

BOOT=${MESOS_SPARK_ROOT:-}
BOOT=${BOOT%/}/opt/mesos-spark/boot

refuse() {
  printf 'mesos-spark image: FAILED: %s\n' "$*" >&2
  exit 1
}

main() {
  [ -n "${MESOS_SPARK_ROOT:-}" ] || [ "$(id -u)" -eq 0 ] || refuse 'found another user than root, wanted root'
  for agent in /var/lib/mesos-spark/installed /var/lib/mesos/slave/meta/slaves/latest \
    /var/lib/mesos/meta/slaves/latest; do
    [ ! -e "${MESOS_SPARK_ROOT:-}$agent" ] || refuse "found $agent, so this machine is an agent;" \
      'wanted a builder machine: what belongs to one machine is removed from it'
  done
  # Packages start them, so not where an earlier run of this was interrupted.
  for unit in mesos-slave mesos-master dcos-mesos-slave dcos-mesos-slave-public dcos-mesos-master; do
    [ -e "$BOOT" ] || ! systemctl is-active --quiet "$unit.service" 2>/dev/null ||
      refuse "found $unit.service running; wanted a builder machine: it would be stopped and lose its identity"
  done
  rm -rf "$BOOT"
  mkdir -p "$BOOT"
  write_scripts "$BOOT"
  chmod 0755 "$BOOT"/*.sh
  (cd "$BOOT" && printf '%s  SHA256SUMS\n' "$DIGEST" | sha256sum -c --status && sha256sum -c --status SHA256SUMS) ||
    refuse "found other bytes in $BOOT than this script was made of; print it again, and keep its line ends"
  # shellcheck source=lib.sh
  . "$BOOT/lib.sh"
  STEP=image
  write_settings | write "$ROOT/etc/mesos-spark/agent.env" 0644
  { need mkfs.xfs xfsprogs && need mdadm mdadm && sh "$BOOT/$INSTALLER" bake; } ||
    refuse 'found an error, its last words are above; wanted everything installed: does this machine know the packages?'
  stop_services
  forget_machine
  say 'done; give AgentImage this digest of the boot scripts'
  say "bootScripts: $DIGEST"
}

# The steps of the boot start them, once the disks are there.
stop_services() {
  for unit in docker.socket docker.service containerd.service mesos-slave.service mesos-master.service; do
    if systemctl is-enabled --quiet "$unit" 2>/dev/null; then
      change systemctl disable --now "$unit" || refuse "found no way to disable $unit, wanted it for the boot to start"
    fi
  done
}

# What two machines must not share.
forget_machine() {
  rm -rf "$ROOT/etc/mesos-spark" "$ROOT/var/lib/mesos-spark" "$ROOT/run/mesos-spark" \
    "$ROOT/var/lib/mesos/slave" "$ROOT/var/log/mesos" "$ROOT/var/lib/dcos/mesos-resources" \
    "$ROOT/etc/docker/key.json" "$ROOT/var/lib/docker/engine-id"
  rm -f "$ROOT"/etc/ssh/ssh_host_*_key "$ROOT"/etc/ssh/ssh_host_*_key.pub
  if have dnf; then
    change dnf -q clean all
  elif have yum; then
    change yum -q clean all
  elif have apt-get; then
    change apt-get -q clean
  fi
  if have cloud-init; then change cloud-init clean --logs; fi
  # Empty, not absent: systemd makes a new one at the next boot either way, but may be unable to write a new file.
  if [ -e "$ROOT/etc/machine-id" ]; then : >"$ROOT/etc/machine-id"; fi
  rm -f "$ROOT/var/lib/dbus/machine-id"
}

main
