import type { Command } from 'commander';
import { DEFAULT_HEALTH } from '../domain/agent/health';
import { type Problem, rejectIf } from '../domain/core/problem';
import type { ServicePlace } from './address-option';
import { type CredentialsReference, type Env, OptionReader, type StorePlace } from './option-reader';

/** What a verb may need to know of the cluster and the stores; each is an option, and a variable `MESOS_SPARK_…`. */
export interface ClusterPlaces {
  readonly manifests: StorePlace;
  readonly state: StorePlace;
  readonly mesos: ServicePlace;
  readonly marathon: ServicePlace;
  readonly metronome: ServicePlace;
  /** DC/OS' package manager. */
  readonly cosmos: ServicePlace;
}

export type Place = keyof ClusterPlaces;

/** How servers are spoken to. */
export interface ClusterAccess {
  readonly credentials?: CredentialsReference;
  /** Of Marathon, where they are not those of the masters. */
  readonly marathonCredentials?: CredentialsReference | 'none';
  /** PEM text of the authorities to trust. */
  readonly ca?: string;
}

export type ClusterSettings<R extends Place, O extends Place = never> = Readonly<Pick<ClusterPlaces, R>> &
  Readonly<Partial<Pick<ClusterPlaces, O>>> &
  ClusterAccess;

/** Options as they stand on the command line; what is left out may stand in the environment. */
export interface ClusterOptions {
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
  readonly agentHealthPort?: string;
}

const KINDS = 'basic, token or serviceAccount';

/** One set of words for every verb. */
const OPTIONS = {
  manifests: [['--manifests <url>', 'where the manifests are: s3://BUCKET[/PREFIX] or file:///FOLDER']],
  state: [['--state <url>', 'where status, lease and published files are']],
  mesos: [['--mesos <urls>', 'the Mesos masters: URLs with commas, or zk://HOST:PORT,HOST:PORT/mesos']],
  marathon: [['--marathon <urls>', 'Marathon: URLs with commas, or zk://HOST:PORT,HOST:PORT/marathon']],
  metronome: [['--metronome <urls>', 'Metronome, for applications that run there: URLs with commas']],
  cosmos: [
    ['--cosmos <urls>', "DC/OS itself, for its package manager: the cluster's URL, or several with commas"],
  ],
  credentials: [
    ['--credentials <arn>', 'a secret in AWS Secrets Manager, or a file:// URL'],
    ['--credentials-kind <kind>', KINDS],
  ],
  'marathon-credentials': [
    ['--marathon-credentials <arn>', 'of Marathon, where they are others; or none'],
    ['--marathon-credentials-kind <kind>', KINDS],
  ],
  'ca-file': [['--ca-file <path>', 'PEM file of the authorities to trust']],
  'agent-health-port': [
    ['--agent-health-port <port>', `where agents answer how they are (default: ${DEFAULT_HEALTH.port})`],
  ],
} as const satisfies Readonly<Record<string, readonly (readonly [string, string])[]>>;

/** For the help of a verb that has some of them. */
export const VARIABLES_HELP =
  'Options that name a place may stand in the environment: --ca-file is MESOS_SPARK_CA_FILE.';

export type ClusterOption = keyof typeof OPTIONS;

/** Adds the options to a verb, in the order in which they are named. None is required by commander: see `clusterSettings`. */
export function addClusterOptions(command: Command, wanted: readonly ClusterOption[]): Command {
  for (const [flags, description] of wanted.flatMap((one) => [...OPTIONS[one]])) {
    command.option(flags, description);
  }
  return command;
}

export interface Wanted<R extends Place, O extends Place = never> {
  readonly required: readonly R[];
  readonly optional?: readonly O[];
}

/**
 * Options first, then the environment. Nothing else is read than what is wanted, so that a wrong variable troubles
 * only those whom it concerns; credentials and authorities only where a server is among it.
 * @throws ProblemError with everything that is wrong at once
 */
export function clusterSettings<R extends Place, O extends Place = never>(
  options: ClusterOptions,
  env: Env,
  wanted: Wanted<R, O>,
): ClusterSettings<R, O> {
  const problems: Problem[] = [];
  const settings = readCluster(new OptionReader(env, problems), options, wanted);
  rejectIf(problems);
  return settings;
}

/** As {@link clusterSettings} for a verb that reads further options by the same reader, and rejects all at once. */
export function readCluster<R extends Place, O extends Place = never>(
  read: OptionReader,
  options: ClusterOptions,
  { required, optional = [] }: Wanted<R, O>,
): ClusterSettings<R, O> {
  const said = optional.filter((place) => read.text(place, options[place]) !== undefined);
  const places: readonly Place[] = [...required, ...said];
  const found = Object.fromEntries(
    places.map((place) => [place, READERS[place](read, place, options[place])]),
  ) as Pick<ClusterPlaces, R> & Partial<Pick<ClusterPlaces, O>>;
  const toServers = places.some((place) => place !== 'manifests' && place !== 'state');
  return { ...found, ...(toServers ? readAccess(read, options) : {}) };
}

type ReadPlace = (read: OptionReader, option: Place, value: string | undefined) => StorePlace | ServicePlace;

const store: ReadPlace = (read, option, value) => read.place(option, value);
const service: ReadPlace = (read, option, value) => read.service(option, value);
const addresses: ReadPlace = (read, option, value) => read.addresses(option, value);

const READERS: Readonly<Record<Place, ReadPlace>> = {
  manifests: store,
  state: store,
  mesos: service,
  marathon: service,
  metronome: addresses,
  cosmos: addresses,
};

function readAccess(read: OptionReader, options: ClusterOptions): ClusterAccess {
  const credentials = read.credentials('credentials', options.credentials, options.credentialsKind);
  const marathonCredentials =
    read.text('marathon-credentials', options.marathonCredentials) === 'none'
      ? 'none'
      : read.credentials(
          'marathon-credentials',
          options.marathonCredentials,
          options.marathonCredentialsKind,
        );
  const ca = read.file('ca-file', options.caFile);
  return {
    ...(credentials ? { credentials } : {}),
    ...(marathonCredentials ? { marathonCredentials } : {}),
    ...(ca === undefined ? {} : { ca }),
  };
}

/** Where agents answer how they are (docs/health.md). */
export function readAgentHealthPort(read: OptionReader, options: ClusterOptions): number {
  const text = read.text('agent-health-port', options.agentHealthPort) ?? `${DEFAULT_HEALTH.port}`;
  return read.port('agent-health-port', text);
}
