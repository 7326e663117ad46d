#!/bin/sh
# Starts a machine in namespaces and waits for its end: start.sh MACHINE-FOLDER NAME. Runs in a mount namespace of
# its own. What the machine sees as the root of its control groups is the group NAME here.
set -eu
machine=$1
name=$2
mount --make-rprivate /
for groups in cgroup2: cgroup:none,name=systemd; do
  kind=${groups%%:*}
  options=${groups#*:}
  top=$machine/$kind
  mkdir -p "$top"
  mount -t "$kind" ${options:+-o "$options"} groups "$top"
  mkdir -p "$top/$name"
  echo $$ >"$top/$name/cgroup.procs"
done
unshare -m -p -f -u -i -n -C --kill-child sh "$(dirname "$0")/enter.sh" "$machine" || :
for top in "$machine/cgroup2" "$machine/cgroup"; do
  echo $$ >"$top/cgroup.procs"
  find "$top/$name" -depth -type d -exec rmdir {} \; 2>/dev/null || :
done
