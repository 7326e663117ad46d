#!/bin/sh
# What the agent offers: measures the machine as Mesos does, takes the reservations out and writes the whole
# where the platform reads it. Naming a resource under any role switches Mesos' own detection of it off, so
# everything is named. Runs at each boot, before the agent.
#
# The machine's figures can be given, to see what another machine would offer:
#   MESOS_SPARK_MACHINE_CPUS=8 MESOS_SPARK_MACHINE_MEMORY_MIB=61440 MESOS_SPARK_MACHINE_DISK_MIB=1900000
set -eu
here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"
begin

main() {
  mkdir -p "$ROOT$WORK_DIRECTORY"
  cpus=${MESOS_SPARK_MACHINE_CPUS:-$(getconf _NPROCESSORS_ONLN)}
  memory=${MESOS_SPARK_MACHINE_MEMORY_MIB:-$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)}
  disk=${MESOS_SPARK_MACHINE_DISK_MIB:-$(df -P -k "$ROOT$WORK_DIRECTORY" |
    awk 'NR == 2 { print int($2 / 1024) }')}

  # Mesos leaves 1 GiB of memory and 5 GiB of disk to the system, or half where there is little:
  # src/slave/containerizer/containerizer.cpp.
  if [ "$memory" -ge 2048 ]; then memory=$((memory - 1024)); else memory=$((memory / 2)); fi
  if [ "$disk" -ge 10240 ]; then disk=$((disk - 5120)); else disk=$((disk / 2)); fi

  free_cpus=$(left cpus $((cpus * 1000)) "$RESERVED_CPUS_MILLI" "$OVERCOMMIT_CPUS")
  free_memory=$(left memory "$memory" "$RESERVED_MEMORY_MIB" "$OVERCOMMIT_MEMORY")
  free_disk=$(left disk "$disk" "$RESERVED_DISK_MIB" no)

  json=$(resources_json)
  before=$(sed -n 's/^MESOS_RESOURCES=//p' "$ROOT$ENVIRONMENT_FILE" 2>/dev/null || true)
  write_environment "$json"
  if [ -n "${GENERATED_RESOURCES:-}" ]; then keep_generated "$json"; fi
  say "offers $json"
}

# left NAME TOTAL RESERVED OVERCOMMIT: what remains for everybody. cpus in thousandths, the rest in MiB.
left() {
  if [ "$3" -gt "$2" ]; then
    unit=MiB
    if [ "$1" = cpus ]; then unit=thousandths; fi
    fail "found $2 $unit of $1 on this machine, wanted $3 for the reservations;" \
      'take a larger instance type or reserve less'
  fi
  if [ "$4" = yes ]; then echo "$2"; else echo $(($2 - $3)); fi
}

# The template holds one resource a line; a resource of which nothing is left is no resource to Mesos.
resources_json() {
  cpus_text=$(printf '%d.%03d' $((free_cpus / 1000)) $((free_cpus % 1000)) | sed 's/0*$//; s/\.$//')
  sed -e "$(dropped CPUS "$free_cpus")" -e "$(dropped MEMORY "$free_memory")" \
    -e "$(dropped DISK "$free_disk")" \
    -e "s/@CPUS@/$cpus_text/; s/@MEMORY@/$free_memory/; s/@DISK@/$free_disk/" \
    "$ROOT/etc/mesos-spark/resources" | awk '{ printf "%s%s", (NR == 1 ? "[" : ","), $0 } END { print "]" }'
}

dropped() {
  if [ "$2" -eq 0 ]; then echo "/@$1@/d"; fi
}

# In single quotes and on one line: systemd and DC/OS' make_disk_resources.py both read it so.
write_environment() {
  {
    echo '# Written by mesos-spark at each boot, from /etc/mesos-spark.'
    cat "$ROOT/etc/mesos-spark/platform.env"
    printf "MESOS_RESOURCES='%s'\n" "$1"
  } | write "$ROOT$ENVIRONMENT_FILE" 0644
}

# DC/OS adds the disks it finds to MESOS_RESOURCES and writes the sum, once, to a file that is read after ours.
# It is stale when it is another machine's (an image was made of it), when the agent is gone with its disks, or
# when the machine has changed; after a boot Mesos takes a changed agent as a new one.
# Where a disk is reserved, DC/OS would count the whole disk again: then the file is ours and complete.
keep_generated() {
  generated=$ROOT$GENERATED_RESOURCES
  machine=$(cat "$ROOT/etc/machine-id" 2>/dev/null || echo unknown)
  record=$ROOT/var/lib/mesos-spark/machine-id
  former=$(cat "$record" 2>/dev/null || echo "$machine")
  echo "$machine" | write "$record" 0644
  if [ "$RESERVED_DISK_MIB" -gt 0 ]; then
    complete=$(with_volumes "$1")
    printf "MESOS_RESOURCES='%s'\n" "$complete" | write "$generated" 0644
    return 0
  fi
  [ -e "$generated" ] || return 0
  if [ "$former" != "$machine" ] || [ "$before" != "'$1'" ] ||
    [ ! -e "$ROOT$WORK_DIRECTORY/meta/slaves/latest" ]; then
    rm -f "$generated" "$generated.cache"
    say "removed $GENERATED_RESOURCES of a former agent"
  fi
}

# The mounts that DC/OS would have found: /dcos/volumeN, less 100 MiB.
with_volumes() {
  volumes=$(awk '$2 ~ /^\/dcos\/volume[0-9]+$/ { print $2 }' "$ROOT/proc/mounts" 2>/dev/null || true)
  list=${1%]}
  for volume in $volumes; do
    mib=$(df -P -k "$ROOT$volume" | awk 'NR == 2 { print int($4 / 1024) - 100 }')
    [ "$mib" -gt 0 ] || fail "found $volume with $mib MiB free beyond 100, wanted more than that"
    list="$list,{\"disk\":{\"source\":{\"mount\":{\"root\":\"$volume\"},\"type\":\"MOUNT\"}},"
    list="$list\"name\":\"disk\",\"role\":\"$DEFAULT_ROLE\",\"scalar\":{\"value\":$mib},\"type\":\"SCALAR\"}"
  done
  echo "$list]"
}

main
