# shellcheck shell=sh disable=SC2154,SC2034
# The layout of one file system in a place of its own and folders of it bind mounted to where they are used.
# Sourced by storage.sh.

check_layout() { :; }

fill() { :; }

# STORAGE_BINDS: words "name:path". One call mounts them all, from a table as /etc/fstab is one.
lay_out() {
  for bind in $STORAGE_BINDS; do no_link "${bind#*:}"; done
  set --
  for bind in $STORAGE_BINDS; do
    for folder in "$mount_point/${bind%%:*}" "$ROOT${bind#*:}"; do [ -d "$folder" ] || set -- "$@" "$folder"; done
  done
  if [ $# -gt 0 ]; then mkdir -p "$@"; fi
  set --
  places=
  for bind in $STORAGE_BINDS; do
    if mounted "$ROOT${bind#*:}"; then
      say "${bind#*:} is mounted already"
    else
      set -- "$@" "$mount_point/${bind%%:*} $ROOT${bind#*:} none bind"
      places="$places $ROOT${bind#*:}"
    fi
  done
  if [ $# -eq 0 ]; then return 0; fi
  stop_writers
  table=$ROOT/run/mesos-spark/binds
  printf '%s\n' "$@" >"$table"
  change mount -a -T "$table"
  # A new file system has no SELinux labels. Words of paths.
  # shellcheck disable=SC2086
  if have restorecon; then change restorecon $places; fi
  for bind in $STORAGE_BINDS; do say "${bind#*:} lies on $STORAGE_MOUNT_POINT"; done
}

# Through a link the mount would be in another place than where everybody looks for it.
no_link() {
  [ -L "$ROOT$1" ] || return 0
  stop_writers
  say "removed the link $1 to $(readlink "$ROOT$1"), which stays as it is"
  change rm "$ROOT$1"
}
