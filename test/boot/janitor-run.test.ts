import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { JanitorRoom } from './janitor-room';

let room: JanitorRoom;
beforeEach(() => {
  room = new JanitorRoom();
});
afterEach(() => room.remove());

const TRASH = '.mesos-spark-janitor';
const state = () => room.read('/var/lib/mesos-spark/janitor');

describe('what it writes down', () => {
  test('this run, and all runs', () => {
    room.tree('blockmgr-1');
    room.tree('blockmgr-2');
    const began = Math.floor(Date.now() / 1000);
    room.run();
    // 16 KiB of files and three folders each, in blocks of ext4 and XFS alike, and at least the files elsewhere.
    const freed = Number(/^JANITOR_FREED_BYTES=(\d+)$/m.exec(state())?.[1]);
    expect(freed).toBeGreaterThanOrEqual(2 * 16 * 1024);
    expect(freed).toBeLessThan(2 * 64 * 1024);
    expect(Number(/^JANITOR_LAST_RUN=(\d+)$/m.exec(state())?.[1])).toBeGreaterThanOrEqual(began);
    room.tree('blockmgr-3');
    room.run();
    expect(state()).toContain('\nJANITOR_REMOVED=1\n');
    expect(state()).toContain('\nJANITOR_REMOVED_TOTAL=3\n');
    expect(state()).toContain(`\nJANITOR_FREED_BYTES_TOTAL=${freed * 1.5}\n`);
    expect(state()).toContain('\nJANITOR_PRESSURE=no\n');
  });

  test('as Prometheus reads it', () => {
    room.tree('blockmgr-1');
    room.run();
    const lines = room.read('/run/mesos-spark/janitor.prom').trim().split('\n');
    const names = lines.flatMap((line) => /^# TYPE (\S+) (gauge|counter)$/.exec(line)?.[1] ?? []);
    expect(names.map((name) => name.replace('mesos_spark_janitor_', ''))).toEqual([
      'last_run_timestamp_seconds',
      'duration_seconds',
      'freed_bytes',
      'removed',
      'freed_bytes_total',
      'removed_total',
      'pressure',
    ]);
    for (const name of names) {
      expect(lines.filter((line) => line.startsWith(`# HELP ${name} `))).toHaveLength(1);
      expect(lines.filter((line) => new RegExp(`^${name} \\d+$`).test(line))).toHaveLength(1);
    }
    expect(lines).toContain('mesos_spark_janitor_removed_total 1');
  });

  test('a hard link is freed with its last name', () => {
    const big = 'x'.repeat(2 ** 20);
    const folder = room.tree('blockmgr-1');
    const kept = room.write('/kept', big);
    writeFileSync(path.join(folder, '00/twice'), big);
    room.run('', {
      before: `ln "$S/blockmgr-1/00/twice" "$S/blockmgr-1/3f/twice"; ln "${kept}" "$S/blockmgr-1/3f/kept"
find "$S" -exec touch -h -d '2 days ago' {} +`,
    });
    const freed = Number(/^JANITOR_FREED_BYTES=(\d+)$/m.exec(state())?.[1]);
    expect(freed).toBeGreaterThanOrEqual(2 ** 20);
    expect(freed).toBeLessThan(1.5 * 2 ** 20);
  });

  test('what it removed is gone even where nothing can be written down, and the old figures stay', () => {
    room.tree('blockmgr-1');
    room.run();
    const before = state();
    room.tree('blockmgr-2');
    const full = `mount -t tmpfs -o size=8k none "$MESOS_SPARK_ROOT/var/lib/mesos-spark"
echo '${before.trim()}' >"$MESOS_SPARK_ROOT/var/lib/mesos-spark/janitor"
cat /dev/zero >"$MESOS_SPARK_ROOT/var/lib/mesos-spark/rest" 2>/dev/null`;
    const after = 'cat "$MESOS_SPARK_ROOT/var/lib/mesos-spark/janitor"';
    const { status, stdout, stderr } = room.run('', { before: full, after });
    expect(status).toBe(1);
    expect(stderr).toContain('FAILED: found no room for /var/lib/mesos-spark/janitor');
    expect(stdout).toContain(before);
    expect(room.names()).toEqual([]);
    expect(room.read('/run/mesos-spark/status/janitor')).toMatch(/^failed\nfound no room for/);
  });
});

describe('what it refuses', () => {
  test.each(['3599', '0', '-90000', '24h', '', '03600'])('a limit of "%s" seconds', (limit) => {
    room.tree('blockmgr-1');
    const settings = room.read('/etc/mesos-spark/agent.env');
    room.write('/etc/mesos-spark/agent.env', settings.replace(/(LIMIT_SECONDS)=.*/, `$1=${limit}`));
    const { status, stderr } = room.run();
    expect(status).toBe(1);
    expect(stderr).toMatch(`found a limit of "${limit}`);
    expect(stderr).toContain('s, wanted at least 3600 s');
    expect(room.names()).toEqual(['blockmgr-1']);
  });

  test.each([
    [
      'no right to see processes',
      'setpriv --bounding-set=-sys_ptrace --inh-caps=-sys_ptrace',
      'may not look into',
    ],
    ['another user', 'setpriv --reuid=65534 --clear-groups', 'wanted root'],
  ])('to work with %s', (_, under, message) => {
    room.tree('blockmgr-1');
    const other =
      'chmod -R a+rX "$MESOS_SPARK_ROOT"; setpriv --reuid=65534 --clear-groups sleep 60 &\nsleep 0.2';
    const { status, stderr } = room.run('', { before: other, under });
    expect(stderr).toContain(message);
    expect(status).toBe(1);
    expect(room.has('blockmgr-1/00/shuffle_0_0_0.data')).toBe(true);
  });

  test('a file system that takes nothing', () => {
    room.tree('blockmgr-1');
    const { status, stderr } = room.run('', {
      before: 'mount --bind "$S" "$S"; mount -o remount,bind,ro "$S"',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('Read-only file system; wanted it writable, with room for a folder');
    expect(room.names()).toEqual(['blockmgr-1']);
  });

  test('a second run beside one', () => {
    room.tree('blockmgr-1');
    const lock = `mkdir -p "$MESOS_SPARK_ROOT/run/mesos-spark"; exec 8>"$MESOS_SPARK_ROOT/run/mesos-spark/janitor.lock"; flock 8`;
    const { status, stdout } = room.run('', { before: lock });
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: 'mesos-spark janitor: another run is under way, this one ends\n',
    });
    expect(room.names()).toEqual(['blockmgr-1']);
  });

  test.each<[string, () => void]>([
    ['a link', () => symlinkSync(path.join(room.root, 'precious'), path.join(room.shared, TRASH))],
    ['a file', () => writeFileSync(path.join(room.shared, TRASH), '')],
    ['a folder that others can enter', () => mkdirSync(path.join(room.shared, TRASH), { mode: 0o755 })],
  ])('%s where its own folder should be', (_, make) => {
    room.tree('blockmgr-1');
    mkdirSync(path.join(room.root, 'precious/dead'), { recursive: true, mode: 0o700 });
    make();
    const { status, stderr } = room.run();
    expect(status).toBe(1);
    expect(stderr).toContain("wanted a folder of root's own; remove it");
    expect(room.names()).toEqual([TRASH, 'blockmgr-1']);
    expect(room.run('', { before: '[ -d "$MESOS_SPARK_ROOT/precious/dead" ] || echo lost' }).stdout).toBe('');
  });
});

describe('after a run that was interrupted', () => {
  test('by a power failure between its looks, everything is back', () => {
    room.tree('blockmgr-1', 30);
    expect(room.run('', { afterMove: 'kill -9 -1' }).status).not.toBe(0);
    expect(room.names()).toEqual([TRASH]);
    const { stdout } = room.run('', { before: `touch "$S/${TRASH}/blockmgr-1/00/shuffle_0_0_0.data"` });
    expect(stdout).toContain('put back blockmgr-1');
    expect(room.names()).toEqual(['blockmgr-1']);
  });

  test('what was looked at twice goes, whatever is left of it', () => {
    room.tree('blockmgr-1', 0);
    const before = `mkdir -m 0700 "$S/${TRASH}" "$S/${TRASH}/dead"; mv "$S/blockmgr-1" "$S/${TRASH}/dead"; rm -r "$S/${TRASH}/dead/blockmgr-1/00"`;
    expect(room.run('', { before })).toMatchObject({ status: 0, stderr: '' });
    expect(room.names()).toEqual([]);
  });

  test('what cannot be removed holds nothing else up, and it says so', () => {
    for (const name of ['blockmgr-1', 'blockmgr-2']) room.tree(name);
    const before = `mkdir -m 0700 "$S/${TRASH}" "$S/${TRASH}/dead"; mv "$S/blockmgr-1" "$S/${TRASH}/dead"
mount -t tmpfs none "$S/${TRASH}/dead/blockmgr-1/3f"`;
    const { status, stderr } = room.run('', { before });
    expect(status).toBe(1);
    expect(stderr).toContain('FAILED: found /var/lib/tmp/spark/.mesos-spark-janitor hard to remove');
    expect(room.has('blockmgr-2')).toBe(false);
    expect(state()).toContain('JANITOR_REMOVED=1\n');
  });

  test('what it removed before it was ended is counted by the next', () => {
    room.tree('blockmgr-1');
    const rm = room.write('/.bin/rm', `#!/bin/sh\nPATH=\${PATH#*:}\nrm "$@"; kill -9 -1\n`);
    chmodSync(rm, 0o755);
    expect(room.run().status).not.toBe(0);
    expect(() => state()).toThrow('ENOENT');
    rmSync(rm);
    expect(room.run().stdout).toContain('removed blockmgr-1: ');
    expect(state()).toContain('JANITOR_REMOVED_TOTAL=1\n');
    expect(room.run().stdout).toBe('');
  });

  test('its unit ends it: it says so, and what was moved is back', () => {
    room.tree('blockmgr-1');
    const { stderr } = room.run('', { afterMove: 'kill -TERM $PPID' });
    expect(stderr).toContain('FAILED: was ended in the middle, the next run goes on');
    expect(room.names()).toEqual(['blockmgr-1']);
  });

  test('its folders stay the same ones: XFS without a free block makes no new one', () => {
    const inodes = `stat -c %i "$S/${TRASH}" "$S/${TRASH}/dead"`;
    const first = room.run('', { after: inodes }).stdout;
    room.tree('blockmgr-1');
    expect(first).toMatch(/^\d+\n\d+\n$/);
    expect(room.run('', { before: inodes, after: inodes }).stdout).toBe(
      `${first}removed blockmgr-1: 0.0 MiB, idle for 48.0 h\n${first}`,
    );
  });

  test('a name that is taken again is left to people', () => {
    room.tree('blockmgr-1', 0);
    const before = `mkdir -m 0700 "$S/${TRASH}"; cp -a "$S/blockmgr-1" "$S/${TRASH}"`;
    expect(room.run('', { before }).stdout).toContain(
      'found another blockmgr-1 in the meantime, it stays in',
    );
    expect(room.names()).toEqual([TRASH, 'blockmgr-1']);
    expect(room.has(`${TRASH}/blockmgr-1/00/shuffle_0_0_0.data`)).toBe(true);
  });
});

describe('for people', () => {
  test('--dry-run changes nothing, not even how the step stands', () => {
    room.tree('blockmgr-1');
    expect(room.run('--dry-run')).toMatchObject({
      status: 0,
      reasons: { 'blockmgr-1': 'go: older than the limit' },
    });
    expect(room.names()).toEqual(['blockmgr-1']);
    expect(() => room.read('/run/mesos-spark/status/janitor')).toThrow('ENOENT');
    expect(() => state()).toThrow('ENOENT');
  });

  test.each(['--help', '--frobnicate'])('%s shows what there is', (option) => {
    room.tree('blockmgr-1');
    expect(room.run(option).stdout).toContain('janitor.sh --dry-run');
    expect(room.names()).toEqual(['blockmgr-1']);
  });

  test.each([
    ['strictatime', false],
    ['noatime', true],
    ['relatime', true],
  ])('on a disk mounted %s it says whether reads are seen', (option, said) => {
    const { warned } = room.run('', { before: `mount -t tmpfs -o ${option} none "$S"` });
    expect(warned).toBe(said);
  });
});

test('an empty directory, or none, is nothing to do', () => {
  expect(room.run()).toMatchObject({ status: 0, stderr: '' });
  expect(state()).toContain('JANITOR_REMOVED=0\n');
  expect(room.run('', { before: 'rm -r "$S"' })).toMatchObject({ status: 0, stderr: '' });
});
