import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { boot } from './boot-case';
import { janitor } from './janitor-case';
import { logs } from './logs-rows';
import { compare, type Figure, figureTable, type Ratio, runCase, type Sample, table } from './measure';
import { operatorFigures } from './operator-rows';
import { page } from './page-rows';
import { reconcile, rollouts } from './reconcile-rows';

const cpu = (sample: Sample) => sample.cpuMillis;

interface Found {
  readonly ratios?: readonly Ratio[];
  readonly figures?: readonly Figure[];
}

/** In the order in which they run; `npm run bench NAME…` runs some of them. */
const parts: Readonly<Record<string, () => Found | Promise<Found>>> = {
  synth: () => ({ ratios: synth() }),
  reconcile,
  rollouts: async () => ({ ratios: await rollouts() }),
  operator: async () => ({ figures: await operatorFigures() }),
  start: () => ({ ratios: startUp() }),
  page,
  logs,
  janitor: () => ({ ratios: janitor() }),
  boot: async () => ({ ratios: await boot() }),
};

/**
 * `npm run bench`: every cost is a ratio to a reference that was run in turn with it, in the same minute. What has no
 * reference is told as a figure beside its goal.
 */
async function main(): Promise<void> {
  const named = process.argv.slice(2);
  const unknown = named.filter((name) => !(name in parts));
  if (unknown.length > 0) {
    throw new Error(`bench: found ${unknown.join(', ')}, wanted some of ${Object.keys(parts).join(', ')}`);
  }
  const found: Found[] = [];
  for (const [name, run] of Object.entries(parts)) {
    if (named.length === 0 || named.includes(name)) found.push(await run());
  }
  const ratios = found.flatMap((one) => one.ratios ?? []);
  const figures = found.flatMap((one) => one.figures ?? []);
  if (ratios.length > 0) process.stdout.write(`${table(ratios)}\n`);
  if (figures.length > 0) process.stdout.write(`${figureTable(figures)}\n`);
  process.stdout.write(
    `load of the machine: ${loadavg()
      .map((one) => one.toFixed(1))
      .join(', ')}\n`,
  );
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
