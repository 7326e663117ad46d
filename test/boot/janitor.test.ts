import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type Around, age, holding, JanitorRoom, mapping } from './janitor-room';

let room: JanitorRoom;
beforeEach(() => {
  room = new JanitorRoom();
});
afterEach(() => room.remove());

const DEAD = 'blockmgr-dead';
const LIVE = 'blockmgr-live';
const FILE = `$S/${LIVE}/00/shuffle_0_0_0.data`;

test('removes whole directories that nobody used for the limit, and says what that freed', () => {
  room.tree(DEAD);
  room.tree('spark-dead');
  room.tree(LIVE, 23);
  const { status, stdout, stderr } = room.run();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^removed blockmgr-dead: 0\.0 MiB, idle for 48\.0 h$/m);
  expect(room.names()).toEqual([LIVE]);
  expect(readdirSync(path.join(room.shared, LIVE)).sort()).toEqual(['00', '3f']);
  expect(room.read('/run/mesos-spark/status/janitor')).toMatch(/^ok\n/);
});

/** Each makes a directory that is old in every other way a live one. */
const LIVES: Readonly<Record<string, { readonly why: string; readonly make?: () => void } & Around>> = {
  'a file changed': {
    why: 'changed or read lately',
    make: () => touched(`${LIVE}/00/shuffle_0_0_0.data`, 48, 1),
  },
  'a file was read': {
    why: 'changed or read lately',
    make: () => touched(`${LIVE}/00/shuffle_0_0_0.data`, 1, 48),
  },
  'a folder changed': { why: 'changed or read lately', make: () => touched(`${LIVE}/3f`, 48, 1) },
  'it changed itself': { why: 'changed or read lately', make: () => touched(LIVE, 48, 1) },
  'a file is of the future': {
    why: 'its time is in the future',
    make: () => touched(`${LIVE}/3f`, 48, -100),
  },
  'a file is open': { why: 'a process has something of it open', before: holding(`exec 3<"${FILE}"`) },
  'a file is open to be written': {
    why: 'a process has something of it open',
    before: holding(`exec 3>>"${FILE}"`),
  },
  'a folder is open': {
    why: 'a process has something of it open',
    before: holding(`exec 3<"$S/${LIVE}/3f"`),
  },
  'a process works in it': {
    why: 'a process has something of it open',
    before: holding(`cd "$S/${LIVE}/3f"`),
  },
  'a file is mapped and closed': { why: 'a process has something of it open', before: mapping(FILE) },
  'a file is mapped and closed on a file system that lies above another': {
    why: 'a process has something of it open',
    before: `mkdir "$S/../seen"; mount --bind "$S" "$S/../seen"; mount -t tmpfs none "$S"; mount --bind "$S/../seen" "$S"
${mapping(FILE)}`,
  },
  'a container has a file open under another path': {
    why: 'a process has something of it open',
    before: `mkdir -p "$S/../seen"; export S; ${inContainer(holding(`exec 3<"$S/../seen/${LIVE}/3f/shuffle_0_0_0.index"`))}`,
  },
  'a container has a file mapped': {
    why: 'a process has something of it open',
    before: `mkdir -p "$S/../seen"; export S; ${inContainer(mapping(`$S/../seen/${LIVE}/00/shuffle_0_0_0.data`))}`,
  },
  'a file has another name that is open': {
    why: 'a process has something of it open',
    make: () =>
      linkSync(path.join(room.shared, LIVE, '3f/shuffle_0_0_0.index'), path.join(room.root, 'other')),
    before: holding(`exec 3<"$MESOS_SPARK_ROOT/other"`),
  },
  'something is mounted in it': {
    why: 'something is mounted there',
    before: `mkdir -p "$S/../elsewhere"; mount --bind "$S/../elsewhere" "$S/${LIVE}/3f"`,
  },
  'it is a mount point': {
    why: 'something is mounted there',
    before: `mkdir -p "$S/../elsewhere"; mount -t tmpfs none "$S/${LIVE}"; touch -d '3 days ago' "$S/${LIVE}"`,
  },
};

/** Times in hours before now. */
function touched(name: string, read: number, changed: number): void {
  const now = Date.now() / 1000;
  utimesSync(path.join(room.shared, name), now - read * 3600, now - changed * 3600);
}

/** In a mount namespace that sees the shared directory elsewhere. */
function inContainer(script: string): string {
  const quoted = script.replaceAll("'", `'\\''`);
  return `unshare -m sh -c 'mount --bind "$S" "$S/../seen"\n${quoted}\nwait' &\nuntil [ -e "$S/../ready" ]; do sleep 0.02; done`;
}

describe.each(Object.entries(LIVES))('where %s', (_, { why, make, ...around }) => {
  test('it stays, whole', () => {
    room.tree(LIVE);
    room.tree(DEAD);
    make?.();
    const { reasons } = room.run('--dry-run', around);
    expect(reasons).toEqual({ [LIVE]: `stays: ${why}`, [DEAD]: 'go: older than the limit' });
    expect(room.names()).toEqual([DEAD, LIVE]);
    expect(room.run('', around)).toMatchObject({ status: 0 });
    expect(room.names()).toEqual([LIVE]);
    expect(readdirSync(path.join(room.shared, LIVE)).sort()).toEqual(['00', '3f']);
  });
});

