#!/bin/sh
# Lets Spark's executors in. An agent starts without the attribute that published constraints ask for; once its
# shuffle services answer, the agent gets it, with one restart in which it keeps its id and its tasks. Runs with the
# agent, at each of its starts, until that is done.
#
# Only a new boot or a new agent id takes the attribute away again: a service that dies later would cost another
# restart, and the executors that run keep their files.
set -eu
here=${0%/*}
# shellcheck source=lib.sh
. "$here/lib.sh"
# shellcheck source=shuffle-cleaner.sh
. "$here/shuffle-cleaner.sh"
begin

opened=$ROOT/run/mesos-spark/gate-open
latest=$ROOT$WORK_DIRECTORY/meta/slaves/latest
known=
# For awk.
export GATE_PORTS GATE_AGENT_PORT

main() {
  if [ -e "$opened" ]; then
    say 'the agent has the attribute'
    return 0
  fi
  told=
  until ready; do
    if [ "$why" != "$told" ]; then say "waits: $why"; fi
    told=$why
    status running "executors have to wait: $why"
    sleep 5
  done
  say "$why: the agent starts anew with the attribute $GATE_ATTRIBUTE"
  : | write "$opened" 0644
  start_agent || back "found no way to write the agent's environment"
  tries=0
  until has_attribute; do
    tries=$((tries + 1))
    [ "$tries" -lt 90 ] || back "found the agent without the attribute after 3 minutes ($why)"
    sleep 2
  done
  say 'executors may come'
}

# The environment is written before anything is restarted. Not by the unit of that step: an agent that runs must not
# stop because it fails.
start_agent() {
  sh "$here/resources.sh" || return 1
  if [ "${MESOS_CONFIGURATION:-environment}" = files ]; then sh "$here/mesos-files.sh" || return 1; fi
  change systemctl restart "$AGENT_UNIT"
}

# An agent that does not take it must run all the same.
back() {
  rm -f "$opened"
  start_agent || :
  fail "$*, wanted $GATE_ATTRIBUTE; it runs without, and executors that ask for it do not come;" \
    "journalctl -u $AGENT_UNIT has its reasons, systemctl start mesos-spark-gate tries again"
}

# Sets $why.
ready() {
  if [ ! -e "$latest" ]; then
    why='the agent has no name yet'
    return 1
  fi
  ask || return 1
  listening=$(printf '%s\n' "$net" | sed '/^agent/d')
  case $held in
    unknown) ports=$(printf '%s\n' "$listening" | sed 's/ .*//') ;;
    *) ports=$held ;;
  esac
  services=0
  for port in $ports; do
    inode=$(printf '%s\n' "$listening" | sed -n "s/^$port //p" | sed 1q)
    if [ -z "$inode" ]; then
      why="a task has port $port and does not answer"
      return 1
    fi
    look_at "$inode"
    case $found in
      dead)
        why="the cleaner of the service on port $port is dead"
        return 1
        ;;
      none) ;;
      *) services=$((services + 1)) ;;
    esac
  done
  why="found $services shuffle services that answer, wanted $GATE_SERVICES"
  [ "$services" -ge "$GATE_SERVICES" ]
}

# Sets $found, once for each socket: a look may take seconds, or make a JVM list its threads.
look_at() {
  case $known in
    *" $1="*)
      found=${known##*" $1="}
      found=${found%% *}
      ;;
    *)
      found=$(cleaner "$1")
      known="$known $1=$found "
      ;;
  esac
}

# Asks the agent itself. Sets $said, and $held to those of the reserved ports that tasks have. One that wants
# credentials does not tell: then what answers is all that there is to go by.
ask() {
  held=
  net=$(look_at_ports)
  address=$(printf '%s\n' "$net" | sed -n 's/^agent //p' | sed 1q)
  if [ -z "$address" ]; then
    why="nothing listens on port $GATE_AGENT_PORT, where the agent should be"
    return 1
  fi
  for scheme in http https; do
    said=$(curl -ksS --noproxy '*' --max-time 10 -w '\n%{http_code}' \
      "$scheme://$address:$GATE_AGENT_PORT/state" 2>/dev/null) && break
  done
  case ${said##*[!0-9]} in
    200)
      held=$(held_ports) && return 0
      why='the agent does not tell which ports its tasks have'
      ;;
    401 | 403)
      held=unknown
      return 0
      ;;
    *) why='the agent gives no answer' ;;
  esac
  return 1
}

has_attribute() {
  ask || return 1
  why='it does not tell of it'
  case $held,$said in
    unknown,* | *"\"${GATE_ATTRIBUTE%%:*}\":\"${GATE_ATTRIBUTE#*:}\""*) ;;
    *) return 1 ;;
  esac
}

# Lines "agent ADDRESS", where the agent listens, and "PORT INODE" of the reserved ports on which somebody does.
look_at_ports() {
  cat "$ROOT/proc/net/tcp" "$ROOT/proc/net/tcp6" 2>/dev/null | awk '
    function hex(s, n) {
      for (n = 0; s != ""; s = substr(s, 2)) n = 16 * n + index("123456789ABCDEF", substr(s, 1, 1))
      return n
    }
    BEGIN { ranges = split(ENVIRON["GATE_PORTS"], range, ",") }
    $4 == "0A" {
      p = hex(substr($2, index($2, ":") + 1))
      if (p == ENVIRON["GATE_AGENT_PORT"] + 0) {
        a = ""
        for (i = 7; i > 0; i -= 2) a = a "." hex(substr($2, i, 2))
        print "agent", a == ".0.0.0.0" ? "127.0.0.1" : substr(a, 2)
      }
      for (i = 1; i <= ranges; i++) {
        split(range[i], ends, "-")
        if (p >= ends[1] + 0 && p <= ends[2] + 0) print p, $10
      }
    }'
}

# The reserved ports that are given to tasks, of "reserved_resources_allocated":{ROLE:{"ports":"[7337-7337]",...},...}.
held_ports() {
  printf '%s\n' "$said" | awk '
    { text = text $0 }
    END {
      ranges = split(ENVIRON["GATE_PORTS"], range, ",")
      key = "\"reserved_resources_allocated\":"
      at = index(text, key)
      if (at == 0) exit 1
      text = substr(text, at + length(key))
      for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "{") depth++
        if (c == "}" && --depth == 0) break
      }
      text = substr(text, 1, i)
      while (match(text, /"ports":"[^"]*"/)) {
        list = substr(text, RSTART + 9, RLENGTH - 10)
        text = substr(text, RSTART + RLENGTH)
        gsub(/[^0-9,-]/, "", list)
        n = split(list, given, ",")
        for (i = 1; i <= n; i++) {
          split(given[i], of, "-")
          for (j = 1; j <= ranges; j++) {
            split(range[j], ends, "-")
            for (p = of[1] + 0; p <= of[2] + 0; p++) if (p >= ends[1] + 0 && p <= ends[2] + 0) print p
          }
        }
      }
    }'
}

main
