# shellcheck shell=sh disable=SC2154
# Whether the cleaners of shuffle services live, for health.sh, which sources it. Every five minutes, and for each
# new process: a look at a cleaner may take seconds. Only at shuffle services: others may end on the signal by which
# a JVM lists its threads.

# cleaner INODE: of the service that listens on this socket.
cleaner() {
  pid=$(find "$ROOT"/proc/[0-9]*/fd -maxdepth 1 -lname "socket:\[$1\]" -printf '%h\n' -quit 2>/dev/null) || :
  pid=${pid%/fd}
  pid=${pid##*/}
  found=2
  if grep -aqs ExternalShuffleService "$ROOT/proc/${pid:-none}/cmdline"; then
    found=0
    timeout 10 sh "$here/cleaner-alive.sh" "$pid" >/dev/null 2>&1 || found=$?
  fi
  case $found in 0) echo alive ;; 1) echo dead ;; *) echo unknown ;; esac
}

nl=$(printf '\n.')
nl=${nl%.}
cleaners=$(cat "$run/cleaners" 2>/dev/null) || :
[ "${cleaners%%"$nl"*}" = "$((now / 300))" ] || cleaners=$((now / 300))
for inode in $(printf '%s\n' "$net" | sed -n 's/^.* true .* //p'); do
  case $cleaners in *"$nl$inode "*) ;; *) cleaners="$cleaners$nl$inode $(cleaner "$inode")" ;; esac
done
printf '%s\n' "$cleaners" | write "$run/cleaners" 0644
