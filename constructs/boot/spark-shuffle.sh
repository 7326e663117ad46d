#!/bin/sh
# The shuffle services that systemd runs on this machine, spark-shuffle@PORT.service.
#   spark-shuffle.sh                  waits until all of them run: before that the agent must not offer anything
#   spark-shuffle.sh prepare PORT     before a start: pauses after failures, finds Java
#   spark-shuffle.sh ready PORT PID   after a start: waits until it listens and its cleaner lives
set -eu
here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"
# shellcheck source=spark-java.sh
. "$here/spark-java.sh"

settings_folder=$ROOT/etc/mesos-spark/spark-shuffle
state_folder=$ROOT/run/mesos-spark/spark-shuffle

# A failure starts the service again, so it may still come.
wait_for_all() {
  for file in "$settings_folder"/*.install; do
    name=spark-shuffle@$(basename "$file" .install)
    waited=0
    until dry || systemctl is-active --quiet "$name.service"; do
      [ "$waited" -lt 1000 ] || fail "found $name not running after $waited s:" \
        "$(sed -n 2p "$ROOT/run/mesos-spark/status/$name" || true), wanted it before the agent;" \
        "systemctl status $name, then systemctl start $AGENT_UNIT"
      sleep 2
      waited=$((waited + 2))
    done
    say "$name runs"
  done
}

prepare() {
  pace
  # People are told why the last start failed, until one succeeds.
  status running "$(sed -n 2p "$ROOT/run/mesos-spark/status/$STEP" 2>/dev/null || :)"
  installed=$(cat "$ROOT/run/mesos-spark/status/spark-install" 2>/dev/null) || :
  case $installed in
    ok*) ;;
    *) fail "found Spark not installed in this boot: $(echo "$installed" | tr '\n' ' ')" \
      'wanted the user, the shared directory and Spark first: systemctl status mesos-spark-spark' ;;
  esac
  [ -x "$ROOT$SPARK_HOME/bin/spark-class" ] || fail "found no $SPARK_HOME/bin/spark-class, wanted Spark there;" \
    'sh /opt/mesos-spark/boot/spark-install.sh installs it'
  java=$(find_java) || fail "found no Java ${GIVEN_JAVA_HOME:-of version $JAVA_VERSIONS}," \
    "wanted one for Spark $SPARK_VERSION"
  echo "JAVA_HOME=$java" | write "$state_folder/$port.env" 0644
  say "starts Spark $SPARK_VERSION on port $port by $java"
}

# 0, 1, 3, 7, 15, 31, then 60 seconds, until a start has succeeded. Whoever starts it by hand does not wait.
pace() {
  tries=$(cat "$state_folder/$port.tries" 2>/dev/null || echo 0)
  restarts=$(systemctl show -p NRestarts "spark-shuffle@$port.service" 2>/dev/null || true)
  if [ "$restarts" = NRestarts=0 ]; then tries=0; fi
  echo $((tries + 1)) | write "$state_folder/$port.tries" 0644
  if [ "$tries" -gt 0 ]; then say "start $tries failed"; fi
  sleep $((tries < 6 ? (1 << tries) - 1 : 60))
}

ready() {
  trap 'finish $?' EXIT
  waited=0
  until listens "$1"; do
    [ -e "$ROOT/proc/$1/exe" ] || fail "found the service ended, wanted it to listen on port $port;" \
      "journalctl -u spark-shuffle@$port has its last words"
    [ "$waited" -lt 240 ] || fail "found nothing on port $port after 120 s, wanted the service"
    sleep 0.5
    waited=$((waited + 1))
  done
  code=0 cleaner='the janitor cleans'
  [ "$CLEANUP" = Janitor ] || cleaner=$(sh "$here/cleaner-alive.sh" "$1") || code=$?
  # In some starts of Spark the cleaner loses a race and never cleans. Now nobody uses the service yet.
  [ "$code" -ne 1 ] || fail "found its $cleaner"
  rm -f "$state_folder/$port.tries"
  say "Spark $SPARK_VERSION listens on port $port; $cleaner"
}

# Whether the socket that listens on the port is one of the process: somebody else may have the port.
listens() {
  inode=$(cat "$ROOT/proc/net/tcp" "$ROOT/proc/net/tcp6" 2>/dev/null |
    awk -v port="$(printf ':%04X' "$port")" '$4 == "0A" && $2 ~ port "$" { print $10; exit }')
  # -c reads to the end: systemd lets nobody notice that a pipe is closed.
  [ -n "$inode" ] && readlink "$ROOT/proc/$1/fd"/* | grep -cFx "socket:[$inode]" >/dev/null
}

case ${1:-all} in
  all)
    begin
    wait_for_all
    ;;
  *)
    port=$2
    STEP=spark-shuffle@$port
    # shellcheck source=/dev/null
    . "$settings_folder/$port.install"
    if [ "$1" = ready ]; then ready "$3"; else prepare; fi
    ;;
esac
