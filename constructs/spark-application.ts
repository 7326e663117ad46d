import { Construct } from 'constructs';
import type { Problem } from '../src/domain/core/problem';
import { API_VERSION } from '../src/manifest/meta';
import { parseBySchema } from '../src/manifest/schema-problems';
import {
  type SparkApplicationManifestInput,
  sparkApplicationManifest,
} from '../src/manifest/spark-application';
import type { Credentials } from './credentials';
import type { DedicatedMarathon } from './dedicated-marathon';
import { rejectIn } from './known';
import { declarationProblems } from './manifest-problems';
import { credentialsPart, marathonAddress } from './shuffle-service-marathon';
import {
  type ApplicationTemplateProps,
  inProps,
  metadataOf,
  templateOf,
  templateProblems,
} from './spark-application-props';
import type { ISparkDispatcher } from './spark-dispatcher-url';

/** When an application is started again. */
export type ApplicationRestart = NonNullable<SparkApplicationManifestInput['spec']['restartPolicy']>;

export interface SparkApplicationProps extends ApplicationTemplateProps {
  /**
   * Who starts the driver: an app of Marathon, a job of Metronome (the cluster must name one), or Spark's dispatcher.
   * @default - Dispatcher where one is named, else Marathon
   */
  readonly runsOn?: 'Marathon' | 'Metronome' | 'Dispatcher';
  /**
   * The dispatcher: its URL, or a {@link SparkDispatcher} or {@link SparkDispatcherPackage} that has one which stays.
   * @default - none
   */
  readonly dispatcher?: ISparkDispatcher | string;
  /** Another Marathon than the cluster's own: a construct, or its URLs or ZooKeeper URL. @default - the cluster's */
  readonly marathon?: DedicatedMarathon | string;
  /**
   * What the operator shows that Marathon: a secret of its own. The operator of the same store may read it.
   * @default - the cluster's credentials where that Marathon is at servers that see them anyhow, else none
   */
  readonly marathonCredentials?: Credentials;
  /** @default Never */
  readonly restartPolicy?: ApplicationRestart;
  /** What becomes of a run when the declaration changes. @default 'Restart' */
  readonly onChange?: 'Restart' | 'Hold';
  /** After the end, for how long a job of Metronome stays with its history. @default - for ever */
  readonly timeToLiveSeconds?: number;
}

/** Declares an application that the operator runs once, or keeps running. */
export class SparkApplication extends Construct {
  readonly name: string;

  /** @throws ProblemError that names everything that cannot work */
  constructor(scope: Construct, id: string, props: SparkApplicationProps) {
    super(scope, id);
    const { marathonCredentials, restartPolicy, onChange, timeToLiveSeconds, deletionPolicy, paused } = props;
    const { runsOn = props.dispatcher === undefined ? 'Marathon' : 'Dispatcher' } = props;
    const dispatcher = typeof props.dispatcher === 'object' ? props.dispatcher.url : props.dispatcher;
    const marathon = marathonAddress(props.marathon);
    const input: SparkApplicationManifestInput = {
      apiVersion: API_VERSION,
      kind: 'SparkApplication',
      metadata: metadataOf(props),
      spec: {
        ...templateOf(props, runsOn),
        ...(dispatcher === undefined ? {} : { dispatcher }),
        ...(marathon === undefined ? {} : { marathon }),
        ...credentialsPart(marathonCredentials),
        ...(restartPolicy === undefined ? {} : { restartPolicy: { ...restartPolicy } }),
        ...(onChange === undefined ? {} : { onChange }),
        ...(timeToLiveSeconds === undefined ? {} : { timeToLiveSeconds }),
        ...(deletionPolicy === undefined ? {} : { deletionPolicy }),
        ...(paused === undefined ? {} : { paused }),
      },
    };
    const told = [...templateProblems(props, runsOn), ...addressProblems(props)];
    const read = () => parseBySchema(sparkApplicationManifest, input);
    rejectIn(this, declarationProblems(told, read, inProps));
    this.name = props.name;
    if (marathonCredentials) props.store.addSecret(marathonCredentials.secretArn);
    props.store.addManifest(input);
  }
}

/** Where submissions are sent has to be known before the dispatcher runs. */
function addressProblems({ dispatcher }: SparkApplicationProps): readonly Problem[] {
  if (typeof dispatcher !== 'object' || dispatcher.url !== undefined) return [];
  const found = `${dispatcher.name}, whose address changes with its agent`;
  const fix = 'say url of the dispatcher; one of your own may also be tied to an agent, by app.constraints';
  return [{ at: 'dispatcher', found, wanted: 'one that has a url which stays', fix }];
}
