import { Annotations } from 'cdktf';
import { Construct } from 'constructs';
import { GATE_ATTRIBUTE, GATE_NAME } from '../src/domain/agent/shuffle-gate';
import { attempt, type Problem, problemText } from '../src/domain/core/problem';
import type { SparkDistribution } from '../src/domain/spark/distribution';
import type { DynamicAllocation } from '../src/domain/spark/dynamic-allocation';
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
  /** @default {} - on, with Spark's own figures */
  readonly dynamicAllocation?: DynamicAllocation;
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
  /** `s3://` and where the operator publishes the file. */
  readonly publishedUrl: string;

  /** @throws ProblemError that names everything that cannot work */
  constructor(scope: Construct, id: string, props: SparkDefaultsProps) {
    super(scope, id);
    const { store, shuffle, dynamicAllocation, properties, executors = shuffle.spark, paused } = props;
    rejectIn(this, [
      ...unknownProblems('dynamicAllocation', dynamicAllocation),
      ...unknownProblems('attributes', props.attributes),
    ]);
    this.name = props.name ?? shuffle.name;
    const made = attempt(() =>
      sparkDefaults({
        shuffle: { sharedDirectory: shuffle.sharedDirectory, sparkVersion: shuffle.spark.version },
        distribution: executors,
        sparkUser: shuffle.sparkUser,
        attributes: { ...(props.attributes ?? shuffle.commonAttributes), ...gateAttribute(shuffle) },
        ...(dynamicAllocation === undefined ? {} : { dynamicAllocation }),
        ...(properties === undefined ? {} : { properties }),
      }),
    );
    const patience = checkPatience(properties ?? {}, shuffle.patience);
    rejectIn(this, [...('problems' in made ? made.problems : []), ...patience.problems]);
    if ('problems' in made) throw new Error('not reached: the problems were thrown');
    const { value: defaults } = made;
    for (const warning of [...defaults.warnings, ...patience.warnings, ...gateWarnings(shuffle)])
      Annotations.of(this).addWarning(problemText(warning));
    this.properties = defaults.properties;
    this.publishedUrl = `s3://${store.state.bucketName}/${stateStoreKeys.sparkDefaults(this.name)}`;
    store.addManifest({
      apiVersion: API_VERSION,
      kind: 'SparkDefaults',
      metadata: { name: this.name },
      spec: {
        shuffleService: shuffle.name,
        sparkVersion: executors.version,
        properties: { ...defaults.properties },
        ...(paused === undefined ? {} : { paused }),
      },
    });
  }
}

/** What agents have once the service answers; to ask for it where some never have it would leave those idle. */
function gateAttribute({ gated }: ShuffleService): Readonly<Record<string, string>> {
  return gated.groups === gated.of ? GATE_ATTRIBUTE : {};
}

function gateWarnings({ gated }: ShuffleService): readonly Problem[] {
  if (gated.groups === 0 || gated.groups === gated.of) return [];
  return [
    {
      at: 'shuffle.agents',
      found: `a shuffleGate on ${gated.groups} of ${gated.of} groups`,
      wanted: 'it on all or on none',
      fix: `executors do not ask for ${GATE_NAME}, so on a new agent some may come before the service and fail`,
    },
  ];
}
