import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { OPERATOR_ENVIRONMENT, OPERATOR_NODE_FLAGS } from '../src/domain/operator-host/boot';
import type { LabProcess } from './lab-process';
import { storeEnvironment, storeOptions } from './operator-options';

/** What the probe in the process tells. Bytes and counts. */
export interface Probed {
  readonly before: NodeJS.MemoryUsage;
  /** After a collection where `live` was asked for. */
  readonly after: NodeJS.MemoryUsage;
  readonly handles: Readonly<Record<string, number>>;
  readonly live?: {
    readonly sockets: number;
    readonly emitters: number;
    readonly signals: number;
    readonly promises: number;
    readonly listeners: number;
  };
  readonly cpu: { readonly user: number; readonly system: number };
}

/** `mesos-spark operator run`, the bundle with the flags of its unit, in a process of its own. */
export interface OperatorProcess {
  /** Resident bytes, as the kernel says. */
  resident(): { readonly all: number; readonly anonymous: number };
  /** CPU so far, in the kernel's ticks of 10 ms. */
  ticks(): number;
  probe(what: 'usual' | 'live'): Promise<Probed>;
  /** Its log since it began. */
  log(): string;
  readonly isRunning: boolean;
  stop(): Promise<void>;
}

export interface OperatorProcessProps {
  readonly lab: LabProcess;
  readonly interval: string;
  readonly logFile: string;
  /** Both masters and both Marathons. @default false */
  readonly standbys?: boolean;
  readonly logLevel?: string;
  /** Where it shows what it does. @default - nowhere */
  readonly listen?: string;
  /** @default those of the unit */
  readonly nodeFlags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export const BUNDLE = path.join(__dirname, '../dist/bundle/mesos-spark.cjs');

export function startOperator(props: OperatorProcessProps): OperatorProcess {
  if (!existsSync(BUNDLE)) throw new Error(`${BUNDLE} is missing; run npm run build`);
  const { lab, interval, logFile, standbys = false, logLevel = 'info' } = props;
  const { nodeFlags = OPERATOR_NODE_FLAGS, environment = OPERATOR_ENVIRONMENT } = props;
  const urls = (first: string, second: string) => (standbys ? `${first},${second}` : first);
  const options = {
    ...storeOptions,
    mesos: urls(lab.mesosUrl, lab.mesosStandbyUrl),
    marathon: urls(lab.marathonUrl, lab.marathonStandbyUrl),
    interval,
    'log-level': logLevel,
    ...(props.listen === undefined ? {} : { listen: props.listen }),
    ...(lab.healthPort === 0 ? {} : { 'agent-health-port': `${lab.healthPort}` }),
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const log = openSync(logFile, 'w');
  const child = spawn(
    process.execPath,
    [...nodeFlags, '--require', path.join(__dirname, 'probe.cjs'), BUNDLE, 'operator', 'run', ...args],
    {
      stdio: ['ignore', log, log, 'ipc'],
      env: { ...process.env, ...environment, ...storeEnvironment(lab.storeUrl) },
    },
  );
  closeSync(log);
  return {
    resident: () => residentOf(child),
    ticks: () => ticksOf(child),
    probe: async (what) => {
      const told = once(child, 'message', { signal: AbortSignal.timeout(60_000) });
      child.send(what);
      const [probed] = (await told) as [Probed];
      return probed;
    },
    log: () => readFileSync(logFile, 'utf8'),
    get isRunning() {
      return child.exitCode === null && child.signalCode === null;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function residentOf({ pid }: ChildProcess) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kib = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN);
  return { all: kib('VmRSS') * 1024, anonymous: kib('RssAnon') * 1024 };
}

function ticksOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
