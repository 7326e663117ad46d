#!/bin/sh
# The first process of a machine in namespaces of its own: makes the file systems that a kernel and udev would,
# then becomes systemd. $1 is the machine's folder; its file `boot` holds what varies.
set -eu
machine=$1
# shellcheck source=/dev/null
. "$machine/boot"
root=$machine/root

mount --make-rprivate /
mkdir -p "$root" "$machine/work"
mount -t overlay -o "lowerdir=$BASE,upperdir=$machine/upper,workdir=$machine/work" machine "$root"

# Sockets of the test's servers: seen through an overlay they would be others.
mount --bind "$machine/wires" "$root/machine-test/wires"

# Settings of this kernel are not the machine's to change, but its boots must differ.
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount --bind "$machine/boot-id" "$root/proc/sys/kernel/random/boot_id"
mount --bind -o ro "$root/proc/sys" "$root/proc/sys"
mount --bind "$machine/boot-id" "$root/proc/sys/kernel/random/boot_id"

# Read-only, as systemd would otherwise wait for udev, which cannot run here.
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$root/sys"

mount -t tmpfs -o mode=755 devices "$root/dev"
for node in null:3 zero:5 full:7 random:8 urandom:9; do
  mknod -m 666 "$root/dev/${node%:*}" c 1 "${node#*:}"
done
mknod -m 666 "$root/dev/tty" c 5 0
mknod -m 600 "$root/dev/loop-control" c 10 237
ln -s /proc/self/fd "$root/dev/fd"
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
touch "$root/dev/console"
mount --bind "$(readlink -f /proc/self/fd/0)" "$root/dev/console"

# DISKS: words "name|major:minor|bytes|model|serial", with _ for spaces; what udev and the driver would show.
mount -t tmpfs -o mode=755 block "$root/sys/block"
mkdir -p "$root/dev/disk/by-id"
for disk in $DISKS; do
  IFS='|' read -r name number bytes model serial <<END
$disk
END
  mknod -m 660 "$root/dev/$name" b "${number%:*}" "${number#*:}"
  mkdir -p "$root/sys/block/$name/device"
  echo "$number" >"$root/sys/block/$name/dev"
  echo $((bytes / 512)) >"$root/sys/block/$name/size"
  echo "$model" | tr _ ' ' >"$root/sys/block/$name/device/model"
  ln -s "../../$name" "$root/dev/disk/by-id/nvme-${model}_$serial"
done

# As the kernel's command line says: one hierarchy, or the first version of control groups.
if [ "$CONTROL_GROUPS" = 2 ]; then
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
else
  mount -t tmpfs -o mode=755 cgroup "$root/sys/fs/cgroup"
  mkdir "$root/sys/fs/cgroup/systemd"
  mount -t cgroup -o none,name=systemd cgroup "$root/sys/fs/cgroup/systemd"
fi
mount -t tmpfs -o mode=755 run "$root/run"

cd "$root"
pivot_root . mnt
umount -l mnt
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin container=machine-test \
  /lib/systemd/systemd --show-status=no
