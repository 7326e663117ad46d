#!/bin/sh
# Puts what an agent writes on its ephemeral disks: finds them by what they are, stripes them if several, makes
# a file system if they are blank, mounts it and lays the agent's folders on it. Runs at each boot, before
# anything that writes there. What cannot be used, or is not ours, is left as it is: then $STORAGE_MISSING decides.
set -eu
here=${0%/*}
# shellcheck source=lib.sh
. "$here/lib.sh"
# shellcheck source=identity.sh
. "$here/identity.sh"
# shellcheck source=storage-disks.sh
. "$here/storage-disks.sh"
begin
# What this group's storage needs beside: stripe, xen, ebs, away, shares, and one of binds and var-lib.
for part in $STORAGE_PARTS; do
  # shellcheck source=/dev/null
  . "$here/storage-$part.sh"
done

facts=$ROOT/run/mesos-spark/storage
record=$ROOT/var/lib/mesos-spark/storage
mount_point=$ROOT$STORAGE_MOUNT_POINT
staging=${staging:-$mount_point}
mount_table=$ROOT/proc/mounts
[ -e "$mount_table" ] || mount_table=/proc/mounts
mounts=$(cat "$mount_table" "${mount_table%mounts}swaps" 2>/dev/null || :)
blank=no device='' disks='' sought='' reason='' stopped=none

# What it is called to have what was asked for.
case $STORAGE_KIND in instance_store) primary=ephemeral ;; *) primary=$STORAGE_KIND ;; esac

main() {
  recall
  check_layout
  if mounted "$mount_point"; then
    again
  elif [ "$FORMER_STATE" = "$STORAGE_MISSING" ]; then
    "stay_on_$FORMER_STATE"
  elif use "$STORAGE_KIND"; then
    settled "$primary"
  else
    say "$reason"
    "fall_back_to_$STORAGE_MISSING"
  fi
  start_writers
}

# What was here before this boot. An image may carry another machine's record, or a machine may have got another
# type, with other disks, while it was stopped.
recall() {
  # shellcheck disable=SC2034
  FORMER_STATE='' FORMER_MEMBERS=0 FORMER_INSTANCE='' FORMER_MACHINE='' FORMER_TYPE='' FORMER_REASON=''
  # shellcheck source=/dev/null
  if [ -r "$record" ]; then . "$record"; fi
  identify
  line_of "$SYS/class/dmi/id/product_name"
  case $line in
    # Under Xen, i3 too, it is "HVM domU" for every type.
    '' | *[!A-Za-z0-9._-]*)
      set -- "$SYS"/devices/system/cpu/cpu[0-9]*
      line=cpus-$#
      ;;
  esac
  type=$line
  if ! same_machine "$FORMER_INSTANCE" "$FORMER_MACHINE"; then FORMER_STATE='' FORMER_MEMBERS=0; fi
  if [ "$FORMER_TYPE" != "$type" ]; then FORMER_MEMBERS=0; fi
  members=$FORMER_MEMBERS
}

# mounted DIRECTORY: whether it was, when this step began.
mounted() { case $mounts in *" $1 "*) ;; *) return 1 ;; esac }

# use KIND: everything from the disks to the mounted file system. False where it cannot be, and why in $reason.
use() {
  blank=no
  find_disks "$1" && choose_device && make_file_system && { mount_device || make_again; } && prove && fill
}

# lost REASON: ends the use of the disks; the policy decides what comes of it.
lost() {
  reason=$*
  return 1
}

# try WHAT COMMAND...: a command whose failure is lost storage.
try() {
  what=$1
  shift
  if dry; then
    change "$@"
  else
    said=$("$@" 2>&1) || lost "found that $what did not succeed: $said"
  fi
}

# A file system whose making was cut short has its label and no file, and no kernel mounts it: XFS notes it in the
# 127th byte.
make_again() {
  [ "$content:$(head -c 4 "$device" 2>/dev/null | tr -d '\000')" = ours:XFSB ] &&
    [ "$(od -An -tu1 -j126 -N1 "$device" | tr -d ' ')" = 1 ] || return 1
  say "the file system on $device was never finished"
  content=blank
  make_file_system && mount_device
}

# Trimming empty disks would take minutes; ftype=1: Docker's overlay and DC/OS' preflight want it.
make_file_system() {
  if [ "$content" = ours ]; then
    say "$device carries the label $STORAGE_LABEL, its files stay"
    return 0
  fi
  say "making a file system, $STORAGE_FILE_SYSTEM, on $device"
  case $STORAGE_FILE_SYSTEM in xfs) need mkfs.xfs xfsprogs ;; *) need mkfs.ext4 e2fsprogs ;; esac
  # Words of options.
  # shellcheck disable=SC2086
  try "making a file system on $device" "mkfs.$STORAGE_FILE_SYSTEM" $STORAGE_MKFS_OPTIONS \
    -L "$STORAGE_LABEL" "$device" || return 1
  blank=yes
}

# Kernels before 4.0 know no lazytime, and mount tells neither that nor a want of quotas.
mount_device() {
  [ -d "$staging" ] || mkdir -p "$staging"
  if mount_with "$STORAGE_MOUNT_OPTIONS"; then return 0; fi
  why=$reason
  if mount_without lazytime "$STORAGE_MOUNT_OPTIONS"; then
    say 'mounted without lazytime, which is unknown here'
    return 0
  fi
  # The disks are not lost: no other place would do what was asked for.
  if mount_without prjquota "$STORAGE_MOUNT_OPTIONS" ||
    { [ "$fewer" != "$STORAGE_MOUNT_OPTIONS" ] && mount_without lazytime "$fewer"; }; then
    change umount "$staging"
    reason="found a kernel without project quotas for $STORAGE_FILE_SYSTEM, wanted them for the shares; take another"
    reason="$reason image, or leave shares out"
    fall_back_to_fail
  fi
  lost "$why"
}

mount_with() { try "mounting $device" mount -o "${1:-defaults}" "$device" "$staging"; }

# mount_without OPTION OPTIONS: false, too, where it is none of them. Sets $fewer.
mount_without() {
  fewer=$(echo ",$2," | sed "s/,$1,/,/; s/^,//; s/,\$//")
  case ,$2, in *",$1,"*) mount_with "$fewer" ;; *) return 1 ;; esac
}

# A write that reaches the disk. Into a block that is there already, for a full disk is no failed one.
prove() {
  if dry; then return 0; fi
  try "writing to $device" dd if=/dev/zero of="$staging/.mesos-spark" bs=4096 count=1 conv=notrunc,fsync && return 0
  if [ "$(df -P -k "$staging" | awk 'NR == 2 { print $4 }')" = 0 ]; then
    say "$device is full"
    return 0
  fi
  change umount "$staging"
  return 1
}

# settled STATE: the file system is there; folders on it, and what there is to know about it.
settled() {
  lay "$staging"
  remember "$1"
  say "$device is mounted on $STORAGE_MOUNT_POINT"
}

lay() {
  case " $STORAGE_PARTS " in *' shares '*) limit_shares "$1" ;; esac
  lay_out
}

# A second run in one boot. Something else that is mounted there is not ours to use.
again() {
  device=$(awk -v at="$mount_point" '$2 == at { device = $1 } END { print device }' "$mount_table")
  examine "$device"
  [ "$content" = ours ] || fail "found $device mounted on $STORAGE_MOUNT_POINT, with $signature, wanted nothing there" \
    'or a file system of ours; unmount it or give storage another mountPoint'
  say "$STORAGE_MOUNT_POINT is mounted already"
  lay "$mount_point"
  if [ ! -e "$facts" ]; then remember "${FORMER_STATE:-$primary}"; fi
}

fall_back_to_fail() {
  remember failed
  fail "$reason"
}

# remember STATE: for the steps after this one, and for the next boot.
remember() {
  # What a command says, or a label, may hold anything.
  told=
  if [ -n "$reason" ]; then
    told=$(printf %s "$reason" | tr '\n\t' '  ' | tr -cd '[:print:]' | sed 's/[\\"$`]/\\&/g')
  fi
  printf 'STORAGE_STATE=%s\nSTORAGE_BLANK=%s\nSTORAGE_DISKS="%s"\nSTORAGE_LAYOUT=%s\nSTORAGE_REASON="%s"\n' \
    "$1" "$blank" "$disks" "$STORAGE_LAYOUT" "$told" >"$facts"
  # A failure is no state to come back to. What is on the disk since an earlier boot no loss of power takes away.
  if [ "$1" = failed ] || [ "$1 $members $instance $machine $type $told" = \
    "$FORMER_STATE $FORMER_MEMBERS $FORMER_INSTANCE $FORMER_MACHINE $FORMER_TYPE $FORMER_REASON" ]; then return 0; fi
  former="FORMER_STATE=$1 FORMER_MEMBERS=$members FORMER_INSTANCE='$instance' FORMER_MACHINE='$machine'"
  put "$record" "$former FORMER_TYPE='$type' FORMER_REASON=\"$told\""
}

# On the first boot Docker may run before this step; it must not keep files open under what is hidden now.
stop_writers() {
  if [ "$stopped" != none ]; then return 0; fi
  stopped=
  if dry || ! have systemctl; then return 0; fi
  # One line for each, in their order; the status tells nothing about several.
  # shellcheck disable=SC2046,SC2086
  set -- $(systemctl is-active $STORAGE_WRITERS 2>/dev/null || :)
  for unit in $STORAGE_WRITERS; do
    if [ "${1:-}" = active ]; then
      change systemctl stop "$unit"
      stopped="$stopped $unit"
    fi
    if [ $# -gt 0 ]; then shift; fi
  done
}

start_writers() {
  for unit in $stopped; do
    if [ "$unit" != none ]; then change systemctl start --no-block "$unit"; fi
  done
}

main
