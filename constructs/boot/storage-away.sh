# shellcheck shell=sh disable=SC2154,SC2034
# An agent without its disks, on the root volume or an EBS volume. Sourced by storage.sh.

fall_back_to_root() {
  say 'what the agent writes stays on the root volume'
  remember root
}

fall_back_to_ebs() {
  lost_disks=$reason
  use ebs || {
    reason="$lost_disks; and of the volume in their place: $reason"
    fall_back_to_fail
  }
  reason=$lost_disks
  settled ebs
}

# Going back by itself would lose the agent with its data, and bring an older one back to life.
stay_on_root() {
  reason=${FORMER_REASON%"$back"}$back
  say "$reason"
  remember root
}

stay_on_ebs() {
  use ebs || fall_back_to_fail
  reason=${FORMER_REASON%"$back"}$back
  say "$reason"
  settled ebs
}

back='; the agent lives elsewhere since: to use the disks again, as a new agent, remove /var/lib/mesos-spark/storage and reboot'
