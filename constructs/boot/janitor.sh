#!/bin/sh
# Removes what dead applications left in the directory that Spark shares: whole directories blockmgr-* and spark-*
# right below it in which nothing changed or was read for longer than the limit and of which no process has
# anything open. A timer runs it; see docs/janitor.md.
#
# Two looks, for a directory may wake up under the first: it is moved out of everybody's reach, looked at again,
# and put back if it lives. Names come from whoever may write there, so they are only handled where nobody else
# can: below a folder of root's own, by paths relative to it.
set -eu
here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"
export LC_ALL=C

# Seconds. Below it live applications are hit, whatever the settings say.
FLOOR=3600
TRASH=.mesos-spark-janitor
mode=${1:-run}
if dry; then mode=--dry-run; fi
case $mode in
  run) ;;
  # A person's look is no step of the machine.
  --dry-run) status() { :; } ;;
  *)
    printf '%s\n' "janitor.sh            removes what is old in Spark's shared directory" \
      'janitor.sh --dry-run  shows what would go, and why the rest stays'
    exit 0
    ;;
esac

[ "$(id -u)" = 0 ] || { status() { :; }; fail 'found no right to look into processes, wanted root; run it with sudo'; }
run=$ROOT/run/mesos-spark
mkdir -p "$run"
exec 9>"$run/janitor.lock"
flock -n 9 || { say 'another run is under way, this one ends'; exit 0; }
if [ "$mode" = run ]; then begin; else load_settings; fi

main() {
  started=$(date +%s) limit=$JANITOR_LIMIT_SECONDS
  # A shell counts 03600 by eights.
  case $limit in 0[0-9]*) limit="$limit, by eights" ;; esac
  [ "$limit" -ge "$FLOOR" ] 2>/dev/null ||
    fail "found a limit of \"$limit\" s, wanted at least $FLOOR s: quiet applications live longer"
  shared=$ROOT$SHARED_DIRECTORY pressure=no failed=
  hard="found $SHARED_DIRECTORY/$TRASH hard to remove, wanted it gone; see the lines above"
  : >>"$run/janitor.gone"
  look_at_clock
  if ! cd -P "$shared" 2>/dev/null; then
    say "found no $SHARED_DIRECTORY, nothing to do"
  elif [ "$mode" = run ]; then
    enter_trash
    decide .. >"$run/janitor.plan"
    sweep
    relieved
    cd ..
  else
    decide . >"$run/janitor.plan"
    table
    return 0
  fi
  record
  [ -z "$failed" ] || fail "$failed"
}

# Sets $since: nothing counts as unused from before it. Where somebody set the clock while the machine ran, times of
# before tell no longer how long ago they were.
look_at_clock() {
  booted=$((started - $(cut -d. -f1 /proc/uptime)))
  read -r was since 2>/dev/null <"$run/janitor.clock" || was=$booted since=0
  step=$((booted - was))
  if [ "${step#-}" -gt 60 ]; then
    say "the clock was set by $step s: whatever is older counts as used now" >&2
    since=$started
  fi
  if [ "$mode" = run ]; then echo "$booted $since" | write "$run/janitor.clock" 0644; fi
}

# decide DIRECTORY: a line "go|stays NEWEST KIB ENTRIES NAME", the oldest first; NEWEST is a time.
decide() {
  options=$(mounted OPTIONS "$1")
  case ,$options, in
    *,noatime,* | *,relatime,*) say "reads are noticed late or never: mounted $options, wanted strictatime" >&2 ;;
  esac
  want='0 0'
  if [ -n "$JANITOR_PRESSURE_PERCENT" ] && [ "$(excess "$1" "$JANITOR_PRESSURE_PERCENT")" != '0 0' ]; then
    want=$(excess "$1" "$JANITOR_TARGET_PERCENT") pressure=yes
    say "fuller than $JANITOR_PRESSURE_PERCENT %: the oldest go until it is below $JANITOR_TARGET_PERCENT %" >&2
  fi
  survey "$1" >"$run/janitor.seen"
  sort -n "$run/janitor.seen" | awk -v old=$((started - limit)) -v floor=$((started - FLOOR)) \
    -v kib="${want% *}" -v inodes="${want#* }" -v since="$since" -v ahead=$((started + FLOOR)) '
      { used = $1 < since ? since : $1; go = $4 == "idle" && (used <= old || used <= floor && (kib > 0 || inodes > 0)) }
      go { kib -= $2; inodes -= $3 }
      $4 == "idle" && $1 > ahead { future++; name = $5 }
      { print (go ? "go" : "stays"), $0 }
      END {
        if (future) printf "found %d of the future, as %s: they stay until it has come; touch what nobody uses\n", future, name | "cat >&2"
      }'
}

