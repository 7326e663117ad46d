import { Construct } from 'constructs';
import { API_VERSION } from '../src/manifest/meta';
import {
  type ScheduledSparkApplicationManifestInput,
  scheduledSparkApplicationManifest,
} from '../src/manifest/scheduled-spark-application';
import { parseBySchema } from '../src/manifest/schema-problems';
import { rejectIn } from './known';
import { declarationProblems } from './manifest-problems';
import type { ApplicationRestart } from './spark-application';
import {
  type ApplicationTemplateProps,
  inProps,
  metadataOf,
  templateOf,
  templateProblems,
} from './spark-application-props';

export interface ScheduledSparkApplicationProps extends ApplicationTemplateProps {
  /** Cron: minute, hour, day of month, month, day of week. Where both days are said, both must be met. */
  readonly schedule: string;
  /** By its name in the IANA's data. @default 'UTC' */
  readonly timeZone?: string;
  /** `Forbid`: a run is left out while an earlier one goes on. @default 'Allow' */
  readonly concurrencyPolicy?: 'Allow' | 'Forbid';
  /** A run that has found no room for so long is given up. At least 60. @default 900 */
  readonly startingDeadlineSeconds?: number;
  /** True: no run begins. @default false */
  readonly suspend?: boolean;
  /** @default Never */
  readonly restartPolicy?: Pick<ApplicationRestart, 'type' | 'activeDeadlineSeconds'>;
}

/** Declares an application that Metronome runs by a schedule. The cluster must name a Metronome. */
export class ScheduledSparkApplication extends Construct {
  readonly name: string;

  /** @throws ProblemError that names everything that cannot work */
  constructor(scope: Construct, id: string, props: ScheduledSparkApplicationProps) {
    super(scope, id);
    const { schedule, timeZone, concurrencyPolicy, startingDeadlineSeconds, suspend } = props;
    const { restartPolicy, deletionPolicy, paused } = props;
    const { runsOn: _, marathon: _m, dispatcher: _d, ...template } = templateOf(props, 'Metronome');
    const input: ScheduledSparkApplicationManifestInput = {
      apiVersion: API_VERSION,
      kind: 'ScheduledSparkApplication',
      metadata: metadataOf(props),
      spec: {
        schedule,
        ...(timeZone === undefined ? {} : { timeZone }),
        ...(concurrencyPolicy === undefined ? {} : { concurrencyPolicy }),
        ...(startingDeadlineSeconds === undefined ? {} : { startingDeadlineSeconds }),
        ...(suspend === undefined ? {} : { suspend }),
        template: {
          ...template,
          ...(restartPolicy === undefined ? {} : { restartPolicy: { ...restartPolicy } }),
        },
        ...(deletionPolicy === undefined ? {} : { deletionPolicy }),
        ...(paused === undefined ? {} : { paused }),
      },
    };
    const read = () => parseBySchema(scheduledSparkApplicationManifest, input);
    rejectIn(this, declarationProblems(templateProblems(props, 'Metronome'), read, inProps));
    this.name = props.name;
    props.store.addManifest(input);
  }
}
