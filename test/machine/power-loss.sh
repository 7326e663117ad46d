#!/bin/sh
# Loses power after each command of the storage's steps that changes something, in turn, and boots again; both at a
# first boot and at a later one: power-loss.sh blank|half LAST DISK... Says what went wrong, and how many commands a
# boot has where LAST is beyond that. A loss of power is a kill of everything; the mounts go, and what XFS has only
# in memory.
set -eu
start=$1
last=$2
shift 2
power=/run/power
boot=/opt/mesos-spark/boot
latest=/var/lib/mesos/slave/meta/slaves/latest
at=$(sed -n "s/^STORAGE_MOUNT_POINT='*\([^']*\)'*$/\1/p" /etc/mesos-spark/agent.env)

mkdir -p "$power/bin"
for name in cp dd mdadm mkdir mkfs.xfs mount mv rm sync touch umount wipefs; do
  real=$(command -v "$name") || continue
  cat >"$power/bin/$name" <<END
#!/bin/sh
"$real" "\$@"
status=\$?
read -r n <$power/count
read -r limit <$power/limit
n=\$((n + 1))
echo \$n >$power/count
if [ \$n = \$limit ]; then
  echo "$name \$*" >$power/killed
  for at in $at /run/mesos-spark/var-lib; do
    if [ "\$(findmnt -nro FSTYPE "\$at" | tail -n 1)" = xfs ]; then xfs_io -x -c 'shutdown -f' "\$at"; fi
  done
  kill -9 0
fi
exit \$status
END
  chmod +x "$power/bin/$name"
done

# boots LIMIT COMMAND: a boot up to the agent; then COMMAND sees what it would.
boots() {
  rm -rf /run/mesos-spark "$power/killed"
  echo 0 >"$power/count"
  echo "$1" >"$power/limit"
  status=0
  LOOK=$2 PATH="$power/bin:$PATH" setsid -w unshare -m sh -c "
    sh $boot/storage.sh && sh $boot/rebirth.sh && echo 0 >$power/limit && eval \"\$LOOK\"" >"$power/said" 2>&1 || status=$?
  if [ -e /dev/md127 ]; then mdadm --stop /dev/md127 >"$power/stopped" 2>&1; fi
  return $status
}

wrong() {
  echo "$1 after command $k, $2:"
  cat "$power/said"
}

blank() {
  for disk in "$@"; do blkdiscard -f "$disk" 2>/dev/null; done
  rm -rf /var/lib/mesos-spark
}

# One disk of the stripe is empty, so what the other one holds is of no use.
half() {
  blank "$@"
  boots 0 "echo of-old >/var/lib/mesos/old && sync -f $at" || wrong 'not made' 'at the very first'
  rm -rf /var/lib/mesos-spark
  shift
  for disk in "$@"; do blkdiscard -f "$disk" 2>/dev/null; done
}

works="mkdir -p /var/lib/mesos && [ -s /var/lib/misc/came-along ] && [ \"\$(findmnt -nro FSTYPE $at)\" = xfs ] && [ \"\$(stat -c %d $at)\" = \"\$(stat -c %d /var/lib/mesos)\" ]"
named="mkdir -p ${latest%/*}/S0 && ln -sfn S0 $latest && sync -f $at"
k=1
while [ "$k" -le "$last" ]; do
  "$start" "$@"
  boots "$k" : && ended=yes || ended=no
  what=$(cat "$power/killed" 2>/dev/null || echo 'of a boot that came to its end')
  boots 0 "$works && [ ! -e /var/lib/mesos/old ] && $named" || wrong 'no first agent' "$what"
  boots "$k" : || ended=no
  what=$(cat "$power/killed" 2>/dev/null || echo 'of a boot that came to its end')
  boots 0 "$works && [ -L $latest ]" && grep -q 'the same agent as before' "$power/said" || wrong 'another agent' "$what"
  if [ "$ended" = yes ]; then
    echo "commands: $((k - 1))"
    exit
  fi
  k=$((k + 1))
done