# mounted COLUMN DIRECTORY: of what is mounted there last, for one may lie above another.
mounted() { findmnt -nro "$1" -T "$2" | tail -n 1; }

# excess DIRECTORY PERCENT: KiB and inodes that are used beyond it.
excess() {
  df -k --output=used,avail,iused,iavail "$1" | awk -v p="$2" '
    function beyond(used, free) { used -= (used + free) * p / 100; return used > 0 ? used + 1 : 0 }
    NR == 2 { printf "%.0f %.0f\n", beyond($1, $2), beyond($3, $4) }'
}

# survey DIRECTORY: a line "NEWEST KIB ENTRIES STATE NAME" for each entry, by two walks; fails unless all was seen.
survey() {
  in_use "$1" >"$run/janitor.use" || return 1
  half "$1" ! >"$run/janitor.half" &
  half "$1" '' || return 1
  wait $! || return 1
  cat "$run/janitor.half"
}

# half DIRECTORY SIGN: reading a folder sets its time of reading, so only that of files counts.
half() {
  seen "$1" "$2" | awk -v device="$(stat -c %d "$1")" -v maps="$(maps_device "$1")" '
    function entry() {
      if (name == "") return
      state = name !~ /^(blockmgr|spark)-./ ? "name" : type != "d" ? "kind" : away || (name in mounted) ? "mount" : busy ? "open" : "idle"
      printf "%.0f %.0f %.0f %s %s\n", newest + 0.5, kib / 2, entries, state, name
      fflush()
    }
    NF == 1 { open[$1] = 1; next }
    NF == 2 { mounted[$2] = 1; next }
    $4 == maps { open[device ":" $5] = 1; next }
    $1 != "." { entry(); name = $1; type = $2; newest = kib = entries = busy = away = 0 }
    $1 == "end" { ended = 1; exit }
    {
      if ($6 > newest) newest = $6
      if ($2 != "d" && $7 > newest) newest = $7
      if ($3 in open) busy = 1
      if ($2 == "d" && index($3, device ":") != 1) away = 1
      if ($2 == "d" || $4 == 1 || ++links[$3] == $4) { kib += $5; entries++ }
    }
    END { if (!ended) exit 1 }'
}

# What half wants to know; the last line tells that nothing is missing.
seen() {
  cat "$run/janitor.use" || return 1
  at=$(cd "$1" && pwd -P) || return 1
  sed -n "s|^[^ ]* [^ ]* [^ ]* [^ ]* $at/\([^/ ]*\).*|mount \1|p" /proc/self/mountinfo || return 1
  row='%y %D:%i %n %b %T@ %A@\n'
  # shellcheck disable=SC2086 # SIGN is nothing or an exclamation mark.
  find "$1" -mindepth 1 -xdev \( -path "$1/*/*" -printf ". $row" \) -o \( $2 -regex '.*[0-7]' -prune \) \
    -o \( -regex "$1/\(blockmgr\|spark\)-[A-Za-z0-9_.-]+" -printf "%f $row" \) \
    -o \( -regex "$1/[A-Za-z0-9_.+-]+" -printf "%f $row" -prune \) \
    -o \( -printf "inode:%i $row" -prune \) 2>"$run/janitor.errors$2" || [ $? -eq 1 ] || return 1
  if grep -v ': No such file or directory$' "$run/janitor.errors$2" >&2; then return 1; fi
  echo 'end - - - - - -'
}

