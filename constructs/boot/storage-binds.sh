# shellcheck shell=sh disable=SC2154,SC2034
# The layout of one file system in a place of its own and folders of it bind mounted to where they are used.
# Sourced by storage.sh.

check_layout() { :; }

fill() { :; }

# STORAGE_BINDS: words "name:path". One call mounts them all, from a table as /etc/fstab is one.
lay_out() {
  for bind in $STORAGE_BINDS; do no_link "${bind#*:}"; done
  set --
  places=
  for bind in $STORAGE_BINDS; do
    places="$places $ROOT${bind#*:}"
    for folder in "$mount_point/${bind%%:*}" "$ROOT${bind#*:}"; do [ -d "$folder" ] || set -- "$@" "$folder"; done
  done
  if [ $# -gt 0 ]; then mkdir -p "$@"; fi
  set --
  for bind in $STORAGE_BINDS; do
    if mounted "$ROOT${bind#*:}"; then
      say "${bind#*:} is mounted already"
    else
      set -- "$@" "$mount_point/${bind%%:*}" "$ROOT${bind#*:}"
      say "${bind#*:} goes to $STORAGE_MOUNT_POINT"
    fi
  done
  if [ $# -eq 0 ]; then return 0; fi
  stop_writers
  printf '%s %s none bind\n' "$@" >"$facts.binds"
  change mount -a -T "$facts.binds"
  # A new file system has no SELinux labels. Words of paths.
  # shellcheck disable=SC2086
  if have restorecon; then change restorecon $places; fi
}

# Through a link the mount would be in another place than where everybody looks for it.
no_link() {
  [ -L "$ROOT$1" ] || return 0
  stop_writers
  say "removed the link $1 to $(readlink "$ROOT$1"), which stays as it is"
  change rm "$ROOT$1"
}
