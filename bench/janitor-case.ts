import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compare, type Ratio, type Sample } from './measure';

const FILES = 100_000;
const TREES = 100;
const SUBFOLDERS = 64;
const RUNS = 7;

/** The janitor over a shared directory full of dead trees, with a writer and a reader at work in it. */
export function janitor(): readonly Ratio[] {
  if (process.getuid?.() !== 0)
    throw new Error('found another user, wanted root: the janitor looks into processes');
  return ['root', 'ext4', 'xfs'].map((fileSystem) => onFileSystem(fileSystem, ratio));
}

function ratio(fileSystem: string, folder: string): Ratio {
  return compare({
    name: `janitor over ${FILES} old files on ${fileSystem}, against find -delete of as many`,
    runs: RUNS,
    ours: () => ours(folder),
    reference: () => reference(folder),
    of: (sample) => sample.cpuMillis,
    unit: 'ms',
    goal: 1.2,
  });
}

/** A file system of its own in a file, or the one that temporary files lie on. */
function onFileSystem<T>(kind: string, work: (kind: string, folder: string) => T): T {
  const base = mkdtempSync(path.join(tmpdir(), 'bench-janitor-'));
  const folder = path.join(base, 'disk');
  mkdirSync(folder);
  try {
    if (kind === 'root') return work('the root file system', folder);
    run('truncate', ['-s', '6G', `${base}/image`]);
    run(`mkfs.${kind}`, ['-q', `${base}/image`]);
    run('mount', ['-o', 'loop,strictatime,lazytime', `${base}/image`, folder]);
    try {
      return work(kind, folder);
    } finally {
      run('umount', [folder]);
    }
  } finally {
    rmSync(base, { recursive: true });
  }
}

function ours(folder: string): Sample {
  const shared = path.join(folder, 'root/spark');
  makeTrees(shared);
  makeLive(shared);
  writeFileSync(
    path.join(mkdirs(folder, 'root/etc/mesos-spark'), 'agent.env'),
    'SHARED_DIRECTORY=/spark\nJANITOR_LIMIT_SECONDS=86400\nJANITOR_PRESSURE_PERCENT=\nJANITOR_TARGET_PERCENT=\n',
  );
  run('sync', []);
  // Processes of its own: where it may not look into all of them the janitor removes nothing.
  const result = spawnSync('unshare', ['-m', '-p', '-f', '--mount-proc', 'sh', '-c', SCRIPT], {
    encoding: 'utf8',
    cwd: '/',
    env: {
      PATH: process.env['PATH'],
      S: shared,
      JANITOR: path.join(__dirname, '../constructs/boot/janitor.sh'),
      MESOS_SPARK_ROOT: path.join(folder, 'root'),
      MESOS_SPARK_CHANGE: 'yes',
    },
  });
  if (result.status !== 0) throw new Error(`the janitor ended with ${result.status}: ${result.stderr}`);
  check(shared);
  const millis = Number(readFileSync(path.join(folder, 'root/nanoseconds'), 'utf8')) / 1e6;
  rmSync(path.join(folder, 'root'), { recursive: true });
  return { cpuMillis: millis, memoryBytes: 0 };
}

/** The writer does as Spark does, a name for the time being and then the true one, and keeps a list. */
const SCRIPT = `
exec 3<"$S/blockmgr-read/00/shuffle_0_0_0.data"
i=0
while sleep 0.02; do
  i=$((i + 1)); echo "$i" >"$S/blockmgr-live/00/temp_$i" || continue
  mv "$S/blockmgr-live/00/temp_$i" "$S/blockmgr-live/00/shuffle_0_$i.data" && echo "$i" >>"$MESOS_SPARK_ROOT/written"
done &
writer=$!
began=$(date +%s%N)
sh "$JANITOR" >/dev/null || exit 1
echo $(($(date +%s%N) - began)) >"$MESOS_SPARK_ROOT/nanoseconds"
sleep 0.1
kill $writer`;

function reference(folder: string): Sample {
  const copy = path.join(folder, 'copy');
  makeTrees(copy);
  run('sync', []);
  const began = process.hrtime.bigint();
  run('find', [copy, '-mindepth', '1', '-delete']);
  return { cpuMillis: Number(process.hrtime.bigint() - began) / 1e6, memoryBytes: 0 };
}

/** What block managers leave, two days old. */
function makeTrees(folder: string): void {
  const old = Date.now() / 1000 - 2 * 86_400;
  const data = Buffer.alloc(4_000, 'x');
  for (let tree = 0; tree < TREES; tree++) {
    const root = mkdirs(folder, `blockmgr-${uuid(tree)}`);
    const subs = Array.from({ length: SUBFOLDERS }, (_, i) => mkdirs(root, i.toString(16).padStart(2, '0')));
    for (let file = 0; file < FILES / TREES; file++) {
      const target = path.join(subs[(file * 31) % SUBFOLDERS] ?? root, `shuffle_0_${file}_0.data`);
      writeFileSync(target, data);
      utimesSync(target, old, old);
    }
    for (const one of [...subs, root]) utimesSync(one, old, old);
  }
}

/** Any of its digits may be any, as in Spark's own names; the same ones in each run. */
function uuid(tree: number): string {
  const hex = createHash('md5').update(`${tree}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** One directory that is written to, and one that is only old, but open. */
function makeLive(shared: string): void {
  const old = Date.now() / 1000 - 2 * 86_400;
  mkdirs(shared, 'blockmgr-live/00');
  const sub = mkdirs(shared, 'blockmgr-read/00');
  const file = path.join(sub, 'shuffle_0_0_0.data');
  writeFileSync(file, 'read');
  for (const one of [file, sub, path.dirname(sub)]) utimesSync(one, old, old);
}

/** Nothing dead is left, and nothing live is gone. */
function check(shared: string): void {
  // The janitor's own folder stays.
  const left = readdirSync(shared)
    .filter((name) => name.startsWith('blockmgr-'))
    .sort()
    .join();
  if (left !== 'blockmgr-live,blockmgr-read') throw new Error(`found ${left} left, wanted what lives`);
  const written = readFileSync(path.join(shared, '../written'), 'utf8').trim().split('\n');
  const there = new Set(readdirSync(path.join(shared, 'blockmgr-live/00')));
  const lost = written.filter((i) => !there.has(`shuffle_0_${i}.data`));
  if (written.length < 10 || lost.length > 0) {
    throw new Error(
      `found ${written.length} files written and ${lost.length} lost, wanted ten or more and none`,
    );
  }
}

function mkdirs(folder: string, below: string): string {
  const target = path.join(folder, below);
  mkdirSync(target, { recursive: true });
  return target;
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
}
