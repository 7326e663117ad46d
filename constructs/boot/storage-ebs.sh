# shellcheck shell=sh disable=SC2154,SC2034
# The EBS volume of the launch template. Sourced by storage.sh.

# By the name that udev or Xen gives it; else the volume with our label; else the only blank one of its size.
ebs_disks() {
  short=${STORAGE_EBS_DEVICE#/dev/}
  for link in "$DEV/$short" "$DEV/xvd${short#sd}"; do
    if [ -e "$link" ]; then
      add "$DEV/$(basename "$(readlink -f "$link")")"
      return 0
    fi
  done
  labelled=
  sized=
  for block in "$SYS"/block/nvme*n*; do
    is_model "$block" 'Amazon Elastic Block Store' || continue
    examine "$DEV/${block##*/}"
    if [ "$content" = ours ]; then labelled="$labelled $DEV/${block##*/}"; fi
    line_of "$block/size"
    why_in_use "$DEV/${block##*/}"
    if [ "$content$used" = blank ] && [ "$((${line:-0} * 512))" -eq "$STORAGE_EBS_BYTES" ]; then
      sized="$sized $DEV/${block##*/}"
    fi
  done
  # Words of devices.
  # shellcheck disable=SC2086
  set -- ${labelled:-$sized}
  if [ $# -gt 1 ]; then
    lost "found several EBS volumes that could be ours, of $STORAGE_EBS_BYTES bytes or with our label: $*, wanted one;" \
      'give the volumes different sizes'
    return 1
  fi
  for device in "$@"; do add "$device"; done
}
