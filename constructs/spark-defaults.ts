import { Annotations } from 'cdktf';
import { Construct } from 'constructs';
import { GATE_ATTRIBUTE, GATE_NAME } from '../src/domain/agent/shuffle-gate';
import { attempt, problemText } from '../src/domain/core/problem';
import { type Warning, warning } from '../src/domain/core/warning';
import type { Authentication } from '../src/domain/spark/authentication';
import type { SparkDistribution } from '../src/domain/spark/distribution';
import type { DynamicAllocation } from '../src/domain/spark/dynamic-allocation';
import type { EventLog } from '../src/domain/spark/event-log';
import type { Libraries } from '../src/domain/spark/libraries';
import type { Preset } from '../src/domain/spark/presets';
import type { SparkEnv } from '../src/domain/spark/renders/spark-env';
import { checkPatience } from '../src/domain/spark/service-patience';
import { sparkDefaults } from '../src/domain/spark/spark-defaults';
import { API_VERSION } from '../src/manifest/meta';
import { stateStoreKeys } from '../src/manifest/store-layout';
import { rejectIn, unknownProblems } from './known';
import type { IManifestStore } from './manifest-store';
import type { ShuffleService } from './shuffle-service';

export interface SparkDefaultsProps {
  readonly store: IManifestStore;
  /** The service that the applications use. Directory, user, Spark and port come from it. */
  readonly shuffle: ShuffleService;
  /**
   * Lower-case letters, digits and dashes, unique in the cluster.
   * @default - the service's
   */
  readonly name?: string;
  /**
   * Figures for a kind of application: `batch` for jobs that end, `interactive` for notebooks and shells, `service` for
   * drivers that never do. Whatever is said in `dynamicAllocation` and `properties` goes before them.
   * @default - Spark's own
   */
  readonly preset?: Preset;
  /** @default {} - on, with the figures of `preset` */
  readonly dynamicAllocation?: DynamicAllocation;
  /** Where applications write what the history server shows. @default - nowhere */
  readonly eventLog?: EventLog;
  /**
   * Drivers, executors and the shuffle service show each other that they know a secret, which is never said here: each
   * gets it when it starts. The service says `authentication`, too.
   * @default - as the service
   */
  readonly authentication?: Authentication;
  /** Jars and paths of drivers and executors. @default - none */
  readonly libraries?: Libraries;
  /** What `spark-env.sh` says. @default - the local directory, which is the service's shared one */
  readonly env?: SparkEnv;
  /**
   * Any other setting. What contradicts the service is refused; what does nothing in this version of Spark is a
   * warning.
   * @default - none
   */
  readonly properties?: Readonly<Record<string, string>>;
  /**
   * The Spark of executors.
   * @default - the service's
   */
  readonly executors?: SparkDistribution;
  /**
   * Executors go only to agents with these attributes, for without a service beside it an executor fails. `{}`
   * for any agent. Where all agents have a gate, its attribute is added: see `shuffleGate` of {@link AgentGroup}.
   * @default - what all agents of the service have in common
   */
  readonly attributes?: Readonly<Record<string, string>>;
  /** True: nothing is published any more. @default false */
  readonly paused?: boolean;
}

/** Declares a `spark-defaults.conf` for applications that use a shuffle service. The operator adds its port. */
export class SparkDefaults extends Construct {
  readonly name: string;
  /** Sorted, as Spark reads them, without the port. */
  readonly properties: Readonly<Record<string, string>>;
  /** The directory that the service shares with executors. */
  readonly sharedDirectory: string;
  /** Of the applications that it is for. */
  readonly sparkVersion: string;
  /** What `spark-env.sh` says. */
  readonly env: SparkEnv;
  /** What works, but not as somebody may think; annotated, too. */
  readonly warnings: readonly Warning[];
  /** `s3://` and where the operator publishes the file. */
  readonly publishedUrl: string;

