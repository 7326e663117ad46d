#!/bin/sh
# cleaner-alive.sh PID: does the service with this process still remove the files of dead applications?
# Ends with 0 where its cleaner lives, 1 where it is dead, 2 where that cannot be told. Needs no JDK and no other file.
#
# The cleaner is the thread `shuffle-cleaner-watcher`. While it lives it waits for its next turn, with a time limit;
# once a turn of it has failed it waits without one, for ever. A JVM waits by futex(2), and the kernel shows the call
# of a thread, with the limit as the fourth argument (proc(5), /proc/PID/task/TID/syscall), to root.
#
# A JVM before Java 9 does not tell the kernel the names of its threads, and others than root may not see their calls.
# Then the JVM is asked once for a list of its threads (SIGQUIT), which it writes to its standard output.
set -eu
root=${MESOS_SPARK_ROOT:-}
pid=${1:?a process id}
process=$root/proc/$pid
# Where the number of a thread is kept that only the list tells.
kept=$root/run/cleaner-alive.$pid

unknown() {
  echo "cleaner: cannot tell: $*"
  exit 2
}
dead() {
  echo "cleaner: dead: $*; restart the service while no application uses it"
  exit 1
}
alive() {
  echo "cleaner: alive"
  exit 0
}

# The kernel keeps 15 characters of a name. Names are set early: where one of the JVM's own is there, all are.
find_thread() {
  thread=
  named=no
  for task in "$process"/task/*; do
    { read -r name <"$task/comm"; } 2>/dev/null || continue
    case $name in
      shuffle-cleaner) thread=${task##*/} ;;
      'VM Thread') named=yes ;;
    esac
  done
}

# Where a JVM's standard output can be read from now on.
mark_output() {
  output=$process/fd/1
  case $(readlink "$output" || true) in
    socket:*)
      command -v journalctl >/dev/null || unknown 'found no journal to read the list of threads from'
      since=$(date '+%Y-%m-%d %H:%M:%S')
      ;;
    *)
      [ -f "$output" ] || unknown 'its standard output is neither a file nor the journal'
      start=$(($(wc -c <"$output") + 1))
      since=
      ;;
  esac
}

read_output() {
  if [ -n "$since" ]; then
    journalctl -q --no-pager -o cat --since "$since" "_PID=$pid"
  else
    tail -c "+$start" "$output"
  fi
}

# Sets thread and state from a list of threads. Only a JVM that catches the signal (bit 2 of SigCgt) outlives it.
ask_jvm() {
  case $(sed -n 's/^SigCgt:.*\(.\)$/\1/p' "$process/status") in
    [4567cdefCDEF]) ;;
    *) unknown 'the JVM does not list its threads (-Xrs)' ;;
  esac
  mark_output
  kill -QUIT "$pid" || unknown "may not signal $pid"
  i=0
  while [ "$i" -lt 25 ]; do
    sleep 0.2
    found=$(read_output | awk '
      /^"shuffle-cleaner-watcher"/ { nid = $0; sub(/.* nid=/, "", nid); sub(/[^0-9a-fx].*/, "", nid); next_line = 1; next }
      next_line { state = $2; next_line = 0 }
      /^JNI global ref/ { whole = 1 }
      END { if (whole) print (nid == "" ? "none" : nid), state }')
    if [ -n "$found" ]; then
      [ "${found%% *}" != none ] || dead 'found no thread shuffle-cleaner-watcher'
      thread=$((${found%% *}))
      state=${found##* }
      return 0
    fi
    i=$((i + 1))
  done
  unknown 'the JVM did not list its threads within 5 s'
}

# One look at the thread: timed, endless, busy or hidden.
look() {
  { read -r call _ _ _ limit _ <"$process/task/$thread/syscall"; } 2>/dev/null || {
    echo hidden
    return 0
  }
  case $call in
    # futex: x86_64, aarch64, and 32 bits with 64 of time.
    202 | 98 | 422) if [ "$limit" = 0x0 ]; then echo endless; else echo timed; fi ;;
    *) echo busy ;;
  esac
}

[ -d "$process/task" ] || unknown "found no process $pid"
find_thread
if [ -z "$thread" ] && [ "$named" = yes ]; then dead 'found no thread shuffle-cleaner-watcher'; fi
if [ -z "$thread" ] && [ -r "$kept" ]; then thread=$(cat "$kept"); fi
if [ -z "$thread" ] || [ "$(look)" = hidden ]; then
  ask_jvm
  if [ "$(look)" = hidden ]; then
    case $state in
      WAITING) dead 'it waits without a limit' ;;
      *) alive ;;
    esac
  fi
  echo "$thread" >"$kept" 2>/dev/null || true
fi

# A garbage collection, too, holds a thread without a limit, for a moment: ten looks must agree.
i=0
while [ "$i" -lt 10 ]; do
  case $(look) in
    timed) alive ;;
    busy) worked=yes ;;
    hidden) unknown 'its thread is gone' ;;
  esac
  i=$((i + 1))
  sleep 0.2
done
[ "${worked:-no}" = no ] || alive
dead 'it waits without a limit'
