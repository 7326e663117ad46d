#!/bin/sh
# Makes of the agent's environment what the packages' mesos-init-wrapper makes flags of: a file for each under
# /etc/mesos-slave or /etc/mesos-agent, and the address of the masters in /etc/mesos/zk. Runs at each boot once the
# environment is written.
set -eu
here=${0%/*}
# shellcheck source=lib.sh
. "$here/lib.sh"
begin

# The packages of Mesosphere and those of Apache call it differently; the unit is mesos-slave.service in both.
kind=slave
if grep -qs '/etc/mesos-agent' "$ROOT/usr/bin/mesos-init-wrapper"; then kind=agent; fi
folder=$ROOT/etc/mesos-$kind
record=$ROOT/var/lib/mesos-spark/mesos-files
mkdir -p "$folder"
# shellcheck source=/dev/null
. "$ROOT$ENVIRONMENT_FILE"

# Flags that are no longer given; what the image has beside ours stays.
if [ -e "$record" ]; then
  while read -r name; do rm -f "$folder/$name"; done <"$record"
fi
: | write "$record" 0644
# shellcheck disable=SC2013
for variable in $(sed -n 's/^\(MESOS_[A-Z0-9_]*\)=.*/\1/p' "$ROOT$ENVIRONMENT_FILE"); do
  value=
  eval "value=\$$variable"
  name=$(echo "${variable#MESOS_}" | tr '[:upper:]' '[:lower:]')
  case $name in
    master) printf '%s\n' "$value" | write "$ROOT/etc/mesos/zk" 0644 ;;
    # The wrapper makes a flag of this by itself, and Mesos refuses a flag that is given twice.
    log_dir)
      { sed '/^LOGS=/d' "$ROOT/etc/default/mesos" 2>/dev/null || :; } >"$record.defaults"
      printf "LOGS='%s'\n" "$value" | cat "$record.defaults" - | write "$ROOT/etc/default/mesos" 0644
      rm -f "$record.defaults"
      ;;
    *)
      # The ways in which somebody may have said the opposite.
      rm -f "$folder/?$name" "$folder/?no-$name" "$folder/no-$name"
      printf '%s\n' "$value" | write "$folder/$name" 0644
      echo "$name" >>"$record"
      ;;
  esac
done
if ! grep -qs '^ *MASTER=' "$ROOT/etc/default/mesos-$kind"; then
  mkdir -p "$ROOT/etc/default"
  # shellcheck disable=SC2016
  echo 'MASTER=`cat /etc/mesos/zk`' >>"$ROOT/etc/default/mesos-$kind"
fi
say "wrote $(grep -c . "$record") flags to /etc/mesos-$kind"
