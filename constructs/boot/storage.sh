#!/bin/sh
# Puts what an agent writes on its ephemeral disks: finds them by what they are, stripes them if several, makes
# a file system if they are blank, mounts it and binds the agent's folders to it. Runs at each boot, before
# anything that writes there. A machine that comes back with empty disks gets a new file system.
set -eu
here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"
# shellcheck source=storage-disks.sh
. "$here/storage-disks.sh"
begin

main() {
  mount_point=$ROOT$STORAGE_MOUNT_POINT
  if mountpoint -q "$mount_point"; then
    say "$STORAGE_MOUNT_POINT is mounted already"
  else
    need "mkfs.$STORAGE_FILE_SYSTEM" "$(package_of "$STORAGE_FILE_SYSTEM")"
    disks=$(wait_for_disks)
    say "disks: $(echo "$disks" | tr '\n' ' ')"
    # Names of devices hold no spaces.
    # shellcheck disable=SC2086
    set -- $disks
    if [ $# -gt 1 ]; then
      stripe "$@"
    elif is_member "$1"; then
      fail "found $1 alone, one disk of a stripe, wanted all of its disks or a blank one;" \
        'if the others are lost, so is the data: mdadm --zero-superblock it'
    else
      device=$1
    fi
    make_file_system "$device"
    mkdir -p "$mount_point"
    change mount -o "$STORAGE_MOUNT_OPTIONS" "$device" "$mount_point"
    # A new file system has no SELinux labels.
    if have restorecon; then change restorecon "$mount_point"; fi
    say "$device is mounted on $STORAGE_MOUNT_POINT"
  fi
  bind_all
}

package_of() {
  case $1 in xfs) echo xfsprogs ;; *) echo e2fsprogs ;; esac
}

# Sets $device to the stripe over the given disks: the one that is on them, or a new one.
stripe() {
  need mdadm mdadm
  device=$DEV/md/$STORAGE_LABEL
  members=0
  for disk in "$@"; do
    if is_member "$disk"; then members=$((members + 1)); fi
  done
  array=$(array_of "$@")
  if [ "$members" -eq $# ]; then
    case $(cat "$SYS/block/${array##*/}/md/array_state" 2>/dev/null || echo none) in
      none | clear | inactive)
        if [ -n "$array" ]; then change mdadm --stop "$array"; fi
        change mdadm --assemble --run "$device" "$@"
        ;;
      *)
        device=$array
        say "the stripe is assembled already: $device"
        ;;
    esac
    return 0
  fi
  # Half a stripe holds nothing: a disk came back empty.
  if [ -n "$array" ]; then change mdadm --stop "$array"; fi
  for disk in "$@"; do
    if is_member "$disk"; then change mdadm --zero-superblock "$disk"; fi
  done
  say "making a stripe over $# disks"
  change mdadm --create "$device" --run --level=0 --metadata=1.2 --name="$STORAGE_LABEL" \
    --raid-devices=$# "$@"
  if have udevadm; then change udevadm settle --timeout=30; fi
  # What an older stripe left on these disks is not a file system of this one.
  change wipefs --all --quiet "$device"
}

# Never formats what it did not make: only a blank device, or one that already carries our label, gets here.
make_file_system() {
  if [ "$(label_of "$1")" = "$STORAGE_LABEL" ]; then
    say "$1 carries the label $STORAGE_LABEL, its files stay"
    return 0
  fi
  say "making a file system, $STORAGE_FILE_SYSTEM, on $1"
  case $STORAGE_FILE_SYSTEM in
    # ftype=1: Docker's overlay and DC/OS' preflight want it. Trimming empty disks would take minutes.
    xfs) change mkfs.xfs -q -f -K -n ftype=1 -L "$STORAGE_LABEL" "$1" ;;
    ext4) change mkfs.ext4 -q -F -m 1 -E nodiscard,lazy_itable_init=1 -L "$STORAGE_LABEL" "$1" ;;
    *) fail "found the file system $STORAGE_FILE_SYSTEM, wanted xfs or ext4" ;;
  esac
}

# STORAGE_BINDS: words "name:path".
bind_all() {
  stopped=
  for bind in $STORAGE_BINDS; do
    source=$ROOT$STORAGE_MOUNT_POINT/${bind%%:*}
    target=$ROOT${bind#*:}
    mkdir -p "$source" "$target"
    if mountpoint -q "$target"; then continue; fi
    if [ -z "$stopped" ]; then
      stopped=none
      stop_writers
    fi
    change mount --bind "$source" "$target"
    if have restorecon; then change restorecon "$target"; fi
    say "${bind#*:} lies on $STORAGE_MOUNT_POINT"
  done
  for unit in $stopped; do
    if [ "$unit" != none ]; then change systemctl start --no-block "$unit"; fi
  done
}

# On the first boot Docker may run before this step; it must not keep files open under what is hidden now.
stop_writers() {
  if dry || ! have systemctl; then return 0; fi
  for unit in $STORAGE_WRITERS; do
    if systemctl is-active --quiet "$unit"; then
      change systemctl stop "$unit"
      stopped="$stopped $unit"
    fi
  done
}

main
