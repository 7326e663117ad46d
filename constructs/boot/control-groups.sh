# shellcheck shell=sh
# The version of control groups. Sourced by the install steps.

# Mesos up to 1.11 knows only the first version. One restart changes it; the disks keep their data.
use_control_groups_v1() {
  [ "$CGROUP_VERSION" = 1 ] || return 0
  [ -e "$SYS/fs/cgroup/cgroup.controllers" ] || return 0
  asked=$ROOT/etc/mesos-spark/control-groups-asked
  [ ! -e "$asked" ] || fail 'found control groups of version 2 after asking the kernel for version 1;' \
    'take an image whose systemd still has version 1 (257 or older)'
  ask_for_control_groups_v1
  # Last: what was cut short before was not asked.
  echo yes | write "$asked" 0644
  say 'restarting for control groups of version 1'
  change systemctl reboot
  dry || exit 0
}

# For an image: what is made of it then needs no restart.
bake_control_groups() {
  if [ "$CGROUP_VERSION" = 1 ] && [ -e "$SYS/fs/cgroup/cgroup.controllers" ]; then ask_for_control_groups_v1; fi
}

ask_for_control_groups_v1() {
  # Without the second word systemd 256 would not start at all, and 257 with version 2. Older ones do not know it.
  legacy='systemd.unified_cgroup_hierarchy=0 SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1'
  if have grubby; then
    change grubby --update-kernel=ALL --args="$legacy"
  elif [ "$(family)" = flatcar ]; then
    # https://www.flatcar.org/docs/latest/container-runtimes/switching-to-unified-cgroups
    # The dollar signs here and below are for who reads the file.
    # shellcheck disable=SC2016
    grep -qs "$legacy" "$ROOT/usr/share/oem/grub.cfg" ||
      echo "set linux_append=\"\$linux_append $legacy systemd.legacy_systemd_cgroup_controller\"" \
        >>"$ROOT/usr/share/oem/grub.cfg"
    printf '[Service]\nEnvironment=CONTAINERD_CONFIG=/usr/share/containerd/config-cgroupfs.toml\n' |
      write "$ROOT/etc/systemd/system/containerd.service.d/10-use-cgroupfs.conf" 0644
  else
    # shellcheck disable=SC2016
    echo 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX '"$legacy\"" |
      write "$ROOT/etc/default/grub.d/90-mesos-spark.cfg" 0644
    change update-grub
  fi
}
