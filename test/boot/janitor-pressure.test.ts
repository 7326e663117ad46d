import { Duration } from '../../src/domain/core/duration';
import { JanitorRoom } from './janitor-room';

let room: JanitorRoom;
beforeEach(() => {
  room = new JanitorRoom();
});
afterEach(() => room.remove());

describe('a disk that fills', () => {
  /** 16 MiB with six directories of 2 MiB, of 1.5 to 11.5 hours. */
  const disk = (
    extra = '',
    hours = '1 3 5 7 9 11',
  ) => `mount -t tmpfs -o strictatime,size=16m,nr_inodes=1000 none "$S"
for hours in ${hours}; do
  mkdir "$S/blockmgr-$hours"; head -c 2M /dev/zero >"$S/blockmgr-$hours/data"
  find "$S/blockmgr-$hours" -exec touch -d "$((hours * 60 + 30)) minutes ago" {} +
done
${extra}`;
  const after = 'echo "left: $(ls -m "$S")"; cat "$MESOS_SPARK_ROOT/var/lib/mesos-spark/janitor"';
  const pressed = (threshold: number, target: number) => {
    room.remove();
    room = new JanitorRoom({ limit: Duration.hours(10), pressure: { threshold, target } });
  };

  test('only the limit counts below the threshold', () => {
    pressed(80, 70);
    const { stdout, status } = room.run('', { before: disk(), after });
    expect(status).toBe(0);
    expect(stdout).toContain('left: blockmgr-1, blockmgr-3, blockmgr-5, blockmgr-7, blockmgr-9\n');
    expect(stdout).toContain('JANITOR_PRESSURE=no');
  });

  test('above it the oldest go until it is below the target, and it says so', () => {
    pressed(70, 40);
    const { stdout, stderr, status } = room.run('', { before: disk(), after });
    expect(status).toBe(0);
    expect(stderr).toContain('fuller than 70 %: the oldest go until it is below 40 %');
    expect(stdout).toContain('left: blockmgr-1, blockmgr-3, blockmgr-5\n');
    expect(stdout).toContain('JANITOR_PRESSURE=yes');
    expect(stdout).toContain('JANITOR_REMOVED=3');
  });

  test('never what is open, nor what was used within the hour', () => {
    pressed(70, 20);
    const extra = `exec 3<"$S/blockmgr-9/data"; mkdir "$S/blockmgr-0"; head -c 6M /dev/zero >"$S/blockmgr-0/data"
head -c 3M /dev/zero >"$S/other"`;
    const { stdout, stderr, status } = room.run('', { before: disk(extra), after });
    expect(stdout).toContain('left: blockmgr-0, blockmgr-9, other\n');
    expect(stdout).toContain('JANITOR_PRESSURE=yes');
    expect({ status, failed: stderr.includes('FAILED') }).toEqual({ status: 0, failed: false });
  });

  test('alerts where that does not suffice', () => {
    pressed(70, 20);
    const extra = 'exec 3<"$S/blockmgr-9/data"; head -c 11M /dev/zero >"$S/other"';
    const { stdout, stderr, status } = room.run('', { before: disk(extra, '0 7 9'), after });
    expect(status).toBe(1);
    expect(stdout).toContain('left: blockmgr-0, blockmgr-9, other\n');
    expect(stdout).toContain('JANITOR_PRESSURE=alert');
    expect(stderr).toMatch(/FAILED: found \/var\/lib\/tmp\/spark fuller than 70 % still, wanted room/);
    expect(room.read('/run/mesos-spark/status/janitor')).toMatch(
      /^failed\nfound \/.* fuller than 70 % still/,
    );
    expect(room.read('/run/mesos-spark/janitor.prom')).toContain('\nmesos_spark_janitor_pressure 2\n');
  });

  test('inodes count as bytes do', () => {
    pressed(90, 80);
    const extra =
      'for i in $(seq 950); do : >"$S/blockmgr-7/$i"; done; find "$S/blockmgr-7" -exec touch -d "450 minutes ago" {} +';
    const { stdout } = room.run('', { before: disk(extra), after });
    expect(stdout).toContain('left: blockmgr-1, blockmgr-3, blockmgr-5\n');
  });

  test('one without any inode left is relieved all the same, for it keeps its folder', () => {
    pressed(90, 80);
    const fill = `sh "$MESOS_SPARK_ROOT/opt/mesos-spark/boot/janitor.sh" >/dev/null || exit 9
i=0; while touch "$S/blockmgr-7/$i" 2>/dev/null; do i=$((i + 1)); done
find "$S/blockmgr-7" -exec touch -d "450 minutes ago" {} +`;
    const { status, stdout } = room.run('', { before: disk(fill, '1 3 5 7'), after });
    expect(status).toBe(0);
    expect(stdout).toContain('left: blockmgr-1, blockmgr-3, blockmgr-5\n');
  });

  test('one without any block left is relieved all the same', () => {
    pressed(90, 80);
    const before = `truncate -s 24M "$S/../image"; mkfs.ext4 -q -F -m 0 -I 256 -b 1024 "$S/../image"
mount -o loop,strictatime "$S/../image" "$S"; rmdir "$S/lost+found"
sh "$MESOS_SPARK_ROOT/opt/mesos-spark/boot/janitor.sh" >/dev/null || exit 9
for hours in 3 7; do mkdir -p "$S/blockmgr-$hours"; head -c 2M /dev/zero >"$S/blockmgr-$hours/data"; done
cat /dev/zero >"$S/blockmgr-7/rest" 2>/dev/null
while mkdir "$S/blockmgr-3/$((i = \${i:-0} + 1))" 2>/dev/null; do :; done
for hours in 3 7; do find "$S/blockmgr-$hours" -exec touch -d "$((hours * 60 + 30)) minutes ago" {} +; done`;
    const { status, stderr, stdout } = room.run('', { before, after });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('fuller than 90 %') });
    expect(stdout).toContain('left: blockmgr-3\n');
  });

  test('nothing but the limit counts where that is off', () => {
    room.remove();
    room = new JanitorRoom({ limit: Duration.hours(10) });
    const { stdout } = room.run('', { before: disk('head -c 16M /dev/zero >"$S/other" 2>/dev/null'), after });
    expect(stdout).toContain('left: blockmgr-1, blockmgr-3, blockmgr-5, blockmgr-7, blockmgr-9, other\n');
  });

  test('the dry run tells which would go for that', () => {
    pressed(70, 40);
    const { reasons } = room.run('--dry-run', { before: disk() });
    expect(reasons).toEqual({
      'blockmgr-11': 'go: older than the limit',
      'blockmgr-9': 'go: the disk is full',
      'blockmgr-7': 'go: the disk is full',
      'blockmgr-5': 'stays: changed or read lately',
      'blockmgr-3': 'stays: changed or read lately',
      'blockmgr-1': 'stays: changed or read lately',
    });
  });
});
