# shellcheck shell=sh
# How a disk is recognised. Sourced by storage.sh.

# Prints one device a line, waiting until there is one and a second later no more.
wait_for_disks() {
  if have udevadm && ! dry; then udevadm settle --timeout=30 || true; fi
  waited=0
  before=
  while :; do
    found=$("${STORAGE_KIND}_disks")
    if [ -n "$found" ] && [ "$found" = "$before" ]; then break; fi
    if [ "$waited" -ge "$STORAGE_WAIT_SECONDS" ]; then
      fail "found no disk of kind $STORAGE_KIND in $waited s, wanted one or more;" \
        "block devices here: $(echo "$SYS"/block/*)"
    fi
    before=$found
    sleep 1
    waited=$((waited + 1))
  done
  for disk in $(echo "$found" | sort -u); do
    refuse_foreign "$disk"
    echo "$disk"
  done
}

# Instance store says what it is: NVMe by its model, which is also in udev's name of it; under Xen only the
# metadata service knows.
instance_store_disks() {
  for block in "$SYS"/block/nvme*n*; do
    if [ "$(model_of "$block")" = "$STORAGE_NVME_MODEL" ]; then echo "$DEV/${block##*/}"; fi
  done
  for link in "$DEV"/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage_*; do
    case $link in *-part[0-9]* | *'*') continue ;; esac
    echo "$DEV/$(basename "$(readlink -f "$link")")"
  done
  if [ -e "$SYS/hypervisor/type" ] && [ "$(cat "$SYS/hypervisor/type")" = xen ]; then xen_disks; fi
}

# meta-data/block-device-mapping: ephemeralN names an instance store disk; ami, root, ebsN and swap never do.
xen_disks() {
  for entry in $(imds meta-data/block-device-mapping/ || true); do
    case $entry in ephemeral[0-9]*) ;; *) continue ;; esac
    name=$(imds "meta-data/block-device-mapping/$entry") || continue
    name=${name#/dev/}
    for device in "$DEV/xvd${name#sd}" "$DEV/$name"; do
      if is_block "$device"; then
        echo "$device"
        break
      fi
    done
  done
}

# The volume of the launch template: the one with our label; else by its name, which udev or Xen gives; else
# the only blank EBS volume of exactly its size.
ebs_disks() {
  labelled=
  blank=
  for block in "$SYS"/block/nvme*n* "$SYS"/block/xvd*; do
    [ -e "$block" ] || continue
    device=$DEV/${block##*/}
    case ${block##*/} in
      nvme*) [ "$(model_of "$block")" = 'Amazon Elastic Block Store' ] || continue ;;
    esac
    if [ "$(label_of "$device")" = "$STORAGE_LABEL" ]; then labelled="$labelled $device"; fi
    if [ "$(bytes_of "$block")" = "$STORAGE_EBS_BYTES" ] && [ -z "$(why_in_use "$device")" ] &&
      is_blank "$device"; then blank="$blank $device"; fi
  done
  if [ -n "$labelled" ]; then
    echo "${labelled# }" | tr ' ' '\n'
    return 0
  fi
  short=${STORAGE_EBS_DEVICE#/dev/}
  for link in "$DEV/$short" "$DEV/xvd${short#sd}"; do
    if [ -e "$link" ]; then
      echo "$DEV/$(basename "$(readlink -f "$link")")"
      return 0
    fi
  done
  case ${blank# } in
    *' '*) fail "found several blank EBS volumes of $STORAGE_EBS_BYTES bytes:$blank, wanted one;" \
      'give the volumes different sizes' ;;
    '') ;;
    *) echo "${blank# }" ;;
  esac
}

model_of() { sed 's/ *$//' "$1/device/model" 2>/dev/null || true; }

bytes_of() { echo $(($(cat "$1/size" 2>/dev/null || echo 0) * 512)); }

# Tests stand in plain files for devices.
is_block() { [ -b "$1" ] || { [ -n "$ROOT" ] && [ -e "$1" ]; }; }

label_of() { blkid -p -s LABEL -o value "$1" 2>/dev/null || true; }

type_of() { blkid -p -s TYPE -o value "$1" 2>/dev/null || true; }

# blkid ends with 2 where it finds nothing at all; any other end is not "blank".
is_blank() {
  status=0
  blkid -p "$1" >/dev/null 2>&1 || status=$?
  [ "$status" -eq 2 ]
}

# A member of our stripe; the label of a member is "host:name", or the name where mdadm knew no host.
is_member() {
  [ "$(type_of "$1")" = linux_raid_member ] || return 1
  case $(label_of "$1") in "$STORAGE_LABEL" | *":$STORAGE_LABEL") return 0 ;; *) return 1 ;; esac
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

# Why a disk must not be touched: empty where nothing uses it. Our own array may.
why_in_use() {
  used=${1##*/}
  for part in "$SYS/block/$used/$used"*; do
    if [ -e "$part" ]; then
      echo 'it has partitions'
      return 0
    fi
  done
  if grep -q "^$1 " "$ROOT/proc/mounts" 2>/dev/null; then echo 'it is mounted'; fi
  if grep -q "^$1 " "$ROOT/proc/swaps" 2>/dev/null; then echo 'it is swap'; fi
}

# Ends the step unless the disk is blank, ours, or as AWS delivers old types: ext3 without a label under Xen.
refuse_foreign() {
  is_block "$1" || fail "found no block device at $1, though the system names one"
  reason=$(why_in_use "$1")
  [ -z "$reason" ] || fail "found $1 in use, $reason; wanted a disk of its own; free it or take another image"
  if is_blank "$1" || is_member "$1" || [ "$(label_of "$1")" = "$STORAGE_LABEL" ]; then return 0; fi
  case $1/$(type_of "$1")/$(label_of "$1") in "$DEV"/xvd*/ext3/) return 0 ;; esac
  fail "found $1 with '$(type_of "$1")' labelled '$(label_of "$1")', wanted a blank disk or our label" \
    "$STORAGE_LABEL; wipe it by hand if nothing on it is needed"
}