# device:inode of what processes stand in and have open, and lines of their maps: Spark maps files and closes them.
# Whoever sees the directory under another path, in a container, has the same inodes.
in_use() {
  find -L /proc/[0-9]*/root -maxdepth 0 -printf '%D:%i\n' 2>"$run/janitor.errors" || [ $? -eq 1 ] || return 1
  if [ ! -d /proc/1/fd ] || grep denied "$run/janitor.errors" >&2; then
    say 'found processes that it may not look into, wanted all of /proc' >&2
    return 1
  fi
  find -L /proc/[0-9]*/cwd -maxdepth 0 -printf '%D:%i\n' 2>/dev/null || [ $? -eq 1 ] || return 1
  find -L /proc/[0-9]*/fd -mindepth 1 -maxdepth 1 -printf '%D:%i\n' 2>/dev/null || [ $? -eq 1 ] || return 1
  grep -hs " $(maps_device "$1") " /proc/[0-9]*/maps || [ $? -le 2 ]
}

# As /proc/PID/maps writes it.
maps_device() {
  # shellcheck disable=SC2046,SC2183
  printf '%02x:%02x' $(mounted MAJ:MIN "$1" | tr : ' ')
}

# A folder that nobody but root can enter, on the same file system. Whoever owns the directory above may have put
# something else there: what we stand in is looked at, not its name. It stays, with the folder in it: a disk that is
# full takes no new one.
enter_trash() {
  said=$(mkdir -m 0700 "$TRASH" 2>&1) || [ -e "$TRASH" ] || [ -L "$TRASH" ] ||
    fail "found no way to make $SHARED_DIRECTORY/$TRASH: $said; wanted it writable, with room for a folder"
  # Every shell here knows -ef, and so does POSIX of 2024.
  # shellcheck disable=SC3013
  if ! cd -P "$TRASH" || [ "$(stat -c %u:%a .)" != 0:700 ] || ! [ .. -ef "$shared" ] || mountpoint -q .; then
    fail "found something else as $SHARED_DIRECTORY/$TRASH, wanted a folder of root's own; remove it"
  fi
  # What an interrupted run had looked at twice goes, what it had not comes back.
  mkdir -p dead
  find dead -mindepth 1 -maxdepth 1 -exec rm -rf --one-file-system {} + || failed=$hard
  put_back blockmgr-* spark-*
}

put_back() {
  for name in "$@"; do
    if [ ! -e "$name" ] && [ ! -L "$name" ]; then continue; fi
    if mv -fT "$name" "../$name"; then
      say "put back $name"
      awk -v name="$name" '$5 != name' "$run/janitor.gone" >"$run/janitor.kept" && mv "$run/janitor.kept" "$run/janitor.gone"
    else
      say "found another $name in the meantime, it stays in $SHARED_DIRECTORY/$TRASH"
    fi
  done
}

# Of the second look: names of what is dead go to standard output; what lives is wanted back before the rest is gone.
judge() {
  while read -r touched kib entries state name; do
    if [ "$state" = idle ] && [ "$touched" -le "$newest" ]; then
      echo "$touched $kib $entries $state $name" >>"$run/janitor.gone"
      echo "$name"
    elif [ "$state" != name ]; then
      put_back "$name" >&3
    fi
  done
}

# Moves what the plan says and removes what a second look confirms, one while the next is looked at.
sweep() {
  awk '$1 == "go" { print "../" $6 }' "$run/janitor.plan" >"$run/janitor.go"
  [ -s "$run/janitor.go" ] || return 0
  trap 'gave_up="was ended in the middle, the next run goes on"; put_back blockmgr-* spark-*; exit 143' HUP INT TERM
  xargs mv -t . -- <"$run/janitor.go" || :
  newest=$(awk '$1 == "go" { n = $2 } END { printf "%.0f", n }' "$run/janitor.plan")
  # XFS frees on other processors anyhow.
  streams=2
  if [ "$(mounted FSTYPE .)" = xfs ]; then streams=1; fi
  exec 3>&1
  { survey . || say 'the second look ended early, what it had not seen stays' >&2; } |
    judge |
    xargs -r -n 8 -P "$streams" sh -c 'mv -t dead -- "$@" && cd dead && rm -rf --one-file-system -- "$@"' sh ||
    failed=$hard
  put_back blockmgr-* spark-*
}

