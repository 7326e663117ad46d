# shellcheck shell=sh disable=SC2154,SC2034
# The layout of the file system at /var/lib itself. Sourced by storage.sh.

staging=$ROOT/run/mesos-spark/var-lib
records=$ROOT/var/lib/mesos-spark
held=$ROOT/run/mesos-spark/state

# Where packages keep their state in /var/lib, disks that come back blank would take it.
check_layout() {
  id=$(sed -n 's/^ID=//p' "$ROOT/etc/os-release" 2>/dev/null | tr -d '"' || :)
  case $id in
    flatcar | coreos) ;;
    *) fail "found the system '$id' and a layout of /var/lib as a whole, wanted Flatcar or CoreOS Container Linux," \
      "where all that is installed lies in /usr; take the layout 'binds'" ;;
  esac
}

# What the root volume has there comes along, once. -x: and nothing that is mounted below.
fill() {
  if dry || [ -e "$staging/.mesos-spark-filled" ]; then return 0; fi
  stop_writers
  say "copying what the root volume has in $STORAGE_MOUNT_POINT"
  try "copying $STORAGE_MOUNT_POINT" cp -a -x "$mount_point/." "$staging/" &&
    try 'writing it to the disk' sync -f "$staging" &&
    try 'writing to it' touch "$staging/.mesos-spark-filled" && return 0
  change umount "$staging"
  return 1
}

# Our own records stay on the root volume, as in the other layout: they tell what the disks were.
lay_out() {
  if ! mounted "$mount_point"; then
    stop_writers
    mkdir -p "$records" "$held" "$staging/mesos-spark"
    change mount --bind "$records" "$held"
    change mount --bind "$staging" "$mount_point"
  fi
  if mounted "$records"; then return 0; fi
  change mount --bind "$held" "$records"
  change umount "$held"
  change umount "$ROOT/run/mesos-spark/var-lib"
}
