import { Construct } from 'constructs';
import { attempt, type Problem } from '../src/domain/core/problem';
import { driverConfProblems } from '../src/domain/spark/dispatcher/driver-conf-problems';
import type { SparkDistribution } from '../src/domain/spark/distribution';
import { readMasterUrl } from '../src/domain/spark/submit/master-url';
import { API_VERSION } from '../src/manifest/meta';
import { parseBySchema } from '../src/manifest/schema-problems';
import { type SparkDispatcherManifestInput, sparkDispatcherManifest } from '../src/manifest/spark-dispatcher';
import type { ICluster } from './cluster';
import type { Credentials } from './credentials';
import type { DedicatedMarathon } from './dedicated-marathon';
import { rejectIn, unknownProblems } from './known';
import { declarationProblems } from './manifest-problems';
import type { IManifestStore } from './manifest-store';
import { type GivenDefaults, publishedBy } from './own-property-checks';
import { credentialsPart, marathonAddress } from './shuffle-service-marathon';
import { dispatcherUrlProblems, type ISparkDispatcher, tiedHost } from './spark-dispatcher-url';
import { dispatcherSourceProblems, libraryOf, masterOf, sourceOf } from './spark-place';

type MarathonSpec = Extract<SparkDispatcherManifestInput['spec'], { provider: 'Marathon' }>;

/** As whom a dispatcher registers with Mesos: the secret is read by it, and stands in no stack. */
export type DispatcherAuthentication = NonNullable<MarathonSpec['authentication']>;

/** Where a dispatcher keeps its queue and its drivers. `None`: a restart loses them. */
export type DispatcherRecovery = MarathonSpec['recovery'];

export interface SparkDispatcherProps {
  readonly store: IManifestStore;
  /** Of the manifest, of the framework, and, with `/` before it, of the app: lower-case letters, digits and dashes. */
  readonly name: string;
  /** Whose masters it registers with. */
  readonly cluster: ICluster;
  /** What runs it: `docker`, `archive` or `host`. */
  readonly spark: SparkDistribution;
  /**
   * Every driver gets what is published for these: a `SparkDefaults`, or the name of one in another stack.
   * @default - none
   */
  readonly defaults?: GivenDefaults;
  /** More properties of drivers; they win over the published ones. @default - none */
  readonly sparkConf?: Readonly<Record<string, string>>;
  /** Properties of the dispatcher itself, such as `spark.mesos.maxDrivers`. @default - none */
  readonly dispatcherConf?: Readonly<Record<string, string>>;
  /** @default - the ZooKeeper of the masters, in a directory of its name */
  readonly recovery?: DispatcherRecovery;
  /** The Mesos masters, such as `zk://zk-1:2181/mesos`. @default - those of the cluster */
  readonly master?: string;
  /** Of its REST API; among the agents' resources. @default 7077 */
  readonly port?: number;
  /** Of its pages; among the agents' resources. @default 8082 */
  readonly webUiPort?: number;
  /**
   * Where applications of this program are submitted: an address of its REST API that stays, such as
   * `http://spark.marathon.mesos:7077` where the operator's machines ask Mesos-DNS. Nothing is made for it.
   * @default - the agent that `app.constraints` tie it to (`hostname` `CLUSTER` or `IS`), with `port`; else none
   */
  readonly url?: string;
  /** Whose resources its drivers are offered (`spark.mesos.role`). @default - nobody's */
  readonly role?: string;
  /** @default - none */
  readonly authentication?: DispatcherAuthentication;
  /** Where libmesos is. @default - in an image as the image says, on agents of DC/OS theirs, else /usr/lib/libmesos.so */
  readonly nativeLibrary?: NonNullable<MarathonSpec['nativeLibrary']>;
  /** CPUs of its task. @default 1 */
  readonly cpus?: number;
  /** Heap of its JVM. @default '1g' */
  readonly memory?: string;
  /** Whom Mesos runs its drivers as. @default - Marathon's */
  readonly user?: string;
  /** Its app in Marathon. @default - `/NAME`, anywhere */
  readonly app?: NonNullable<MarathonSpec['app']>;
  /** Another Marathon than the cluster's own: a construct, or its URLs or ZooKeeper URL. @default - the cluster's */
  readonly marathon?: DedicatedMarathon | string;
  /**
   * What the operator shows that Marathon: a secret of its own. The operator of the same store may read it.
   * @default - the cluster's credentials where that Marathon is at servers that see them anyhow, else none
   */
  readonly marathonCredentials?: Credentials;
  /** What becomes of it when its agent is lost. @default 'Wait' */
  readonly whenLost?: 'Wait' | 'Replace';
  /** A change that would leave drivers without a dispatcher. @default - waits until there are none */
  readonly upgrade?: { readonly whenInUse?: 'Wait' | 'Proceed' };
  /**
   * What becomes of it when it is declared no longer. `Drain`: it ends once it has no drivers. `Teardown`: at once,
   * with every driver.
   * @default 'Retain'
   */
  readonly deletionPolicy?: 'Retain' | 'Drain' | 'Teardown';
  /** True: the operator observes and reports, and writes nothing. @default false */
  readonly paused?: boolean;
  /** Of the manifest. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Of the manifest. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Declares a dispatcher of Spark's cluster mode, which the operator keeps as an app of Marathon. */
export class SparkDispatcher extends Construct implements ISparkDispatcher {
  readonly name: string;
  readonly url: string | undefined;