/** Between the first look and the removal. `$S/.mesos-spark-janitor` is where it then lies. */
const TRASH = `$S/.mesos-spark-janitor/${LIVE}`;
const RACES: Readonly<Record<string, Around>> = {
  'a file is read before the move': { beforeMove: `cat "${FILE}" >/dev/null; touch -a "${FILE}"` },
  'a file is written before the move': { beforeMove: `echo more >>"${FILE}"` },
  'a file comes before the move': { beforeMove: `: >"$S/${LIVE}/3f/temp_shuffle_1"` },
  'a file is opened before the move': { beforeMove: holding(`exec 3<"${FILE}"`) },
  'a file is mapped before the move': { beforeMove: mapping(FILE) },
  'a file is opened through a folder after the move': {
    afterMove: holding(`exec 3<"${TRASH}/00/shuffle_0_0_0.data"`),
  },
  'a file is written after the move': { afterMove: `echo more >>"${TRASH}/00/shuffle_0_0_0.data"` },
};

test.each(Object.entries(RACES))('is put back where %s', (_, around) => {
  room.tree(LIVE);
  room.tree(DEAD);
  const { status, stdout } = room.run('', around);
  expect(status).toBe(0);
  expect(stdout).toContain(`put back ${LIVE}`);
  expect(room.names()).toEqual([LIVE]);
  expect(readFileSync(path.join(room.shared, LIVE, '00/shuffle_0_0_0.data'), 'utf8')).toContain('data data');
});

test('what lives is back before what is dead is gone', () => {
  room.tree(LIVE);
  room.tree(DEAD);
  const wait = `i=0; while [ ! -e '${room.shared}/${LIVE}' ] && [ $i -lt 100 ]; do i=$((i + 1)); sleep 0.1; done`;
  const rm = room.write(
    '/.bin/rm',
    `#!/bin/sh\nPATH=\${PATH#*:}\ncase "$*" in *${DEAD}*) ${wait}\n[ $i -lt 100 ] ;; esac && exec rm "$@"\n`,
  );
  chmodSync(rm, 0o755);
  const { status } = room.run('', { beforeMove: `echo more >>"${FILE}"` });
  expect({ status, names: room.names() }).toEqual({ status: 0, names: [LIVE] });
});

test('follows no link that takes the place of a directory', () => {
  room.tree(LIVE);
  const kept = room.write('/precious/file', 'precious');
  age(path.dirname(kept), 48);
  room.run('', {
    beforeMove: `mv "$S/${LIVE}" "$S/../away"; ln -s "$MESOS_SPARK_ROOT/precious" "$S/${LIVE}"`,
  });
  expect(readFileSync(kept, 'utf8')).toBe('precious');
  expect(room.names()).toEqual([LIVE]);
});

test('does not mind one that goes by itself', () => {
  room.tree(LIVE);
  room.tree(DEAD);
  expect(room.run('', { beforeMove: `rm -r "$S/${LIVE}"` }).status).toBe(0);
  expect(room.names()).toEqual([]);
});

test('leaves everything else', () => {
  const others = ['blockmgr', 'spark', 'blockmgr-', 'xblockmgr-1', 'events', 'spark.d', '.hidden'];
  const hostile = [
    'blockmgr-a b',
    'blockmgr-a\nspark-b',
    'spark-*',
    'blockmgr-$(reboot)',
    "spark-'",
    'spark-é',
  ];
  for (const name of [...others, ...hostile]) room.tree(name);
  writeFileSync(path.join(room.shared, 'blockmgr-file'), 'a file');
  age(path.join(room.shared, 'blockmgr-file'), 48);
  room.write('/precious/file', 'precious');
  symlinkSync(path.join(room.root, 'precious'), path.join(room.shared, 'spark-link'));
  age(path.join(room.shared, 'spark-link'), 48);
  const before = room.names();
  const { reasons } = room.run('--dry-run');
  expect(Object.values(reasons).filter((reason) => !reason.startsWith('stays: no'))).toEqual([]);
  expect(Object.keys(reasons)).toHaveLength(before.length);
  expect(room.run()).toMatchObject({ status: 0, stderr: '' });
  expect(room.names()).toEqual(before);
});

test('removes names, not what else has them', () => {
  room.tree(DEAD);
  const kept = room.write('/precious', 'precious');
  linkSync(kept, path.join(room.shared, DEAD, '00/hard'));
  symlinkSync(kept, path.join(room.shared, DEAD, '00/soft'));
  symlinkSync(room.root, path.join(room.shared, DEAD, '00/folder'));
  writeFileSync(path.join(room.shared, DEAD, '00/a\n b*'), '');
  age(path.join(room.shared, DEAD), 48);
  expect(room.run()).toMatchObject({ status: 0, stderr: '' });
  expect(room.names()).toEqual([]);
  expect(readFileSync(kept, 'utf8')).toBe('precious');
});

test('takes the outermost directory as one, as standalone workers nest them', () => {
  for (const name of ['spark-dead', 'spark-live']) room.tree(`${name}/executor-1/blockmgr-1`);
  age(room.shared, 48);
  touched('spark-live/executor-1/blockmgr-1/00/shuffle_0_0_0.data', 1, 48);
  mkdirSync(path.join(room.shared, 'spark-live/executor-2'));
  room.run();
  expect(room.names()).toEqual(['spark-live']);
  expect(readdirSync(path.join(room.shared, 'spark-live')).sort()).toEqual(['executor-1', 'executor-2']);
});
