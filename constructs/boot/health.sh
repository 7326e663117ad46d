#!/bin/sh
# How this machine is, as health.json in /run/mesos-spark. A timer looks every few seconds, health-answer.sh tells.
# It needs neither storage nor Docker nor agent: it is asked most when they are not there. What it cannot find out,
# it calls unknown (null), never healthy.
#
# shellcheck disable=SC2034
set -eu
here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"
# A look is no step of the boot.
status() { :; }

main() {
  # For awk, too.
  set -a
  LC_ALL=C
  load_settings
  run=$ROOT/run/mesos-spark now=$(date +%s)
  STORAGE_STATE='' STORAGE_REASON='' JANITOR_LAST_RUN='' cleaners=''
  for facts in "$run/storage" "$ROOT/var/lib/mesos-spark/janitor"; do
    # shellcheck source=/dev/null
    if [ -r "$facts" ]; then . "$facts"; fi
  done
  net=$(look_at_ports)
  look_at_agent
  look_at_storage
  # shellcheck source=health-cleaners.sh
  if [ -e "$here/health-cleaners.sh" ]; then . "$here/health-cleaners.sh"; fi
  {
    list_steps
    # Not our own mounts: there everything is read-only.
    sed 's/^/@ /' "$ROOT/proc/1/mounts" || :
  } 2>/dev/null | answer | write "$run/health.json" 0644
}

# Lines "agent ADDRESS", "master", and "PORT LISTENS CONNECTIONS INODE" for the ports that are declared. A long list
# is cut to those that somebody uses.
look_at_ports() {
  cat "$ROOT/proc/net/tcp" "$ROOT/proc/net/tcp6" 2>/dev/null | awk '
    function hex(s, n) {
      for (n = 0; s != ""; s = substr(s, 2)) n = 16 * n + index("123456789ABCDEF", substr(s, 1, 1))
      return n
    }
    function port(s) { return hex(substr(s, index(s, ":") + 1)) }
    BEGIN {
      ranges = split(ENVIRON["HEALTH_PORTS"], range, ",")
      for (i = 1; i <= ranges; i++) {
        split(range[i], ends, "-")
        for (p = ends[1] + 0; p <= ends[2] + 0; p++) { list[++n] = p; declared[p] }
      }
    }
    { p = port($2) }
    $4 == "0A" {
      if (p == ENVIRON["HEALTH_AGENT_PORT"] + 0) {
        a = ""
        for (i = 7; i > 0; i -= 2) a = a "." hex(substr($2, i, 2))
        print "agent", a == ".0.0.0.0" ? "127.0.0.1" : substr(a, 2)
      }
      if (p in declared) inode[p] = $10
    }
    $4 == "01" {
      if (port($3) == 5050) print "master"
      if (p in declared) used[p]++
    }
    END {
      for (i = 1; i <= n; i++) {
        p = list[i]
        if (n <= 64 || (p in inode) || (p in used)) print p, (p in inode) ? "true" : "false", used[p] + 0, inode[p]
      }
    }'
}

# Asks the agent itself, by the address that it listens on. Where it wants credentials, its traces tell: a name that
# a master gave it, and a connection to one.
look_at_agent() {
  registered=false asked=true
  address=$(printf '%s\n' "$net" | sed -n 's/^agent //p' | sed 1q)
  agent_why="nothing listens on port $HEALTH_AGENT_PORT"
  [ -n "$address" ] || return 0
  for scheme in http https; do
    said=$(curl -ksS --noproxy '*' --max-time 3 -w ' %{http_code}' \
      "$scheme://$address:$HEALTH_AGENT_PORT/metrics/snapshot?timeout=2secs" 2>/dev/null) && break
  done
  case $said in
    *'"slave\/registered":1'* | *'"slave/registered":1'*) registered=true agent_why= ;;
    *'"slave\/registered":0'* | *'"slave/registered":0'*) agent_why='it runs and has no master' ;;
    *)
      registered=null asked=false agent_why="it answers ${said##* } and does not tell"
      case $said in '' | *' 000') agent_why='it gives no answer' ;; esac
      case $net in
        *master*) if [ -e "$ROOT$WORK_DIRECTORY/meta/slaves/latest" ]; then registered=true agent_why=; fi ;;
      esac
      ;;
  esac
}

# How full it is, and whether the disk itself gives back the block that storage.sh wrote: files in memory can be
# read from a disk that is gone.
look_at_storage() {
  place=$STORAGE_MOUNT_POINT sizes='' broken=''
  case $STORAGE_STATE in
    ephemeral | ebs) ;;
    root) place=$WORK_DIRECTORY ;;
    *) return 0 ;;
  esac
  said=$(timeout 5 df -k --output=size,used,avail,itotal,iused "$ROOT$place" 2>&1) && sizes=${said##*[!0-9 ]} ||
    broken=${said:-$place gives no answer}
  probe=$ROOT$place/.mesos-spark
  [ "$STORAGE_STATE" != root ] && [ "$broken" = '' ] && [ -e "$probe" ] || return 0
  said=$(timeout 5 dd if="$probe" of=/dev/null bs=4096 count=1 iflag=direct 2>&1) || broken="no block can be read: $said"
}

