# shellcheck shell=sh disable=SC2154,SC2034
# The layout of one file system in a place of its own and folders of it bind mounted to where they are used.
# Sourced by storage.sh.

check_layout() { :; }

fill() { :; }

# STORAGE_BINDS: words "name:path".
lay_out() {
  for bind in $STORAGE_BINDS; do no_link "${bind#*:}"; done
  set --
  for bind in $STORAGE_BINDS; do set -- "$@" "$mount_point/${bind%%:*}" "$ROOT${bind#*:}"; done
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

# Through a link the mount would be in another place than where everybody looks for it.
no_link() {
  [ -L "$ROOT$1" ] || return 0
  stop_writers
  say "removed the link $1 to $(readlink "$ROOT$1"), which stays as it is"
  change rm "$ROOT$1"
}
