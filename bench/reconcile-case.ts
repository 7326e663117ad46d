import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { operatorSettings } from '../src/cli/operator-settings';
import { wireOperator } from '../src/cli/operator-wiring';
import { StaticReservation } from '../src/domain/mesos/static-reservation';
import { SparkDistribution } from '../src/domain/spark/distribution';
import { shuffleServiceApp } from '../src/domain/spark/shuffle-service-app';
import { sha256 } from '../src/io/digest';
import { API_VERSION, manifestStoreKeys } from '../src/manifest';
import type { OperatorProps } from '../src/operator/engine/operator';

process.setSourceMapsEnabled(false);

/**
 * `converge`: declares one shuffle service and works until it is on every agent. `pass`: passes of the operator
 * over that cluster, with nothing to do. `parse`: JSON.parse of the same master's answer to GET /slaves, read
 * once. The last two print CPU a piece once warm, and how much the resident set rose at most over the first.
 *
 * The code is loaded and the connections' classes are warm before that: a pass over a cluster of three goes first.
 */
const [what = '', ...places] = process.argv.slice(2);
const [cluster = '', small = ''] = places;
const WARM_UP = 5;
const COUNTED = 20;

/** `mesos,marathon,folder`. */
interface Place {
  readonly mesos: string;
  readonly marathon: string;
  readonly folder: string;
}

function place(text: string): Place {
  const [mesos = '', marathon = '', folder = ''] = text.split(',');
  return { mesos, marathon, folder };
}

async function main(): Promise<void> {
  if (what === 'converge') return converge(place(cluster));
  if (what === 'parse') {
    const body = await (await fetch(`${place(cluster).mesos}/slaves`)).text();
    return measure(async () => void JSON.parse(body), body.length);
  }
  const [first, operator] = [wired(place(small)), wired(place(cluster))];
  await first.leadership.step();
  for (let i = 0; i < WARM_UP; i++) await idlePass(first);
  await first.leadership.giveUp();
  await operator.leadership.step();
  await measure(() => idlePass(operator), 0);
  await operator.leadership.giveUp();
}

async function idlePass(operator: OperatorProps): Promise<void> {
  const reports = await operator.passes.run();
  const busy = reports.filter(({ did, outcome }) => did.length > 0 || outcome !== 'settled');
  if (reports.length !== 1 || busy.length > 0) throw new Error(`not idle: ${JSON.stringify(busy)}`);
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
  const sample = { cpuMillis: (user + system) / 1000 / COUNTED, memoryBytes: rise, detail: `${bodyBytes}` };
  process.stdout.write(`${JSON.stringify(sample)}\n`);
}

async function converge(at: Place): Promise<void> {
  declare(at.folder);
  const operator = wired(at);
  await operator.leadership.step();
  for (let i = 0; i < 200; i++) {
    const reports = await operator.passes.run();
    if (reports.every(({ did, outcome }) => did.length === 0 && outcome === 'settled')) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
    await operator.leadership.step();
  }
  await operator.leadership.giveUp();
  process.stdout.write('{}\n');
}

function declare(folder: string): void {
  const manifest = JSON.stringify({
    apiVersion: API_VERSION,
    kind: 'ShuffleService',
    metadata: { name: 'spark-2-4' },
    spec: {
      role: 'shuffle',
      slots: [7337, 7338, 7339],
      sparkVersion: '2.4.0',
      sharedDirectory: '/var/lib/tmp/spark',
      app: template(),
    },
  });
  const key = manifestStoreKeys.manifest('bench', 'ShuffleService', 'spark-2-4');
  write(folder, key, manifest);
  const listed = [{ kind: 'ShuffleService', name: 'spark-2-4', key, sha256: sha256(manifest) }];
  const index = {
    apiVersion: API_VERSION,
    kind: 'ManifestIndex',
    metadata: { name: 'bench' },
    manifests: listed,
  };
  write(folder, manifestStoreKeys.index('bench'), JSON.stringify(index));
}

function template(): object {
  return shuffleServiceApp({
    name: 'spark-2-4',
    spark: SparkDistribution.docker('mesosphere/spark:2.7.0', { version: '2.4.0', home: '/opt/spark/dist' }),
    reservation: StaticReservation.forRole('shuffle', { cpus: 2, memory: '4g', ports: '7337-7339' }),
    sharedDirectory: '/var/lib/tmp/spark',
    sparkUser: { name: 'spark', uid: 7337 },
  });
}

function write(folder: string, key: string, text: string): void {
  const file = path.join(folder, 'manifests', key);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function wired({ mesos, marathon, folder }: Place): OperatorProps {
  const url = (name: string) => pathToFileURL(path.join(folder, name)).href;
  const options = { manifests: url('manifests'), state: url('state'), mesos, marathon, logLevel: 'error' };
  return wireOperator(operatorSettings(options, {}), {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
  });
}

void main();