# Lines "NAME STATE REASON".
list_steps() {
  for file in "$run"/status/*; do
    case $file in *.new | *\*) continue ;; esac
    state='' why=''
    { read -r state && IFS= read -r why; } <"$file" || :
    # It may be on its way from one to the other.
    case $state in ok | failed) ;; *) state=running ;; esac
    printf '%s %s %s\n' "${file##*/}" "$state" "$why"
  done
}

answer() {
  awk '
    # A text for JSON. What is not printable ASCII, which a reason may hold of anything, becomes a question mark.
    function q(s) {
      s = substr(s, 1, 1000)
      gsub(/[^ -~]/, "?", s)
      gsub(/["\\]/, "\\\\&", s)
      return "\"" s "\""
    }
    function add(list, more) { return list (list == "" ? "" : ",") more }
    function ill(text) { reasons = add(reasons, q(text)) }
    function env(name) { return ENVIRON[name] }
    $1 == "@" { options[$3] = "," $5 ","; next }
    {
      why = $0
      sub(/^[^ ]* [^ ]* ?/, "", why)
      state[$1] = $2
      steps = add(steps, q($1) ":{\"state\":" q($2) (why == "" ? "" : ",\"reason\":" q(why)) "}")
      if ($2 == "failed") ill("step " $1 ": " why)
    }
    END {
      kind = env("STORAGE_STATE")
      mounted = kind == "ephemeral" || kind == "ebs" ? "true" : "false"
      readonly = "false"
      if (mounted == "true") {
        n = split(env("STORAGE_MOUNT_POINT") " " env("STORAGE_BINDS"), places, " ")
        for (i = 1; i <= n; i++) {
          place = places[i]
          sub(/^[^:]*:/, "", place)
          if (!(place in options)) { mounted = "false"; ill("storage: nothing is mounted on " place) }
          else if (options[place] ~ /,ro,/) { readonly = "true"; ill("storage: " place " is read-only") }
        }
      } else if (kind == "") ill("storage: nobody has looked at it in this boot")
      else if (kind != "root" && state["storage"] != "failed") ill("storage: " env("STORAGE_REASON"))
      if (env("broken") != "") ill("storage: " env("broken"))
      if (split(env("sizes"), size, " ") == 5) {
        figures = sprintf(",\"bytes\":%.0f,\"usedBytes\":%.0f,\"availableBytes\":%.0f,\"inodes\":%.0f,\"usedInodes\":%.0f", size[1] * 1024, size[2] * 1024, size[3] * 1024, size[4], size[5])
        if (size[3] < 1024 || size[4] > 0 && size[4] == size[5]) ill("storage: " env("place") " is full")
      }
      known = env("registered")
      if (known != "true") ill("agent: " (known == "null" ? "not known to be registered: " : "not registered: ") env("agent_why"))
      n = split(env("cleaners"), lines, "\n")
      for (i = 2; i <= n; i++) { split(lines[i], word, " "); cleaner[word[1]] = word[2] }
      n = split(env("net"), lines, "\n")
      for (i = 1; i <= n; i++) {
        if (lines[i] !~ /^[0-9]/) continue
        split(lines[i] " none", word, " ")
        ports = add(ports, q(word[1]) ":{\"listening\":" word[2] ",\"connections\":" word[3] ",\"cleaner\":" q(word[4] in cleaner ? cleaner[word[4]] : "unknown") "}")
      }
      printf "{\"healthy\":%s,\n\"reasons\":[%s],\n\"time\":%s,\n", reasons == "" ? "true" : "false", reasons, env("now")
      printf "\"storage\":{\"state\":%s,\"mounted\":%s,\"readOnly\":%s%s},\n", q(kind == "" ? "unknown" : kind), mounted, readonly, figures
      printf "\"steps\":{%s},\n", steps
      printf "\"agent\":{\"registered\":%s,\"asked\":%s%s},\n", known, env("asked"), env("agent_why") == "" ? "" : ",\"reason\":" q(env("agent_why"))
      printf "\"ports\":{%s},\n\"janitor\":{", ports
      if (env("JANITOR_LAST_RUN") != "") printf "\"lastRun\":%.0f,\"removed\":%.0f,\"freedBytes\":%.0f,\"pressure\":%s", env("JANITOR_LAST_RUN"), env("JANITOR_REMOVED"), env("JANITOR_FREED_BYTES"), q(env("JANITOR_PRESSURE"))
      print "}}"
    }'
}

main
