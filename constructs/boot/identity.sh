# shellcheck shell=sh disable=SC2034
# Whether this is still the machine that it was. Sourced by steps that keep records on the root volume, which
# an image carries to other machines.

# line_of FILE: sets $line to its first line, without spaces around it; empty where there is none.
line_of() {
  line=
  { read -r line <"$1"; } 2>/dev/null || :
}

# Sets $instance and $machine, each empty where the machine does not know it by itself.
identify() {
  # Nitro has it in its firmware; elsewhere cloud-init has asked.
  line_of "$SYS/class/dmi/id/board_asset_tag"
  case $line in i-*) ;; *) line_of "$ROOT/var/lib/cloud/data/instance-id" ;; esac
  instance=$line
  line_of "$ROOT/etc/machine-id"
  machine=$line
  case $instance in *[!A-Za-z0-9._-]*) instance= ;; esac
  case $machine in *[!A-Za-z0-9._-]*) machine= ;; esac
}

# same_machine INSTANCE MACHINE: the instance's id decides where both are known. A record without either is ours.
same_machine() {
  if [ -n "$1" ] && [ -n "$instance" ]; then [ "$1" = "$instance" ]; else [ "${2:-$machine}" = "$machine" ]; fi
}
