import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type LabProcess, startLabProcess } from './lab-process';
import { type OperatorProcess, startOperator } from './operator-process';
import { Churn } from './soak-churn';
import { judge, type Limit, type Reading } from './soak-judge';

const AGENTS = 200;
const LOOK_SECONDS = 10;
const STEP_SECONDS = 1.5;

/** `resident` is taken as it is; the rest after a collection. What is counted may not grow at all. */
const LIMITS: readonly Limit[] = [
  { name: 'resident', unit: 'MiB', perHour: 12, noise: 8 },
  { name: 'heap', unit: 'MiB', perHour: 3, noise: 1 },
  { name: 'sockets', unit: '', perHour: 0, noise: 6 },
  { name: 'handles', unit: '', perHour: 0, noise: 6 },
  { name: 'emitters', unit: '', perHour: 0, noise: 40 },
  { name: 'listeners', unit: '', perHour: 0, noise: 60 },
];

/** `npm run soak [-- --minutes 30 --seed 1]`: a real operator, a lab that never rests, and whether anything grows. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' } },
  });
  const seconds = Number(values.minutes) * 60;
  const seed = Number(values.seed);
  if (!(seconds >= 60) || !Number.isInteger(seed)) {
    throw new Error(
      `soak: found --minutes ${values.minutes} --seed ${values.seed}, wanted a minute or more and a whole number`,
    );
  }
  const lab = await startLabProcess(AGENTS, 'soak');
  const folder = mkdtempSync(path.join(tmpdir(), 'soak-'));
  const churn = new Churn(lab, seeded(seed));
  try {
    await churn.declare();
    const logFile = path.join(folder, 'log');
    const operator = startOperator({ lab, interval: '2s', logFile, standbys: true });
    try {
      const readings = await soak({ lab, operator, churn, seconds });
      return report(readings, { churn, operator });
    } finally {
      await operator.stop();
    }
  } finally {
    await lab.close();
    rmSync(folder, { recursive: true });
  }
}

interface Soaking {
  readonly lab: LabProcess;
  readonly operator: OperatorProcess;
  readonly churn: Churn;
  readonly seconds: number;
}

async function soak({ lab, operator, churn, seconds }: Soaking): Promise<readonly Reading[]> {
  const readings: Reading[] = [];
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  await sleep(LOOK_SECONDS * 1000);
  let nextLook = elapsed();
  while (elapsed() < seconds) {
    await churn.step();
    await sleep(STEP_SECONDS * 1000);
    if (!operator.isRunning) throw new Error(`the operator has ended:\n${operator.log().slice(-4000)}`);
    if (elapsed() < nextLook) continue;
    nextLook += LOOK_SECONDS;
    readings.push(await look({ lab, operator }, elapsed()));
    process.stderr.write(`${lineOf(readings.at(-1))}\n`);
  }
  return readings;
}

async function look({ lab, operator }: Pick<Soaking, 'lab' | 'operator'>, seconds: number): Promise<Reading> {
  const mib = (bytes: number) => bytes / 2 ** 20;
  const { all } = operator.resident();
  const { after, live, handles } = await operator.probe('live');
  const asked = await lab.requests();
  const { sockets = 0, emitters = 0, listeners = 0 } = live ?? {};
  const values = {
    resident: mib(all),
    heap: mib(after.heapUsed),
    sockets,
    handles: Object.values(handles).reduce((sum, count) => sum + count, 0),
    emitters,
    listeners,
    looks: asked.filter(({ path: at }) => at.endsWith('/slaves')).length,
    writes: asked.filter(
      ({ server, method, path: at }) => server === 'marathon' && method !== 'GET' && at.startsWith('/v2/'),
    ).length,
  };
  return { seconds, values };
}

function lineOf(reading: Reading | undefined): string {
  const values = Object.entries(reading?.values ?? {}).map(([name, value]) => `${name} ${round(value)}`);
  return `${(reading?.seconds ?? 0).toFixed(0)} s: ${values.join(', ')}`;
}

/** @returns the status to end with */
function report(
  readings: readonly Reading[],
  { churn, operator }: Pick<Soaking, 'churn' | 'operator'>,
): number {
  const verdicts = judge(readings, LIMITS);
  for (const { limit, first, last, rise, perHour, ok } of verdicts) {
    const unit = limit.unit === '' ? '' : ` ${limit.unit}`;
    process.stdout.write(
      `${ok ? 'flat' : 'GROWS'}  ${limit.name}: from ${round(first)} to ${round(last)}${unit}, rises by ${round(rise)} ` +
        `(${round(perHour)} an hour; allowed ${limit.noise}, or ${limit.perHour} an hour)\n`,
    );
  }
  const sum = (name: string) => readings.reduce((all, { values }) => all + (values[name] ?? 0), 0);
  const happened = Object.entries(churn.done).map(([name, count]) => `${name} ${count}`);
  process.stdout.write(`${happened.sort().join(', ')}\n`);
  process.stdout.write(`${sum('looks')} looks at the agents, ${sum('writes')} writes to Marathon\n`);
  process.stdout.write(
    `load of the machine: ${loadavg()
      .map((one) => one.toFixed(1))
      .join(', ')}\n`,
  );
  const idle = readings.slice(-3).every(({ values }) => values['looks'] === 0);
  if (idle) process.stdout.write(`the operator has stopped working:\n${operator.log().slice(-4000)}\n`);
  return idle || verdicts.some(({ ok }) => !ok) ? 1 : 0;
}

function round(value: number): string {
  return Number.isInteger(value) ? `${value}` : value.toFixed(1);
}

/** mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

void main().then((status) => {
  process.exitCode = status;
});
