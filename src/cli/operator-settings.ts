import { DEFAULT_HEALTH } from '../domain/agent/health';
import type { Duration } from '../domain/core/duration';
import { type Problem, rejectIf } from '../domain/core/problem';
import type { Mode } from '../operator/engine/mode';
import type { ServicePlace } from './address-option';
import {
  type CredentialsReference,
  type Env,
  type MachinesPlace,
  OptionReader,
  type StorePlace,
} from './option-reader';

/** Options as they stand on the command line; what is left out may stand in the environment. */
export interface OperatorOptions {
  readonly manifests?: string;
  readonly state?: string;
  readonly mesos?: string;
  readonly marathon?: string;
  readonly metronome?: string;
  readonly cosmos?: string;
  readonly credentials?: string;
  readonly credentialsKind?: string;
  readonly marathonCredentials?: string;
  readonly marathonCredentialsKind?: string;
  readonly caFile?: string;
  readonly interval?: string;
  readonly agentHealthPort?: string;
  readonly machines?: string;
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

export interface OperatorSettings {
  readonly manifests: StorePlace;
  readonly state: StorePlace;
  readonly mesos: ServicePlace;
  readonly marathon: ServicePlace;
  /** Undefined where no manifest needs one. */
  readonly metronome?: ServicePlace;
  /** DC/OS' package manager; undefined where no manifest needs it. */
  readonly cosmos?: ServicePlace;
  readonly credentials?: CredentialsReference;
  /** Of Marathon, where they are not those of the masters. */
  readonly marathonCredentials?: CredentialsReference | 'none';
  /** PEM text of the authorities to trust. */
  readonly ca?: string;
  readonly interval: Duration;
  /** Where agents answer how they are (docs/health.md). */
  readonly agentHealthPort: number;
  /** Who tells of the agents' machines. */
  readonly machines?: MachinesPlace;
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
  const manifests = read.place('manifests', options.manifests);
  const state = read.place('state', options.state);
  const mesos = read.service('mesos', options.mesos);
  const marathon = read.service('marathon', options.marathon);
  const metronome =
    read.text('metronome', options.metronome) === undefined
      ? undefined
      : read.addresses('metronome', options.metronome);
  const cosmos =
    read.text('cosmos', options.cosmos) === undefined ? undefined : read.addresses('cosmos', options.cosmos);
  const credentials = read.credentials('credentials', options.credentials, options.credentialsKind);
  const marathonCredentials = ownCredentials(read, options);
  const ca = read.file('ca-file', options.caFile);
  const interval = read.duration('interval', read.text('interval', options.interval) ?? '10s');
  const agentHealthPort = read.port(
    'agent-health-port',
    read.text('agent-health-port', options.agentHealthPort) ?? `${DEFAULT_HEALTH.port}`,
  );
  const machines = read.machines('machines', options.machines);
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
    manifests,
    state,
    mesos,
    marathon,
    ...(metronome ? { metronome } : {}),
    ...(cosmos ? { cosmos } : {}),
    ...(credentials ? { credentials } : {}),
    ...(marathonCredentials ? { marathonCredentials } : {}),
    ...(ca === undefined ? {} : { ca }),
    interval,
    agentHealthPort,
    ...(machines ? { machines } : {}),
    once: options.once ?? false,
    mode,
    leadership,
    output,
    logLevel,
  };
}

function ownCredentials(
  read: OptionReader,
  { marathonCredentials, marathonCredentialsKind }: OperatorOptions,
): OperatorSettings['marathonCredentials'] {
  if (read.text('marathon-credentials', marathonCredentials) === 'none') return 'none';
  return read.credentials('marathon-credentials', marathonCredentials, marathonCredentialsKind);
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
