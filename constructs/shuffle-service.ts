import { Construct } from 'constructs';
import type { SparkUser } from '../src/domain/agent/spark-user';
import type { StaticReservation } from '../src/domain/mesos/static-reservation';
import type { SparkDistribution } from '../src/domain/spark/distribution';
import type { ServiceAuthentication } from '../src/domain/spark/service-authentication';
import type { ServicePatience } from '../src/domain/spark/service-patience';
import { API_VERSION } from '../src/manifest/meta';
import { parseBySchema } from '../src/manifest/schema-problems';
import { marathonAppTemplate, type ShuffleServiceManifestInput } from '../src/manifest/shuffle-service';
import { declareOn } from './declared-services';
import { type CheckedService, checkShuffleService } from './shuffle-service-checks';
import { credentialsPart, marathonAddress } from './shuffle-service-marathon';
import type { IShuffleAgents, ShuffleServiceProps } from './shuffle-service-props';

/** Declares one external shuffle service on every eligible agent. Everything about it is said here, once. */
export class ShuffleService extends Construct {
  readonly name: string;
  readonly spark: SparkDistribution;
  readonly reservation: StaticReservation;
  /** The host directory that service and executors share. */
  readonly sharedDirectory: string;
  readonly sparkUser: SparkUser;
  /** Attributes that all its agents have in common. */
  readonly commonAttributes: Readonly<Record<string, string>>;

  /** How many of its groups of agents keep executors away until it answers, and how many there are. */
  readonly gated: { readonly groups: number; readonly of: number };

  /** Whom it answers; undefined where it answers everybody. */
  readonly authentication: ServiceAuthentication | undefined;

  /** How long it waits for the applications that use it. */
  readonly patience: ServicePatience;

  /** @throws ProblemError that names everything that cannot work: where, found, wanted and how to mend it */
  constructor(scope: Construct, id: string, props: ShuffleServiceProps) {
    super(scope, id);
    const checked = checkShuffleService(this, props);
    const { sharedDirectory, sparkUser } = checked;
    this.name = props.name;
    this.spark = props.spark;
    this.reservation = props.reservation;
    this.sharedDirectory = sharedDirectory;
    this.sparkUser = sparkUser;
    this.commonAttributes = commonAttributes(props.agents);
    this.authentication = props.authentication;
    const { agents } = props;
    this.gated = { groups: agents.filter((one) => one.hasShuffleGate === true).length, of: agents.length };
    const { connectionTimeout, quiet } = checked.upgrade;
    this.patience = { name: props.name, connectionTimeout, quiet, removesFiles: props.cleanup !== 'Janitor' };
    declareOn(agents, props.name);
    if (props.marathonCredentials) props.store.addSecret(props.marathonCredentials.secretArn);
    props.store.addManifest(manifest(props, checked));
  }
}

/** Those that a constraint of Spark can name: it reads `;`, `:` and `,` as its own. */
function commonAttributes(agents: readonly IShuffleAgents[]): Readonly<Record<string, string>> {
  const common = Object.entries(agents[0]?.attributes ?? {}).filter(
    ([name, value]) =>
      /^[\w./-]+$/.test(name + value) && agents.every(({ attributes }) => attributes[name] === value),
  );
  return Object.fromEntries(common);
}

function manifest(
  props: ShuffleServiceProps,
  { app, sharedDirectory, upgrade: { policy } }: CheckedService,
): ShuffleServiceManifestInput {
  const { name, labels, annotations, reservation, port, updates, adopt, deletionPolicy, paused } = props;
  const marathon = marathonAddress(props.marathon);
  return {
    apiVersion: API_VERSION,
    kind: 'ShuffleService',
    metadata: {
      name,
      ...(labels === undefined ? {} : { labels: { ...labels } }),
      ...(annotations === undefined ? {} : { annotations: { ...annotations } }),
    },
    spec: {
      role: reservation.role,
      slots: [...reservation.ports.numbers()],
      ...(port === undefined ? {} : { port }),
      sparkVersion: props.spark.version,
      sharedDirectory,
      // The schema's type knows that the check reports only.
      app: parseBySchema(marathonAppTemplate, app),
      ...(marathon === undefined ? {} : { marathon }),
      ...credentialsPart(props.marathonCredentials),
      ...(props.cleanup === undefined ? {} : { cleanup: props.cleanup }),
      ...(updates === 'InPlace' ? { updates } : {}),
      ...(policy === undefined ? {} : { upgrade: policy }),
      ...(adopt === undefined ? {} : { adopt }),
      ...(deletionPolicy === undefined ? {} : { deletionPolicy }),
      ...(paused === undefined ? {} : { paused }),
    },
  };
}
