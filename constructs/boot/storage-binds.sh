# shellcheck shell=sh disable=SC2154,SC2034
# The layout of one file system in a place of its own and folders of it bind mounted to where they are used.
# Sourced by storage.sh.

check_layout() { :; }

fill() { :; }

# STORAGE_BINDS: words "name:path".
lay_out() {
  for bind in $STORAGE_BINDS; do
    source=$mount_point/${bind%%:*}
    target=$ROOT${bind#*:}
    mkdir -p "$source" "$target"
    if mountpoint -q "$target"; then
      say "${bind#*:} is mounted already"
      continue
    fi
    stop_writers
    change mount --bind "$source" "$target"
    # A new file system has no SELinux labels.
    if have restorecon; then change restorecon "$target"; fi
    say "${bind#*:} lies on $STORAGE_MOUNT_POINT"
  done
}
