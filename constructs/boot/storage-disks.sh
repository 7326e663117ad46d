# shellcheck shell=sh disable=SC2154,SC2034
# How a disk is recognised. Sourced by storage.sh.

# find_disks KIND: sets $disks, or tells why there are none to use. Waits until there are as many as there must be
# and, where that is not known, until every NVMe controller has its disk.
find_disks() {
  sought=$1
  settle
  wanted=1
  if [ "$1" = instance_store ]; then
    wanted=$STORAGE_DISKS_MIN
    if [ "$FORMER_MEMBERS" -gt "$wanted" ]; then wanted=$FORMER_MEMBERS; fi
  fi
  waited=0
  while :; do
    disks=
    "${1}_disks" || return 1
    count "$disks"
    late=
    if [ "$1" = instance_store ] && [ "$FORMER_MEMBERS" -eq 0 ]; then late_controller; fi
    if [ "$number" -ge "$wanted" ] && [ -z "$late" ]; then
      if [ "$waited" -gt 0 ]; then settle; fi
      return 0
    fi
    if [ "$waited" -ge "$STORAGE_WAIT_SECONDS" ]; then break; fi
    sleep 1
    waited=$((waited + 1))
  done
  if [ "$number" -lt "$wanted" ]; then
    lost "found $number disks of kind $1 in $waited s, wanted $wanted; block devices here:$(block_names)"
  else
    lost "found $disks and an NVMe controller without a disk after $waited s, $late, wanted all disks"
  fi
}

# While udev looks at a disk that is new it keeps it open, and it may be about to assemble our stripe.
settle() {
  if [ -e "$ROOT/run/udev/control" ] && ! dry; then udevadm settle --timeout=30 || :; fi
}

# count WORDS: sets $number.
count() {
  # shellcheck disable=SC2086
  set -- $1
  number=$#
}

add() {
  case " $disks " in *" $1 "*) ;; *) disks="${disks:+$disks }$1" ;; esac
}

block_names() {
  for block in "$SYS"/block/*; do printf ' %s' "${block##*/}"; done
}

# Sets $late to an NVMe controller of the machine that has no disk, yet or any more.
late_controller() {
  for pci in "$SYS"/bus/pci/devices/*; do
    line_of "$pci/class"
    [ "$line" = 0x010802 ] || continue
    set -- "$pci"/nvme/nvme*/nvme*n*
    if [ ! -e "$1" ]; then
      late=${pci##*/}
      return 0
    fi
  done
}

# Instance store says what it is: NVMe by its model, which is also in udev's name of it; under Xen only the
# metadata service knows.
instance_store_disks() {
  for block in "$SYS"/block/nvme*n*; do
    if is_model "$block" "$STORAGE_NVME_MODEL"; then add "$DEV/${block##*/}"; fi
  done
  for link in "$DEV"/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage_*; do
    case $link in *-part[0-9]* | *'*') continue ;; esac
    # As a rule all were found by their models, and none takes a process.
    # shellcheck disable=SC3013
    for disk in $disks; do if [ "$link" -ef "$disk" ]; then continue 2; fi; done
    link=$(readlink -f "$link")
    if ! is_model "$SYS/block/${link##*/}" 'Amazon Elastic Block Store'; then add "$DEV/${link##*/}"; fi
  done
  case " $STORAGE_PARTS " in *' xen '*) xen_disks ;; esac
}

# is_model BLOCK MODEL. With several paths to a controller, nvme0c1n1 is a path and no disk.
is_model() {
  case ${1##*/} in *c*n*) return 1 ;; esac
  line_of "$1/device/model"
  [ "$line" = "$2" ]
}

# Tests stand in plain files for devices.
is_block() { [ -b "$1" ] || { [ -n "$ROOT" ] && [ -e "$1" ]; }; }

# examine DEVICE: sets $content to ours (a file system), member (of our stripe), blank or other, and $signature to
# what people call it. udev's form holds no spaces and nothing that a shell would read.
examine() {
  content=other
  kind='something that blkid cannot tell'
  label=
  status=0
  found=$(blkid -p -o udev "$1" 2>/dev/null) || status=$?
  if [ "$status" -eq 2 ]; then
    # blkid ends so where there is nothing, and where nothing can be read.
    if head -c 1048576 "$1" >/dev/null 2>&1; then content=blank; else kind='nothing that can be read'; fi
  elif [ "$status" -ne 0 ]; then
    found=
  fi
  for word in $found; do
    case $word in
      ID_FS_TYPE=* | ID_PART_TABLE_TYPE=*) kind=${word#*=} ;;
      ID_FS_LABEL_ENC=*) label=${word#*=} ;;
    esac
  done
  signature="'$kind' labelled '$label'"
  case $1:$kind:$label in
    *":xfs:$STORAGE_LABEL" | *":ext4:$STORAGE_LABEL") content=ours ;;
    # The label of a member is "host:name", or the name where mdadm knew no host.
    *":linux_raid_member:$STORAGE_LABEL" | *":linux_raid_member:"*":$STORAGE_LABEL") content=member ;;
    # As AWS delivers the instance store of old types.
    "$DEV"/xvd*:ext3:) if [ "$sought" = instance_store ]; then content=blank; fi ;;
  esac
}

# Sets $used to why a disk must not be touched: empty where nothing uses it. Our own array may.
why_in_use() {
  used=
  for part in "$SYS/block/${1##*/}/${1##*/}"*; do
    if [ -e "$part" ]; then used='it has partitions'; fi
  done
  for holder in "$SYS/block/${1##*/}/holders"/*; do
    case $holder in */md* | *'*') ;; *) used="by ${holder##*/}" ;; esac
  done
  case $mounts in *"$1 "*) used='it is mounted or swap' ;; esac
}

# Sets $device and what is on it, $content: ours or blank. Anything else on any of the disks ends it.
choose_device() {
  ours=
  stripe=
  empty=
  for disk in $disks; do
    is_block "$disk" || lost "found no block device at $disk, though the system names one" || return 1
    why_in_use "$disk"
    [ -z "$used" ] || lost "found $disk in use, $used; wanted a disk of its own; free it or take another image" ||
      return 1
    examine "$disk"
    case $content in
      ours) ours="$ours $disk" ;;
      member) stripe="$stripe $disk" ;;
      blank) empty="$empty $disk" ;;
      *) lost "found $disk with $signature, wanted a blank disk or our label $STORAGE_LABEL;" \
        "if nothing on it is needed: wipefs --all $disk, reboot" || return 1 ;;
    esac
  done
  # Words of devices.
  count "$ours"
  # shellcheck disable=SC2086
  case $number:${stripe:+stripe} in
    0:stripe) find_stripe $stripe ;;
    0:)
      set -- $empty
      members=$#
      device=$1
      content=blank
      if [ $# -gt 1 ]; then make_stripe "$@"; fi
      ;;
    1:)
      device=${ours# }
      content=ours
      members=1
      [ -z "$empty" ] || say "left alone, for the data is on $device:$empty"
      ;;
    *) lost "found several file systems of ours on $disks, wanted one; wipe those that nothing needs, reboot" ;;
  esac
}
