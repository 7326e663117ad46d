#!/bin/sh
# How this machine is: health.json for people and programs, health.prom for Prometheus, both in /run/mesos-spark.
# A timer looks every few seconds, health-answer.sh tells. It needs neither storage nor Docker nor agent: it is
# asked most when they are not there. What it cannot find out, it calls unknown (null), never healthy.
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
  STORAGE_STATE='' STORAGE_REASON='' JANITOR_LAST_RUN=''
  for facts in "$run/storage" "$ROOT/var/lib/mesos-spark/janitor"; do
    # shellcheck source=/dev/null
    if [ -r "$facts" ]; then . "$facts"; fi
  done
  net=$(look_at_ports)
  look_at_agent
  look_at_storage
  look_at_cleaners
  {
    list_steps
    echo mounts
    # Not our own: there everything is read-only.
    cat "$ROOT/proc/1/mounts" || :
  } 2>/dev/null | answer | write "$run/health.json" 0644
  write "$run/health.prom" 0644 <"$run/health.prom.part"
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
        split(range[i] "-" range[i], ends, "-")
        for (p = ends[1] + 0; p <= ends[2] + 0; p++) { list[++n] = p; declared[p] }
      }
    }
    { p = port($2) }
    $4 == "0A" && p == ENVIRON["HEALTH_AGENT_PORT"] + 0 {
      a = substr($2, 1, 8)
      a = hex(substr(a, 7)) "." hex(substr(a, 5, 2)) "." hex(substr(a, 3, 2)) "." hex(substr(a, 1, 2))
      print "agent", a == "0.0.0.0" ? "127.0.0.1" : a
    }
    $4 == "01" && port($3) == 5050 { print "master" }
    $4 == "0A" && (p in declared) { inode[p] = $10 }
    $4 == "01" && (p in declared) { used[p]++ }
    END {
      for (i = 1; i <= n; i++) {
        p = list[i]
        if (n <= 64 || (p in inode) || (p in used)) print p, (p in inode) ? "true" : "false", used[p] + 0, inode[p]
      }
    }'
}

# Asks the agent itself, by the address that it listens on. Where it wants credentials, or TLS alone, its traces
# tell: a name that a master gave it, and a connection to one.
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
    broken=$said
  probe=$ROOT$place/.mesos-spark
  [ "$STORAGE_STATE" != root ] && [ -e "$probe" ] || return 0
  said=$(timeout 5 dd if="$probe" of=/dev/null bs=4096 count=1 iflag=direct 2>&1) || broken="no block can be read: $said"
}

# Every five minutes, and for each new process: a look at a cleaner may take seconds. Only at shuffle services:
# others may end on the signal by which a JVM lists its threads.
look_at_cleaners() {
  cleaners=
  [ -e "$here/cleaner-alive.sh" ] || return 0
  nl=$(printf '\n.') nl=${nl%.}
  cleaners=$(cat "$run/cleaners" 2>/dev/null) || :
  [ "${cleaners%%"$nl"*}" = "$((now / 300))" ] || cleaners=$((now / 300))
  for inode in $(printf '%s\n' "$net" | sed -n 's/^.* true .* //p'); do
    case $cleaners in *"$nl$inode "*) ;; *) cleaners="$cleaners$nl$inode $(cleaner "$inode")" ;; esac
  done
  printf '%s\n' "$cleaners" | write "$run/cleaners" 0644
}

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

# Lines "NAME STATE REASON".
list_steps() {
  for file in "$run"/status/*; do
    case $file in *.new | *\*) continue ;; esac
    state='' why=''
    { read -r state && IFS= read -r why; } <"$file" || :
    printf '%s %s %s\n' "${file##*/}" "$state" "$why"
  done
}

