#!/bin/sh
# What the agent offers: measures the machine as Mesos does, takes out what is kept and what is reserved, and
# writes the whole where the platform reads it. Naming a resource under any role switches Mesos' own detection of
# it off, so everything is named. Runs at each boot, before the agent.
#
# The machine's figures can be given, to see what another machine would offer:
#   MESOS_SPARK_MACHINE_CPUS=8 MESOS_SPARK_MACHINE_MEMORY_MIB=61440 MESOS_SPARK_MACHINE_DISK_MIB=1900000
set -eu
here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"
begin

measured=$ROOT/var/lib/mesos-spark/measured

main() {
  mkdir -p "$ROOT$WORK_DIRECTORY"
  cpus=${MESOS_SPARK_MACHINE_CPUS:-$(getconf _NPROCESSORS_ONLN)}
  memory=${MESOS_SPARK_MACHINE_MEMORY_MIB:-$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)}
  disk=${MESOS_SPARK_MACHINE_DISK_MIB:-$(df -P -k "$ROOT$WORK_DIRECTORY" |
    awk 'NR == 2 { print int($2 / 1024) }')}
  # An agent that offers less than it did ends, or comes back as another one. So one that has its identity keeps
  # the figures that it was given: a newer kernel has some MiB less, a volume in use has less free.
  former=
  if [ -e "$ROOT$WORK_DIRECTORY/meta/slaves/latest" ] && [ -e "$measured" ]; then former=$(cat "$measured"); fi
  memory=$(steady memory "$memory")
  disk=$(steady disk "$disk")
  volumes=
  if [ -n "${GENERATED_RESOURCES:-}" ]; then volumes=$(volumes); fi
  printf 'memory %s\ndisk %s\n%s\n' "$memory" "$disk" "$volumes" | write "$measured" 0644

  # Mesos leaves 1 GiB of memory and 5 GiB of disk to the system, or half where there is little:
  # src/slave/containerizer/containerizer.cpp.
  if [ "$memory" -ge 2048 ]; then memory=$((memory - 1024)); else memory=$((memory / 2)); fi
  if [ "$disk" -ge 10240 ]; then disk=$((disk - 5120)); else disk=$((disk / 2)); fi

  free_cpus=$(left cpus $((cpus * 1000)) "${HOST_CPUS_MILLI:-0}" "$RESERVED_CPUS_MILLI" "$OVERCOMMIT_CPUS")
  free_memory=$(left memory "$memory" "${HOST_MEMORY_MIB:-0}" "$RESERVED_MEMORY_MIB" "$OVERCOMMIT_MEMORY")
  cpus_text=$((free_cpus / 1000)).$((free_cpus % 1000 + 1000))
  cpus_text=${cpus_text%%.*}.${cpus_text#*.1}
  while [ "${cpus_text%0}" != "$cpus_text" ]; do cpus_text=${cpus_text%0}; done
  cpus_text=${cpus_text%.}
  free_disk=$(left disk "$disk" 0 "$RESERVED_DISK_MIB" no)

  offer=$(offer "$free_disk" "$volumes")
  # DC/OS reads a second file after the first and makes it only where there is none, by adding the disks that it
  # finds to the first: ours is whole, and the first is what it would have to be if somebody removed the second.
  if [ -n "${GENERATED_RESOURCES:-}" ]; then
    printf "MESOS_RESOURCES='%s'\n" "$offer" | write "$ROOT$GENERATED_RESOURCES" 0644
    write_environment "$(offer 0 '')"
  else
    write_environment "$offer"
  fi
  say "offers $offer"
}

# known NAME: the figure that the agent of this machine was given.
known() { [ -z "$former" ] || printf '%s\n' "$former" | awk -v name="$1" '$1 == name { print $2 }'; }

# steady NAME MIB: the known figure, if the measured one differs by less than a hundredth.
steady() {
  old=$(known "$1")
  if [ -n "$old" ] && [ $(($2 * 100)) -gt $((old * 99)) ] && [ $(($2 * 100)) -lt $((old * 101)) ]; then
    echo "$old"
  else
    echo "$2"
  fi
}

# "PATH MIB" for each mount that DC/OS would have found: /dcos/volumeN, what is free less 100 MiB. One that the
# agent has and that is not mounted stays: without it Mesos would forget what lies there, with it Mesos says so.
volumes() {
  {
    awk '$2 ~ /^\/dcos\/volume[0-9]+$/ { print $2 }' "$ROOT/proc/mounts" 2>/dev/null || :
    printf '%s\n' "$former" | sed -n 's|^\(/dcos/.*\) .*|\1|p'
  } | sort -u |
    while read -r volume; do
      mib=$(known "$volume")
      [ -n "$mib" ] || mib=$(df -P -k "$ROOT$volume" | awk 'NR == 2 { print int($4 / 1024) - 100 }')
      [ "$mib" -gt 0 ] || fail "found $volume with $mib MiB free beyond 100, wanted more than that"
      echo "$volume $mib"
    done
}

# left NAME TOTAL KEPT RESERVED OVERCOMMIT: what remains for everybody. cpus in thousandths, the rest in MiB.
left() {
  if [ $(($3 + $4)) -gt "$2" ]; then
    unit=MiB
    if [ "$1" = cpus ]; then unit=thousandths; fi
    kept=
    if [ "$3" -gt 0 ]; then kept=" and $3 for what runs beside the agent"; fi
    fail "found $2 $unit of $1 on this machine, wanted $4 for the reservations$kept;" \
      'take a larger instance type or reserve less'
  fi
  if [ "$5" = yes ]; then echo $(($2 - $3)); else echo $(($2 - $3 - $4)); fi
}

# offer DISK VOLUMES: the list, in the form that was asked for. The template holds one resource a line; a resource
# of which nothing is left is no resource to Mesos.
offer() {
  lines=$(
    sed -e "$(dropped CPUS "$free_cpus")" -e "$(dropped MEMORY "$free_memory")" -e "$(dropped DISK "$1")" \
      -e "s/@CPUS@/$cpus_text/; s/@MEMORY@/$free_memory/; s/@DISK@/$1/" "$ROOT/etc/mesos-spark/resources"
    printf '%s\n' "$2" | while read -r volume mib; do
      [ -z "$volume" ] || printf '{"disk":{"source":{"mount":{"root":"%s"},"type":"MOUNT"}},"name":"disk",%s\n' \
        "$volume" "\"role\":\"$DEFAULT_ROLE\",\"scalar\":{\"value\":$mib},\"type\":\"SCALAR\"}"
    done
  )
  if [ "$RESOURCES_FORM" = text ]; then form='%s\n' comma=';'; else form='[%s]\n' comma=,; fi
  # shellcheck disable=SC2059
  printf "$form" "$(printf '%s\n' "$lines" | awk -v comma="$comma" 'NF { printf "%s%s", (n++ ? comma : ""), $0 }')"
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

main
