#!/bin/sh
# The one user of shuffle service and executors, and the directory that they share. Runs at each boot, for the
# directory is new where the disks are.
set -eu
here=${0%/*}
# shellcheck source=lib.sh
. "$here/lib.sh"
begin

known=$(getent passwd "$SPARK_USER") || :
if [ -z "$known" ]; then
  other=$(getent passwd "$SPARK_UID") || :
  [ -z "$other" ] || fail "found uid $SPARK_UID taken by ${other%%:*}, wanted it for $SPARK_USER;" \
    'give sparkUser another uid'
  # Any number will do for the group, files are told apart by their owner; it is the user's own where that is free.
  set -- --user-group
  if getent group "$SPARK_USER" >/dev/null; then set -- --gid "$SPARK_USER"; fi
  change useradd --uid "$SPARK_UID" "$@" --no-create-home --home-dir / --shell /sbin/nologin "$SPARK_USER"
  say "made the user $SPARK_USER with uid $SPARK_UID"
else
  uid=${known#*:*:}
  uid=${uid%%:*}
  [ "$uid" = "$SPARK_UID" ] || fail "found user $SPARK_USER with uid $uid, wanted uid $SPARK_UID;" \
    "give sparkUser the uid $uid or another name"
fi

# Everybody may pass, as the containers' own users must; only the user writes.
change install -d -m 0755 -o "$SPARK_UID" "$ROOT$SHARED_DIRECTORY"
say "$SHARED_DIRECTORY belongs to $SPARK_USER"
