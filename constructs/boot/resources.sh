#!/bin/sh
# What the agent offers: measures the machine as Mesos does, takes out what is kept and what is reserved, and
# writes the whole where the platform reads it. Naming a resource under any role switches Mesos' own detection of
# it off, so everything is named. Runs at each boot, before the agent.
#
# The machine's figures can be given, to see what another machine would offer:
#   MESOS_SPARK_MACHINE_CPUS=8 MESOS_SPARK_MACHINE_MEMORY_MIB=61440 MESOS_SPARK_MACHINE_DISK_MIB=1900000
set -eu
here=${0%/*}
# shellcheck source=lib.sh
. "$here/lib.sh"
begin

measured=$ROOT/var/lib/mesos-spark/measured

main() {
  [ -d "$ROOT$WORK_DIRECTORY" ] || mkdir -p "$ROOT$WORK_DIRECTORY"
  cpus=${MESOS_SPARK_MACHINE_CPUS:-$(getconf _NPROCESSORS_ONLN)}
  memory=${MESOS_SPARK_MACHINE_MEMORY_MIB:-}
  if [ -z "$memory" ]; then memory_of_machine; fi
  disk=${MESOS_SPARK_MACHINE_DISK_MIB:-}
  if [ -z "$disk" ]; then
    space_of "$ROOT$WORK_DIRECTORY"
    disk=$total
  fi
  # An agent that offers less than it did ends, or comes back as another one. So one that has its identity keeps
  # the figures that it was given: a newer kernel has some MiB less, a volume in use has less free.
  former=
  if [ -e "$ROOT$WORK_DIRECTORY/meta/slaves/latest" ] && [ -e "$measured" ]; then
    while read -r name mib; do former="$former $name $mib"; done <"$measured"
  fi
  steady memory "$memory"
  memory=$steady
  steady disk "$disk"
  disk=$steady
  volumes=
  if [ -n "${GENERATED_RESOURCES:-}" ]; then find_volumes; fi
  figures=" memory $memory disk $disk$volumes"

  # Mesos leaves 1 GiB of memory and 5 GiB of disk to the system, or half where there is little:
  # src/slave/containerizer/containerizer.cpp.
  if [ "$memory" -ge 2048 ]; then memory=$((memory - 1024)); else memory=$((memory / 2)); fi
  if [ "$disk" -ge 10240 ]; then disk=$((disk - 5120)); else disk=$((disk / 2)); fi

  left cpus $((cpus * 1000)) "${HOST_CPUS_MILLI:-0}" "$RESERVED_CPUS_MILLI" "$OVERCOMMIT_CPUS"
  free_cpus=$left
  left memory "$memory" "${HOST_MEMORY_MIB:-0}" "$RESERVED_MEMORY_MIB" "$OVERCOMMIT_MEMORY"
  free_memory=$left
  cpus_text=$((free_cpus / 1000)).$((free_cpus % 1000 + 1000))
  cpus_text=${cpus_text%%.*}.${cpus_text#*.1}
  while [ "${cpus_text%0}" != "$cpus_text" ]; do cpus_text=${cpus_text%0}; done
  cpus_text=${cpus_text%.}
  left disk "$disk" 0 "$RESERVED_DISK_MIB" no
  # Not before: an agent is not given the figures of a machine that cannot hold it.
  if [ "$figures" != "$former" ]; then
    # Words: a name and a figure for each.
    # shellcheck disable=SC2086
    put "$measured" "$(printf '%s %s\n' $figures)"
  fi

  offer "$left" "$volumes"
  whole=$offer
  # DC/OS reads a second file after the first and makes it only where there is none, by adding the disks that it
  # finds to the first: ours is whole, and the first is what it would have to be if somebody removed the second.
  if [ -n "${GENERATED_RESOURCES:-}" ]; then
    put "$ROOT$GENERATED_RESOURCES" "MESOS_RESOURCES='$whole'"
    offer 0 ''
  fi
  write_environment "$offer"
  say "offers $whole"
}

memory_of_machine() {
  while read -r name kib _; do
    if [ "$name" = MemTotal: ]; then
      memory=$((kib / 1024))
      return 0
    fi
  done </proc/meminfo
}

# space_of DIRECTORY: sets $total and $free of its file system, in MiB.
space_of() {
  said=$(df -P -k "$1")
  # Five words are last: all blocks, the used, the free, the share of the used, the mount point.
  # shellcheck disable=SC2086
  set -- $said
  shift $(($# - 5))
  total=$(($1 / 1024))
  free=$(($3 / 1024))
}

# known NAME: sets $known to the figure that the agent of this machine was given.
known() {
  known=${former#*" $1 "}
  if [ "$known" = "$former" ]; then known=; fi
  known=${known%% *}
}

# steady NAME MIB: sets $steady to the known figure, if the measured one differs by less than a hundredth.
steady() {
  steady=$2
  known "$1"
  if [ -n "$known" ] && [ $(($2 * 100)) -gt $((known * 99)) ] && [ $(($2 * 100)) -lt $((known * 101)) ]; then
    steady=$known
  fi
}

# Sets $volumes to " PATH MIB" for each mount that DC/OS would have found: /dcos/volumeN, what is free less 100 MiB. One
# that the agent has and that is not mounted stays: without it Mesos would forget what lies there, with it Mesos says so.
find_volumes() {
  found=
  { while read -r _ place _; do volume "$place"; done <"$ROOT/proc/mounts"; } 2>/dev/null || :
  for place in $former; do volume "$place"; done
  if [ -z "$found" ]; then return 0; fi
  # Words of paths.
  # shellcheck disable=SC2086
  for place in $(printf '%s\n' $found | sort -u); do
    known "$place"
    mib=$known
    if [ -z "$mib" ]; then
      space_of "$ROOT$place"
      mib=$((free - 100))
    fi
    [ "$mib" -gt 0 ] || fail "found $place with $mib MiB free beyond 100, wanted more than that"
    volumes="$volumes $place $mib"
  done
}

# volume PATH: adds it to $found where it is one.
volume() {
  case ${1#/dcos/volume} in "$1" | '' | *[!0-9]*) ;; *) found="$found $1" ;; esac
}

# left NAME TOTAL KEPT RESERVED OVERCOMMIT: sets $left to what remains for everybody. cpus in thousandths, the rest
# in MiB.
left() {
  if [ $(($3 + $4)) -gt "$2" ]; then
    unit=MiB
    if [ "$1" = cpus ]; then unit=thousandths; fi
    kept=
    if [ "$3" -gt 0 ]; then kept=" and $3 for what runs beside the agent"; fi
    fail "found $2 $unit of $1 on this machine, wanted $4 for the reservations$kept;" \
      'take a larger instance type or reserve less'
  fi
  left=$(($2 - $3))
  if [ "$5" != yes ]; then left=$((left - $4)); fi
}

# offer DISK VOLUMES: sets $offer to the list, in the form that was asked for. The template holds one resource a line.
# One of which nothing is left is named all the same: where nobody names it, Mesos detects the whole of it. All in this
# shell: a process costs a millisecond or two.
offer() {
  offer=
  if [ "$RESOURCES_FORM" = text ]; then comma=';'; else comma=,; fi
  while read -r line; do
    case $line in
      '') ;;
      *@CPUS@*) listed "${line%%@CPUS@*}$cpus_text${line#*@CPUS@}" ;;
      *@MEMORY@*) listed "${line%%@MEMORY@*}$free_memory${line#*@MEMORY@}" ;;
      *@DISK@*) listed "${line%%@DISK@*}$1${line#*@DISK@}" ;;
      *) listed "$line" ;;
    esac
  done <"$ROOT/etc/mesos-spark/resources"
  # Words: a path and a figure for each.
  # shellcheck disable=SC2086
  set -- $2
  while [ $# -gt 0 ]; do
    volume="{\"disk\":{\"source\":{\"mount\":{\"root\":\"$1\"},\"type\":\"MOUNT\"}},\"name\":\"disk\""
    listed "$volume,\"role\":\"$DEFAULT_ROLE\",\"scalar\":{\"value\":$2},\"type\":\"SCALAR\"}"
    shift 2
  done
  if [ "$RESOURCES_FORM" != text ]; then offer="[$offer]"; fi
}

listed() { offer=$offer${offer:+$comma}$1; }

# Whether gate.sh has let executors in. An agent without a name would register with the attribute, and could then never
# start without it again.
gate_is_open() {
  [ -e "$ROOT/run/mesos-spark/gate-open" ] || return 1
  if [ -e "$ROOT$WORK_DIRECTORY/meta/slaves/latest" ]; then return 0; fi
  rm -f "$ROOT/run/mesos-spark/gate-open"
  return 1
}

# In single quotes and on one line: systemd and DC/OS' make_disk_resources.py both read it so.
write_environment() {
  environment=$(
    echo '# Written by mesos-spark at each boot, from /etc/mesos-spark.'
    cat "$ROOT/etc/mesos-spark/platform.env"
    if gate_is_open; then cat "$ROOT/etc/mesos-spark/gate.env"; fi
    printf "MESOS_RESOURCES='%s'\n" "$1"
  )
  put "$ROOT$ENVIRONMENT_FILE" "$environment"
}

main
