# shellcheck shell=sh disable=SC2154,SC2034
# One device of several disks. Sourced by storage.sh.

# make_stripe DISK...: sets $device to a new one.
make_stripe() {
  need mdadm mdadm
  device=$DEV/md/$STORAGE_LABEL
  say "making a stripe over $# disks"
  try 'making a stripe' mdadm --create "$device" --run --level=0 --metadata=1.2 --name="$STORAGE_LABEL" \
    --raid-devices=$# "$@" || return 1
  settle
  # What an older stripe left on these disks is not a file system of this one.
  try "wiping $device" wipefs --all --quiet "$device" || return 1
  content=blank
}

# find_stripe DISK...: sets $device to the one that lies on these disks, in whatever order they came; their number
# is written on each of them. $empty are blank ones beside them.
find_stripe() {
  need mdadm mdadm
  device=$DEV/md/$STORAGE_LABEL
  members=$(mdadm --examine --export "$1" | sed -n 's/^MD_DEVICES=//p')
  members=${members:-0}
  array=$(array_of "$@")
  if [ $# -ne "$members" ]; then
    refit "$@"
    return
  fi
  line_of "$SYS/block/${array##*/}/md/array_state"
  case $line in
    '' | clear | inactive)
      if [ -n "$array" ]; then try "stopping $array" mdadm --stop "$array" || return 1; fi
      try 'assembling the stripe' mdadm --assemble --run "$device" "$@" || return 1
      ;;
    *)
      device=$array
      say "the stripe is assembled already: $device"
      ;;
  esac
  examine "$device"
  case $content in ours | blank) ;; *) lost "found the stripe $device with $signature, wanted our file system" ;; esac
}

# Half a stripe holds nothing, so where all disks are there and some of them blank it is made anew. A disk that is
# missing may come back.
refit() {
  present=$#
  count "$disks"
  if [ "$present" -gt "$members" ] || [ "$number" -lt "$members" ]; then
    lost "found $present of the $members disks of a stripe: $*, wanted them all;" \
      "if the others are lost, so is the data: mdadm --stop --scan, mdadm --zero-superblock $*, reboot"
    return 1
  fi
  if [ -n "$array" ]; then try "stopping $array" mdadm --stop "$array" || return 1; fi
  for disk in "$@"; do
    # The new stripe may begin in the same place, and what it would show there is no file system of its own.
    offset=$(mdadm --examine "$disk" | sed -n 's/^ *Data Offset : \([0-9]*\) sectors.*/\1/p')
    [ -z "$offset" ] || try "wiping $disk" dd if=/dev/zero of="$disk" bs=512 seek="$offset" count=128 \
      conv=notrunc,fsync || return 1
    try "freeing $disk" mdadm --zero-superblock "$disk" || return 1
  done
  # Words of devices.
  # shellcheck disable=SC2086
  set -- $disks
  members=$#
  make_stripe "$@"
}

# The array that holds one of the disks, if any, started or not.
array_of() {
  for member in "$@"; do
    for slave in "$SYS"/block/md*/slaves/"${member##*/}"; do
      [ -e "$slave" ] || continue
      block=${slave%/slaves/*}
      echo "$DEV/${block##*/}"
      return 0
    done
  done
}
