# shellcheck shell=sh disable=SC2154,SC2034
# The layout of one file system in a place of its own and folders of it bind mounted to where they are used.
# Sourced by storage.sh.

check_layout() { :; }

fill() { :; }

# STORAGE_BINDS: words "name:path".
lay_out() {
  set --
  for bind in $STORAGE_BINDS; do
    place=$ROOT${bind#*:}
    # Through a link the mount would be another place than the one that everybody looks for.
    if [ -L "$place" ]; then
      stop_writers
      say "removed the link ${bind#*:} to $(readlink "$place"), which stays as it is"
      change rm "$place"
    fi
    set -- "$@" "$mount_point/${bind%%:*}" "$place"
  done
  mkdir -p "$@"
  for bind in $STORAGE_BINDS; do
    if mounted "$ROOT${bind#*:}"; then
      say "${bind#*:} is mounted already"
      continue
    fi
    stop_writers
    change mount --bind "$mount_point/${bind%%:*}" "$ROOT${bind#*:}"
    # A new file system has no SELinux labels.
    if have restorecon; then change restorecon "$ROOT${bind#*:}"; fi
    say "${bind#*:} lies on $STORAGE_MOUNT_POINT"
  done
}
