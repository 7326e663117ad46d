#!/bin/sh
# Makes this machine an agent of a Mesos cluster: Docker, Mesos from a package or an archive, and the agent's
# unit. Runs until it has succeeded once. The agent's environment is written before (resources.sh).
set -eu
here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"
# shellcheck source=docker.sh
. "$here/docker.sh"
# shellcheck source=control-groups.sh
. "$here/control-groups.sh"
# shellcheck disable=SC2034
hint='it is tried again at the next boot, or by: systemctl start mesos-spark-install'
begin

done_marker=$ROOT/var/lib/mesos-spark/installed

main() {
  [ -s "$ROOT$ENVIRONMENT_FILE" ] || fail "found no $ENVIRONMENT_FILE, wanted it before Mesos; run resources.sh"
  use_control_groups_v1
  if [ "$DOCKER" = yes ]; then install_docker; fi
  install_mesos
  # The package may have put its own in the place of ours.
  if [ "$MESOS_CONFIGURATION" = files ]; then sh "$here/mesos-files.sh"; fi
  mkdir -p "$ROOT/var/log/mesos"
  change systemctl enable "$AGENT_UNIT"
  change systemctl restart "$AGENT_UNIT"
  # The agent ends at once on a flag or a resource that it refuses: give it time to do so.
  if ! dry; then sleep 5; fi
  change retry 30 30 systemctl is-active --quiet "$AGENT_UNIT"
  # What the mark stands for must outlast a loss of power as it does.
  change sync
  date -u +%Y-%m-%dT%H:%M:%SZ | write "$done_marker" 0644
  say "$AGENT_UNIT runs"
}

install_mesos() {
  program=$ROOT$MESOS_HOME/sbin/mesos-agent
  if [ -x "$program" ]; then
    say "$MESOS_HOME/sbin/mesos-agent is there already"
    return 0
  fi
  if [ -n "${MESOS_ARCHIVE_URL:-}" ]; then
    from_archive
  else
    install_packages "$MESOS_PACKAGE"
    # The package starts a master and an agent by itself.
    change systemctl disable --now mesos-master.service || true
  fi
  [ -x "$program" ] || dry || fail "found no $MESOS_HOME/sbin/mesos-agent after installing Mesos"
}

from_archive() {
  archive=$ROOT/var/lib/mesos-spark/mesos.tar
  change spread "${INSTALL_SPREAD:-1}"
  differed=0
  change retry 20 - fetch_archive
  if dry; then return 0; fi
  # Into a folder beside it first: a folder that is there is whole.
  home=$ROOT$MESOS_HOME
  rm -rf "$home.new"
  mkdir -p "$home.new"
  tar -xf "$archive" -C "$home.new" --strip-components=1
  change sync
  rm -rf "$home" "$archive"
  mv "$home.new" "$home"
}

# A proxy's page of apology is gone at the next attempt, a wrong checksum is not.
fetch_archive() {
  cause="found no answer from $MESOS_ARCHIVE_URL"
  download "$MESOS_ARCHIVE_URL" "$archive" 900 || return 1
  found=$(sha256sum "$archive" | cut -d' ' -f1)
  [ "$found" != "$MESOS_ARCHIVE_SHA256" ] || return 0
  rm -f "$archive"
  differed=$((differed + 1))
  cause="found SHA-256 $found of $MESOS_ARCHIVE_URL, wanted $MESOS_ARCHIVE_SHA256"
  [ "$differed" -lt 3 ] || fail "$cause"
  say "$cause"
  return 1
}

# For an image: what no cluster varies.
bake() {
  hint=
  bake_control_groups
  if [ "$DOCKER" = yes ]; then install_docker; fi
  install_mesos
}

"${1:-main}"