  /** @throws ProblemError that names everything that cannot work */
  constructor(scope: Construct, id: string, props: SparkDefaultsProps) {
    super(scope, id);
    const { store, shuffle, properties, executors = shuffle.spark, paused } = props;
    rejectIn(
      this,
      LATE_NOT.flatMap((name) => unknownProblems(name, props[name])),
    );
    this.name = props.name ?? shuffle.name;
    const made = attempt(() =>
      sparkDefaults({
        ...given(props),
        shuffle: {
          sharedDirectory: shuffle.sharedDirectory,
          sparkVersion: shuffle.spark.version,
          authenticates: shuffle.authentication !== undefined,
          encryption: shuffle.authentication?.encryption,
        },
        distribution: executors,
        sparkUser: shuffle.sparkUser,
        attributes: { ...(props.attributes ?? shuffle.commonAttributes), ...gateAttribute(shuffle) },
      }),
    );
    const patience = checkPatience(properties ?? {}, shuffle.patience);
    rejectIn(this, [...('problems' in made ? made.problems : []), ...patience.problems]);
    if ('problems' in made) throw new Error('not reached: the problems were thrown');
    const { value: defaults } = made;
    annotate(this, [...defaults.warnings, ...patience.warnings, ...gateWarnings(shuffle)]);
    this.properties = defaults.properties;
    this.sharedDirectory = shuffle.sharedDirectory;
    this.sparkVersion = executors.version;
    this.warnings = defaults.warnings;
    this.env = defaults.env;
    this.publishedUrl = `s3://${store.state.bucketName}/${stateStoreKeys.sparkDefaults(this.name)}`;
    store.addManifest({
      apiVersion: API_VERSION,
      kind: 'SparkDefaults',
      metadata: { name: this.name },
      spec: {
        shuffleService: shuffle.name,
        sparkVersion: executors.version,
        properties: { ...defaults.properties },
        env: envInput(defaults.env),
        ...(paused === undefined ? {} : { paused }),
      },
    });
  }
}

/** Settled when the stack is made: the checks have to see them. */
const LATE_NOT = [
  'attributes',
  'authentication',
  'dynamicAllocation',
  'env',
  'eventLog',
  'libraries',
  'preset',
] as const;

const HANDED_ON = [
  'authentication',
  'dynamicAllocation',
  'env',
  'eventLog',
  'libraries',
  'preset',
  'properties',
] as const;

type HandedOn = Pick<SparkDefaultsProps, (typeof HANDED_ON)[number]>;

/** Only what is said: a prop that is undefined is none. */
function given(props: SparkDefaultsProps): HandedOn {
  return Object.fromEntries(
    HANDED_ON.filter((name) => props[name] !== undefined).map((name) => [name, props[name]]),
  );
}

function annotate(scope: Construct, warnings: readonly Warning[]): void {
  for (const one of warnings) {
    const annotations = Annotations.of(scope);
    if (one.severity === 'note') annotations.addInfo(problemText(one));
    else annotations.addWarning(problemText(one));
  }
}

/** The schema's arrays are not read-only. */
function envInput({ localDirs, libraryPath, classPath, variables, ...rest }: SparkEnv) {
  return {
    ...rest,
    ...(localDirs === undefined ? {} : { localDirs: [...localDirs] }),
    ...(libraryPath === undefined ? {} : { libraryPath: [...libraryPath] }),
    ...(classPath === undefined ? {} : { classPath: [...classPath] }),
    ...(variables === undefined ? {} : { variables: { ...variables } }),
  };
}

/** What agents have once the service answers; to ask for it where some never have it would leave those idle. */
function gateAttribute({ gated }: ShuffleService): Readonly<Record<string, string>> {
  return gated.groups === gated.of ? GATE_ATTRIBUTE : {};
}

function gateWarnings({ gated }: ShuffleService): readonly Warning[] {
  if (gated.groups === 0 || gated.groups === gated.of) return [];
  return [
    warning('GateOnSome', {
      at: 'shuffle.agents',
      found: `a shuffleGate on ${gated.groups} of ${gated.of} groups`,
      wanted: 'it on all or on none',
      fix: `executors do not ask for ${GATE_NAME}, so on a new agent some may come before the service and fail`,
    }),
  ];
}
