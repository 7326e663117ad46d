# shellcheck shell=sh disable=SC2154
# Of the shuffle service that listens on a socket. Sourced, needs $ROOT and $here.

# cleaner INODE: says alive, dead or unknown; off, where the janitor cleans in its place; none, where it is no shuffle
# service: others may end on the signal by which a JVM lists its threads. A look may take seconds.
cleaner() {
  pid=$(find "$ROOT"/proc/[0-9]*/fd -maxdepth 1 -lname "socket:\[$1\]" -printf '%h\n' -quit 2>/dev/null) || :
  pid=${pid%/fd}
  pid=${pid##*/}
  words=$(tr '\0' ' ' <"$ROOT/proc/${pid:-none}/cmdline" 2>/dev/null) || :
  case $words in
    *ExternalShuffleService*) ;;
    *)
      echo none
      return 0
      ;;
  esac
  # A year, for never.
  case $words in
    *-Dspark.shuffle.cleaner.interval=31557600s*)
      echo off
      return 0
      ;;
  esac
  found=0
  timeout 10 sh "$here/cleaner-alive.sh" "$pid" >/dev/null 2>&1 || found=$?
  case $found in 0) echo alive ;; 1) echo dead ;; *) echo unknown ;; esac
}
