import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { boot } from './boot-case';
import { janitor } from './janitor-case';
import { compare, type Ratio, runCase, type Sample, table } from './measure';

const cpu = (sample: Sample) => sample.cpuMillis;
const memory = (sample: Sample) => sample.memoryBytes / 2 ** 20;

/** `npm run bench`: every figure is a ratio to a reference that was run in turn with it, in the same minute. */
async function main(): Promise<void> {
  const ratios = [...synth(), ...(await reconcile()), ...startUp(), ...janitor(), ...(await boot())];
  process.stdout.write(`${table(ratios)}\n`);
}

function synth(): readonly Ratio[] {
  return [1, 10, 100, 400].map((groups) => {
    const side = (name: string) => () => runCase('synth-case.ts', [name, `${groups}`]);
    const [ours, raw] = [side('ours')(), side('raw')()];
    if (ours.detail !== raw.detail) {
      throw new Error(`not the same resources:\n  ours ${ours.detail}\n  raw  ${raw.detail}`);
    }
    return compare({
      name: `synth of ${groups} agent groups, against raw cdktf classes`,
      runs: groups > 100 ? 5 : 9,
      ours: side('ours'),
      reference: side('raw'),
      of: cpu,
      unit: 'ms CPU',
      ...(groups === 400 ? { goal: 1.1 } : {}),
    });
  });
}

async function reconcile(): Promise<readonly Ratio[]> {
  const small = await coveredCluster(3);
  const ratios: Ratio[] = [];
  try {
    for (const agents of [1_000, 10_000]) {
      const cluster = await coveredCluster(agents);
      try {
        ratios.push(...idlePasses(agents, [cluster.place, small.place]));
      } finally {
        await cluster.close();
      }
    }
  } finally {
    await small.close();
  }
  return ratios;
}

function idlePasses(agents: number, places: readonly string[]): readonly Ratio[] {
  const pass = () => runCase('reconcile-case.ts', ['pass', ...places]);
  const parse = () => runCase('reconcile-case.ts', ['parse', ...places]);
  return [
    compare({
      name: `pass over ${agents} agents with nothing to do, against JSON.parse of /slaves`,
      runs: 7,
      ours: pass,
      reference: parse,
      of: cpu,
      unit: 'ms CPU',
      goal: 1.5,
    }),
    compare({
      name: `memory of a first pass over ${agents} agents, against the size of /slaves`,
      runs: 5,
      ours: pass,
      reference: () => ({ cpuMillis: 0, memoryBytes: Number(parse().detail) }),
      of: memory,
      unit: 'MiB',
      goal: 3,
    }),
  ];
}

/** A lab with that many agents and a shuffle service on each, and `mesos,marathon,folder` to reach it. */
async function coveredCluster(agents: number) {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-reconcile-'));
  const lab = startLab(agents);
  const { mesos, marathon } = await urlsOf(lab);
  const place = [mesos, marathon, folder].join();
  process.stderr.write(`  ${agents} agents: getting them covered\n`);
  runCase('reconcile-case.ts', ['converge', place]);
  const close = async () => {
    const ended = once(lab, 'exit');
    lab.stdin?.end();
    await ended;
    rmSync(folder, { recursive: true });
  };
  return { place, close };
}

function startLab(agents: number): ChildProcess {
  return spawn(
    process.execPath,
    ['--require', 'tsx/cjs', path.join(__dirname, 'lab-server.ts'), `${agents}`],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
}

async function urlsOf(lab: ChildProcess): Promise<{ readonly mesos: string; readonly marathon: string }> {
  if (!lab.stdout) throw new Error('the lab has no output');
  const [line] = (await once(lab.stdout, 'data')) as [Buffer];
  return JSON.parse(line.toString());
}

function startUp(): readonly Ratio[] {
  const bundle = path.join(__dirname, '../dist/bundle/mesos-spark.cjs');
  if (!existsSync(bundle)) throw new Error(`${bundle} is missing; run npm run build`);
  const wall = (args: readonly string[]) => (): Sample => {
    const start = process.hrtime.bigint();
    const child = spawnSync(process.execPath, args, { stdio: 'ignore' });
    if (child.status !== 0) throw new Error(`node ${args.join(' ')} ended with ${child.status}`);
    return { cpuMillis: Number(process.hrtime.bigint() - start) / 1e6, memoryBytes: 0 };
  };
  return ['--version', '--help'].map((option) =>
    compare({
      name: `start of mesos-spark ${option}, against an empty Node`,
      runs: 15,
      ours: wall([bundle, option]),
      reference: wall(['-e', '0']),
      of: cpu,
      unit: 'ms',
    }),
  );
}

void main();