relieved() {
  # XFS frees in the background.
  for pause in 1 2 0; do
    if [ "$pressure" != yes ] || [ "$(excess . "$JANITOR_PRESSURE_PERCENT")" = '0 0' ]; then return 0; fi
    if [ -s "$run/janitor.gone" ]; then sleep $pause; fi
  done
  pressure=alert
}

# For people: what would go and why the rest stays, the oldest first.
table() {
  awk -v now="$started" -v limit="$limit" '
    function late(used) {
      return used > now + 3600 ? "its time is in the future" : used <= now - limit ? "the clock was set since" : "changed or read lately"
    }
    BEGIN {
      why["name"] = "not named blockmgr-* or spark-*"; why["kind"] = "no directory"
      why["mount"] = "something is mounted there"; why["open"] = "a process has something of it open"
      printf "%-6s %10s %12s  %s\n", "", "idle", "size", "name"
    }
    {
      reason = $5 != "idle" ? why[$5] : $1 == "stays" ? late($2) : now - $2 < limit ? "the disk is full" : "older than the limit"
      printf "%-6s %8.1f h %8.1f MiB  %s: %s\n", $1, (now - $2) / 3600, $3 / 1024, $6, reason
    }' "$run/janitor.plan"
}

# What this run and all runs freed, for health.sh and for whoever collects figures.
record() {
  awk -v now="$started" '
    { printf "removed %s: %.1f MiB, idle for %.1f h\n", $5, $2 / 1024, (now - $1) / 3600 }' "$run/janitor.gone"
  state=$ROOT/var/lib/mesos-spark/janitor new=$run/janitor.state
  cat "$state" "$run/janitor.gone" 2>/dev/null |
    awk -v began="$started" -v took=$(($(date +%s) - started)) -v full="$pressure" -v new="$new" '
      function put(key, value, help) {
        printf "JANITOR_%s=%s\n", key, key == "PRESSURE" ? full : sprintf("%.0f", value) >new
        name = "mesos_spark_janitor_" tolower(key) (key ~ /RUN/ ? "_timestamp_seconds" : "")
        printf "# HELP %s %s\n# TYPE %s %s\n", name, help, name, key ~ /TOTAL/ ? "counter" : "gauge"
        printf "%s %.0f\n", name, value
      }
      /^JANITOR_/ { split($0, was, "="); before[was[1]] = was[2]; next }
      { bytes += $2 * 1024; removed++ }
      END {
        put("LAST_RUN", began, "When the last run began.")
        put("DURATION_SECONDS", took, "How long it took.")
        put("FREED_BYTES", bytes, "What it freed.")
        put("REMOVED", removed, "Directories that it removed.")
        put("FREED_BYTES_TOTAL", before["JANITOR_FREED_BYTES_TOTAL"] + bytes, "What all runs freed.")
        put("REMOVED_TOTAL", before["JANITOR_REMOVED_TOTAL"] + removed, "Directories that all runs removed.")
        put("PRESSURE", full == "no" ? 0 : full == "yes" ? 1 : 2, "1 where the disk was full, 2 where it still is.")
      }' >"$run/janitor.prom.new"
  write "$state" 0644 <"$new" || failed="found no room for $state"
  mv "$run/janitor.prom.new" "$run/janitor.prom"
  # Until here: what a run removed that was ended is told by the next.
  : >"$run/janitor.gone"
  [ "$pressure" != alert ] || failed="found $SHARED_DIRECTORY fuller than $JANITOR_PRESSURE_PERCENT % still, wanted \
room: the rest is in use or younger than $FLOOR s; add disk, or end what writes there"
}

main
