import { operatorSettings } from '../src/cli/operator-settings';
import { wireOperator } from '../src/cli/operator-wiring';
import { type OperatorProps, runForever } from '../src/operator/engine/operator';
import type { Report } from '../src/operator/engine/report';
import { writeManifests } from './manifests';
import { storeEnvironment, storeOptions } from './operator-options';

process.setSourceMapsEnabled(false);

/**
 * `converge COUNT VERSION`: declares so many manifests and works until they are as declared and no older version is
 * left. `pass`: passes of the operator over that cluster, with nothing to do. `watched`: the same with a board. `once`: two of them. `parse`:
 * JSON.parse of the same master's answer to GET /slaves, read once. `poll`: an operator that listens to nothing, until
 * its input ends. `pass` and `parse` print CPU a piece once warm, and how much the resident set rose at most over the
 * first.
 *
 * The code is loaded and the connections' classes are warm before that: a pass over a cluster of three goes first.
 */
const [what = '', cluster = '', ...more] = process.argv.slice(2);
const WARM_UP = 5;
const COUNTED = 20;

/** `mesos,marathon,store`. */
interface Place {
  readonly mesos: string;
  readonly marathon: string;
  readonly store: string;
}

function place(text: string): Place {
  const [mesos = '', marathon = '', store = ''] = text.split(',');
  return { mesos, marathon, store };
}

async function main(): Promise<void> {
  if (what === 'converge') return converge(place(cluster), Number(more[0]), Number(more[1]));
  if (what === 'poll') return poll(place(cluster), more[0] ?? '');
  if (what === 'parse') {
    const body = await (await fetch(`${place(cluster).mesos}/slaves`)).text();
    return measure(async () => void JSON.parse(body), body.length);
  }
  const isMeasured = what === 'pass' || what === 'watched';
  if (isMeasured) await warmUp(place(more[0] ?? ''));
  const operator = wired(place(cluster), '10s', what === 'watched');
  await leading(operator, async () => {
    if (isMeasured) await measure(() => idlePass(operator), 0);
    else await repeat(2, () => idlePass(operator));
  });
  if (!isMeasured) process.stdout.write('{}\n');
}

async function warmUp(small: Place): Promise<void> {
  const operator = wired(small);
  await leading(operator, () => repeat(WARM_UP, () => idlePass(operator)));
}

async function repeat(times: number, work: () => Promise<void>): Promise<void> {
  for (let i = 0; i < times; i++) await work();
}

async function idlePass(operator: OperatorProps): Promise<void> {
  const reports = await operator.passes.run();
  if (!isQuiet(reports))
    throw new Error(`not idle: ${JSON.stringify(reports.filter((one) => !isQuiet([one])))}`);
}

function isQuiet(reports: readonly Report[]): boolean {
  return reports.length > 0 && reports.every(({ did, outcome }) => did.length === 0 && outcome === 'settled');
}

async function measure(piece: () => Promise<void>, bodyBytes: number): Promise<void> {
  global.gc?.();
  const before = process.memoryUsage.rss();
  await piece();
  const rise = process.resourceUsage().maxRSS * 1024 - before;
  for (let i = 1; i < WARM_UP; i++) await piece();
  const start = process.cpuUsage();
  for (let i = 0; i < COUNTED; i++) await piece();
  const { user, system } = process.cpuUsage(start);
  global.gc?.();
  const liveBytes = process.memoryUsage().heapUsed;
  const cpuMillis = (user + system) / 1000 / COUNTED;
  const sample = { cpuMillis, memoryBytes: rise, liveBytes, detail: `${bodyBytes}` };
  process.stdout.write(`${JSON.stringify(sample)}\n`);
}

async function converge(at: Place, count: number, version: number): Promise<void> {
  await writeManifests(at.store, { count, version });
  const operator = wired(at);
  await leading(operator, async () => {
    for (let i = 0; i < 400; i++) {
      const reports = await operator.passes.run();
      if (reports.length === count && isQuiet(reports) && (await services(at)) <= Math.min(count, 2)) return;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    throw new Error(`${count} manifests, version ${version}: not as declared after 400 passes`);
  });
  process.stdout.write('{}\n');
}

async function services({ marathon }: Place): Promise<number> {
  const answer = (await (await fetch(`${marathon}/v2/apps?id=/shuffle/`)).json()) as {
    apps: readonly unknown[];
  };
  return answer.apps.length;
}

/** Keeps the lead beside the work, however slow the machine is. */
async function leading(operator: OperatorProps, work: () => Promise<void>): Promise<void> {
  await operator.leadership.step();
  const heart = setInterval(() => void operator.leadership.step().catch(() => {}), 2000);
  try {
    await work();
  } finally {
    clearInterval(heart);
    await operator.leadership.giveUp();
  }
}

/** With no events: what is found, is found by looking every interval. */
async function poll(at: Place, interval: string): Promise<void> {
  const stop = new AbortController();
  process.stdin.resume();
  process.stdin.on('end', () => stop.abort());
  await runForever({ ...wired(at, interval), wakes: [] }, stop.signal);
}

/** Nothing listens there: only the board is kept. */
const LISTEN = { listen: '127.0.0.1:0' };

/** One at a time: where its bucket is stands in the environment, which is read with its first request. */
function wired({ mesos, marathon, store }: Place, interval = '10s', isWatched = false) {
  Object.assign(process.env, storeEnvironment(store));
  const options = {
    ...storeOptions,
    mesos,
    marathon,
    interval,
    logLevel: 'error',
    ...(isWatched ? LISTEN : {}),
  };
  const { stdout, stderr, stdin, env } = process;
  return wireOperator(operatorSettings(options, {}), { stdout, stderr, stdin, env });
}

void main();
