# shellcheck shell=sh disable=SC2154,SC2034
# Instance store under Xen: only the metadata service knows which disks they are. Sourced by storage.sh.

# meta-data/block-device-mapping: ephemeralN names an instance store disk; ami, root, ebsN and swap never do.
xen_disks() {
  line_of "$SYS/hypervisor/type"
  if [ "$line" != xen ]; then return 0; fi
  entries=$(imds meta-data/block-device-mapping/) || {
    unanswered
    return 0
  }
  for entry in $entries; do
    case $entry in ephemeral[0-9]*) ;; *) continue ;; esac
    name=$(imds "meta-data/block-device-mapping/$entry") || {
      unanswered
      # Some would be taken for all at a first boot.
      disks=
      return 0
    }
    name=${name#/dev/}
    for device in "$DEV/xvd${name#sd}" "$DEV/$name"; do
      if is_block "$device"; then
        add "$device"
        break
      fi
    done
  done
}

# To ask in vain took some 30 seconds.
unanswered() {
  say 'the metadata service does not tell the disks'
  waited=$((waited + 30))
}