answer() {
  awk -v prom="$run/health.prom.part" '
    # JSON from any bytes: what is no UTF-8 becomes U+FFFD.
    function q(s, out, c) {
      for (s = substr(s, 1, 1000); s != "";) {
        if (match(s, /^([ !#-[]|[]-~]|[\302-\337][\200-\277]|\340[\240-\277][\200-\277]|[\341-\354\356\357][\200-\277][\200-\277]|\355[\200-\237][\200-\277]|\360[\220-\277][\200-\277][\200-\277]|[\361-\363][\200-\277][\200-\277][\200-\277]|\364[\200-\217][\200-\277][\200-\277])+/)) {
          out = out substr(s, 1, RLENGTH)
          s = substr(s, RLENGTH + 1)
        } else {
          c = substr(s, 1, 1)
          out = out (c == "\"" || c == "\\" ? "\\" c : c in code ? sprintf("\\u%04x", code[c]) : "\\ufffd")
          s = substr(s, 2)
        }
      }
      return "\"" out "\""
    }
    function add(list, more) { return list (list == "" ? "" : ",") more }
    function ill(text) { reasons = add(reasons, q(text)) }
    function env(name) { return ENVIRON[name] }
    function metric(name, value) { print "mesos_spark_" name " " value >prom }
    function figure(name, n) {
      fields = fields ",\"" name "\":" n
      gsub(/[A-Z]/, "_&", name)
      metric("storage_" tolower(name), n)
    }
    BEGIN { for (i = 1; i < 128; i++) if (i < 32 || i > 126) code[sprintf("%c", i)] = i }
    mounts { options[$2] = "," $4 ","; next }
    $0 == "mounts" { mounts = 1; next }
    {
      why = $0
      sub(/^[^ ]* [^ ]* ?/, "", why)
      state[$1] = $2
      steps = add(steps, q($1) ":{\"state\":" q($2) (why == "" ? "" : ",\"reason\":" q(why)) "}")
      metric("step_failed{step=" q($1) "}", $2 == "failed" ? 1 : 0)
      if ($2 == "failed") ill("step " $1 ": " why)
    }
    END {
      # storage
      kind = env("STORAGE_STATE")
      mounted = "false"
      readonly = "false"
      if (kind == "ephemeral" || kind == "ebs") {
        mounted = "true"
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
        figure("bytes", sprintf("%.0f", size[1] * 1024))
        figure("usedBytes", sprintf("%.0f", size[2] * 1024))
        figure("availableBytes", sprintf("%.0f", size[3] * 1024))
        figure("inodes", size[4])
        figure("usedInodes", size[5])
        if (size[3] == 0 || size[4] > 0 && size[4] == size[5]) ill("storage: " env("place") " is full")
      }
      # agent
      known = env("registered")
      if (known != "true") ill("agent: " (known == "null" ? "not known to be registered: " : "not registered: ") env("agent_why"))
      metric("agent_registered", known == "true" ? 1 : known == "null" ? "NaN" : 0)
      # ports
      n = split(env("cleaners"), lines, "\n")
      for (i = 2; i <= n; i++) { split(lines[i], word, " "); cleaner[word[1]] = word[2] }
      n = split(env("net"), lines, "\n")
      for (i = 1; i <= n; i++) {
        if (lines[i] !~ /^[0-9]/) continue
        split(lines[i] " none", word, " ")
        ports = add(ports, "\"" word[1] "\":{\"listening\":" word[2] ",\"connections\":" word[3] ",\"cleaner\":\"" (word[4] in cleaner ? cleaner[word[4]] : "unknown") "\"}")
        metric("port_connections{port=\"" word[1] "\"}", word[3])
        up[word[1]] = word[2] == "true" ? 1 : 0
      }
      for (p in up) metric("port_listening{port=\"" p "\"}", up[p])
      metric("healthy", reasons == "" ? 1 : 0)
      metric("health_time_seconds", env("now"))
      printf "{\"healthy\":%s,\n\"reasons\":[%s],\n\"time\":%s,\n", reasons == "" ? "true" : "false", reasons, env("now")
      printf "\"storage\":{\"state\":%s,\"mounted\":%s,\"readOnly\":%s%s},\n", q(kind == "" ? "unknown" : kind), mounted, readonly, fields
      printf "\"steps\":{%s},\n", steps
      printf "\"agent\":{\"registered\":%s,\"asked\":%s%s},\n", known, env("asked"), env("agent_why") == "" ? "" : ",\"reason\":" q(env("agent_why"))
      printf "\"ports\":{%s},\n\"janitor\":{", ports
      if (env("JANITOR_LAST_RUN") != "") printf "\"lastRun\":%.0f,\"removed\":%.0f,\"freedBytes\":%.0f,\"pressure\":%s", env("JANITOR_LAST_RUN"), env("JANITOR_REMOVED"), env("JANITOR_FREED_BYTES"), q(env("JANITOR_PRESSURE"))
      print "}}"
    }'
}

main
