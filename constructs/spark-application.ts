import { Construct } from 'constructs';
import { attempt } from '../src/domain/core/problem';
import { API_VERSION } from '../src/manifest/meta';
import { parseBySchema } from '../src/manifest/schema-problems';
import {
  type SparkApplicationManifestInput,
  sparkApplicationManifest,
} from '../src/manifest/spark-application';
import { rejectIn } from './known';
import {
  type ApplicationTemplateProps,
  inProps,
  metadataOf,
  metronomeProblems,
  templateOf,
} from './spark-application-props';

/** When an application is started again. */
export type ApplicationRestart = NonNullable<SparkApplicationManifestInput['spec']['restartPolicy']>;

export interface SparkApplicationProps extends ApplicationTemplateProps {
  /**
   * Who starts the driver: an app of Marathon, a job of Metronome (the cluster must name one), or Spark's dispatcher.
   * @default - Dispatcher where one is named, else Marathon
   */
  readonly runsOn?: 'Marathon' | 'Metronome' | 'Dispatcher';
  /** URL of the dispatcher. @default - none */
  readonly dispatcher?: string;
  /** Another Marathon than the cluster's own, by its URLs or ZooKeeper URL. @default - the cluster's */
  readonly marathon?: string;
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
    const { dispatcher, marathon, restartPolicy, onChange, timeToLiveSeconds, deletionPolicy, paused } =
      props;
    const { runsOn = dispatcher === undefined ? 'Marathon' : 'Dispatcher' } = props;
    if (runsOn === 'Metronome') rejectIn(this, metronomeProblems(props));
    const input: SparkApplicationManifestInput = {
      apiVersion: API_VERSION,
      kind: 'SparkApplication',
      metadata: metadataOf(props),
      spec: {
        ...templateOf(this, props, runsOn),
        ...(dispatcher === undefined ? {} : { dispatcher }),
        ...(marathon === undefined ? {} : { marathon }),
        ...(restartPolicy === undefined ? {} : { restartPolicy: { ...restartPolicy } }),
        ...(onChange === undefined ? {} : { onChange }),
        ...(timeToLiveSeconds === undefined ? {} : { timeToLiveSeconds }),
        ...(deletionPolicy === undefined ? {} : { deletionPolicy }),
        ...(paused === undefined ? {} : { paused }),
      },
    };
    const checked = attempt(() => parseBySchema(sparkApplicationManifest, input));
    if ('problems' in checked) rejectIn(this, checked.problems.map(inProps));
    this.name = props.name;
    props.store.addManifest(input);
  }
}
