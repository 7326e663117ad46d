import type { Duration } from '../domain/core/duration';
import { type Problem, rejectIf } from '../domain/core/problem';
import type { ListenPlace } from '../io/operator-server/listen-place';
import type { Mode } from '../operator/engine/mode';
import {
  type ClusterOptions,
  type ClusterSettings,
  readAgentHealthPort,
  readCluster,
} from './cluster-options';
import { type Env, type MachinesPlace, OptionReader } from './option-reader';

/** Options as they stand on the command line; what is left out may stand in the environment. */
export interface OperatorOptions extends ClusterOptions {
  readonly interval?: string;
  readonly machines?: string;
  readonly listen?: string;
  readonly listenNames?: string;
  readonly usageInterval?: string;
  readonly interruptions?: string;
  readonly cloudwatch?: string;
  readonly once?: boolean;
  readonly dryRun?: boolean;
  readonly observeOnly?: boolean;
  readonly leadership?: string;
  readonly leaderHost?: string;
  readonly output?: string;
  readonly logLevel?: string;
}

/** How it is decided who of several operators writes. */
export type LeadershipSettings =
  | { readonly by: 'lease' }
  /** `self`: this host, as Marathon calls it. */
  | { readonly by: 'marathon'; readonly self: string };

export interface ListenSettings {
  readonly at: ListenPlace;
  /** By which it may be asked, beside addresses and the machine's own name. */
  readonly names: readonly string[];
  /** How often it looks how the cluster is used; undefined where it does not. */
  readonly usageInterval?: Duration;
}

export interface OperatorSettings
  extends ClusterSettings<'manifests' | 'state' | 'mesos' | 'marathon', 'metronome' | 'cosmos'> {
  readonly interval: Duration;
  /** Where agents answer how they are (docs/health.md). */
  readonly agentHealthPort: number;
  /** Who tells of the agents' machines. */
  readonly machines?: MachinesPlace;
  /** Where it answers how it is; undefined where it does not. */
  readonly listen?: ListenSettings;
  /** URL of the queue of notices that machines are about to end. */
  readonly interruptions?: string;
  /** The namespace of CloudWatch in which it publishes metrics; undefined where it publishes none. */
  readonly cloudwatch?: string;
  readonly once: boolean;
  readonly mode: Mode;
  readonly leadership: LeadershipSettings;
  readonly output: 'text' | 'json';
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/**
 * Options first, then the environment.
 * @throws ProblemError with everything that is wrong at once
 */
export function operatorSettings(options: OperatorOptions, env: Env): OperatorSettings {
  const problems: Problem[] = [];
  const read = new OptionReader(env, problems);
  // Metronome and the package manager only where a manifest needs them.
  const cluster = readCluster(read, options, {
    required: ['manifests', 'state', 'mesos', 'marathon'],
    optional: ['metronome', 'cosmos'],
  });
  const interval = read.duration('interval', read.text('interval', options.interval) ?? '10s');
  const agentHealthPort = readAgentHealthPort(read, options);
  const machines = read.machines('machines', options.machines);
  const listenAt = read.listen('listen', options.listen);
  const listenNames = read.hostNames('listen-names', options.listenNames);
  const usageInterval = read.durationOrOff(
    'usage-interval',
    read.text('usage-interval', options.usageInterval) ?? '60s',
  );
  const interruptions = interruptionsOf(read, options, problems);
  const cloudwatch = read.namespace('cloudwatch', options.cloudwatch);
  const output = read.choice('output', read.text('output', options.output) ?? 'text', [
    'text',
    'json',
  ] as const);
  const logLevel = read.choice('log-level', read.text('log-level', options.logLevel) ?? 'info', [
    'debug',
    'info',
    'warn',
    'error',
  ] as const);
  const leadership = leadershipOf(read, options);
  const mode = modeOf(options, problems);
  rejectIf(problems);
  return {
    ...cluster,
    interval,
    agentHealthPort,
    ...(machines ? { machines } : {}),
    ...(listenAt
      ? { listen: { at: listenAt, names: listenNames, ...(usageInterval ? { usageInterval } : {}) } }
      : {}),
    ...(interruptions === undefined ? {} : { interruptions }),
    ...(cloudwatch === undefined ? {} : { cloudwatch }),
    once: options.once ?? false,
    mode,
    leadership,
    output,
    logLevel,
  };
}

/** Which agent runs on an instance only EC2 can say. */
function interruptionsOf(
  read: OptionReader,
  { interruptions, machines }: OperatorOptions,
  problems: Problem[],
): string | undefined {
  const queue = read.queue('interruptions', interruptions);
  if (queue !== undefined && read.text('machines', machines) === undefined) {
    const wanted = '--machines as well, which says on which instance each agent runs';
    problems.push({ at: '--interruptions', found: 'no --machines', wanted });
  }
  return queue;
}

function leadershipOf(read: OptionReader, options: OperatorOptions): LeadershipSettings {
  const by = read.choice('leadership', read.text('leadership', options.leadership) ?? 'lease', [
    'lease',
    'marathon',
  ] as const);
  if (by === 'lease') return { by };
  const wanted = 'this host as GET /v2/leader of Marathon names it, with or without its port';
  return { by, self: read.required('leader-host', options.leaderHost, wanted) };
}

function modeOf({ dryRun, observeOnly }: OperatorOptions, problems: Problem[]): Mode {
  if (dryRun && observeOnly) {
    const found = '--dry-run as well, which writes no status';
    problems.push({ at: '--observe-only', found, wanted: 'one of the two' });
  }
  if (dryRun) return 'dry-run';
  return observeOnly ? 'observe' : 'act';
}