  /** @throws ProblemError that names everything that cannot work */
  constructor(scope: Construct, id: string, props: SparkDispatcherProps) {
    super(scope, id);
    const { recovery = recoveryOf(props) } = props;
    const published = publishedBy(props.defaults);
    const conf = { sparkVersion: props.spark.version, sparkConf: props.sparkConf };
    const told = [
      ...unknownProblems('name', props.name),
      ...dispatcherSourceProblems(props.spark),
      ...(recovery === undefined ? [NO_ZOOKEEPER] : []),
      ...dispatcherUrlProblems(props.url),
      ...(published ? driverConfProblems(conf, published) : []),
    ];
    const input = manifest(props, recovery ?? 'None');
    rejectIn(
      this,
      declarationProblems(told, () => parseBySchema(sparkDispatcherManifest, input), inProps),
    );
    this.name = props.name;
    this.url = props.url ?? urlOf(props);
    if (props.marathonCredentials) props.store.addSecret(props.marathonCredentials.secretArn);
    props.store.addManifest(input);
  }
}

function manifest(props: SparkDispatcherProps, recovery: DispatcherRecovery): SparkDispatcherManifestInput {
  const { name, labels, annotations, spark, defaults, sparkConf, dispatcherConf } = props;
  return {
    apiVersion: API_VERSION,
    kind: 'SparkDispatcher',
    metadata: {
      name,
      ...given({ labels: labels && { ...labels }, annotations: annotations && { ...annotations } }),
    },
    spec: {
      provider: 'Marathon',
      sparkVersion: spark.version,
      ...sourceOf(spark),
      master: masterOf(props),
      recovery,
      ...libraryOf(props),
      ...given({
        sparkDefaults: defaults?.name,
        sparkConf: sparkConf && { ...sparkConf },
        dispatcherConf: dispatcherConf && { ...dispatcherConf },
        ...{ port: props.port, webUiPort: props.webUiPort, role: props.role },
        ...{ authentication: props.authentication, cpus: props.cpus, memory: props.memory },
        ...{ user: props.user, app: props.app, marathon: marathonAddress(props.marathon) },
        ...{ ...credentialsPart(props.marathonCredentials), whenLost: props.whenLost },
        ...{ upgrade: props.upgrade, deletionPolicy: props.deletionPolicy, paused: props.paused },
      }),
    },
  };
}

/** Without what is not said. */
function given<T extends Readonly<Record<string, unknown>>>(fields: T) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

const NO_ZOOKEEPER: Problem = {
  at: 'recovery',
  found: 'nothing, and masters that are not named by ZooKeeper',
  wanted: "where it keeps what a restart would lose: { zooKeeper: { servers: 'zk-1:2181' } }, or 'None'",
};

/** The ensemble that names the masters. */
function recoveryOf(props: SparkDispatcherProps): DispatcherRecovery | undefined {
  const master = attempt(() => readMasterUrl(masterOf(props)));
  const servers = 'value' in master ? /^mesos:\/\/zk:\/\/([^/]+)/.exec(master.value)?.[1] : undefined;
  return servers === undefined ? undefined : { zooKeeper: { servers } };
}

function urlOf({ app, port = 7077 }: SparkDispatcherProps): string | undefined {
  const host = tiedHost(app?.constraints);
  return host === undefined ? undefined : `http://${host}:${port}`;
}

/** Where it stands in the props, not in the manifest. */
function inProps(problem: Problem): Problem {
  const at = problem.at.replace(/^(spec|metadata)\./, '');
  const [first = '', ...rest] = at.split('.');
  return { ...problem, at: [IN_PROPS[first] ?? first, ...rest].join('.') };
}

const IN_PROPS: Readonly<Record<string, string>> = {
  ...{ image: 'spark', sparkArchive: 'spark', sparkHome: 'spark', sparkVersion: 'spark' },
};
