#!/bin/sh
# Tells the agent that was here from a new one: the same machine with the same data is the same agent, and nothing
# is touched. Where the data is gone, or the machine is another one (an image was made of an agent), what the root
# volume still holds of the former agent goes: its name and the sizes that DC/OS keeps. Runs at each boot, when
# the storage is mounted and before the resources are computed.
set -eu
here=${0%/*}
# shellcheck source=lib.sh
. "$here/lib.sh"
# shellcheck source=identity.sh
. "$here/identity.sh"
begin

record=$ROOT/var/lib/mesos-spark/agent
latest=$ROOT$WORK_DIRECTORY/meta/slaves/latest

main() {
  FORMER_INSTANCE='' FORMER_MACHINE='' FORMER_STATE='' STORAGE_STATE='' STORAGE_BLANK=no
  # shellcheck source=/dev/null
  if [ -r "$record" ]; then . "$record"; fi
  # shellcheck source=/dev/null
  if [ -r "$ROOT/run/mesos-spark/storage" ]; then . "$ROOT/run/mesos-spark/storage"; fi
  identify

  why=
  if ! same_machine "$FORMER_INSTANCE" "$FORMER_MACHINE"; then
    why="this machine is ${instance:-$machine}, the former agent's was ${FORMER_INSTANCE:-$FORMER_MACHINE}"
    forget_identity
  elif [ -n "$STORAGE_STATE" ] && [ "${FORMER_STATE:-$STORAGE_STATE}" != "$STORAGE_STATE" ]; then
    why="its data lay on $FORMER_STATE storage, now it is $STORAGE_STATE"
  elif [ ! -L "$latest" ] && [ ! -e "$latest" ]; then
    # Not by the disks alone: those of a first boot are new until the next one, and the agent has its name meanwhile.
    why='the agent has no name yet'
    if [ "$STORAGE_BLANK" = yes ]; then why='its disks are blank'; fi
  fi
  if [ -z "$why" ]; then
    say "the same agent as before, $(readlink "$latest" || :)"
  else
    forget_sizes
    say "a new agent: $why"
  fi
  if [ "$instance $machine $STORAGE_STATE" = "$FORMER_INSTANCE $FORMER_MACHINE $FORMER_STATE" ]; then return 0; fi
  put "$record" "FORMER_INSTANCE='$instance' FORMER_MACHINE='$machine' FORMER_STATE='$STORAGE_STATE'"
}

# Two machines must not be one agent. The link is what Mesos' own advice removes ("To restart this agent with a
# new agent id", Slave::recover in src/slave/slave.cpp); the new agent clears away the folders of the old.
forget_identity() {
  if [ -L "$latest" ] || [ -e "$latest" ]; then
    rm -f "$latest"
    say 'removed the name of a former agent'
  fi
}

# What is computed from disks that are gone: DC/OS reads its own sum of them after ours and never makes it anew.
forget_sizes() {
  for file in ${GENERATED_RESOURCES:+"$ROOT$GENERATED_RESOURCES" "$ROOT$GENERATED_RESOURCES.cache"} \
    "$ROOT/var/lib/mesos-spark/measured" "$ROOT/var/lib/mesos-spark/janitor"; do
    if [ -e "$file" ]; then
      rm -f "$file"
      say "removed ${file#"$ROOT"} of a former agent"
    fi
  done
}

main
