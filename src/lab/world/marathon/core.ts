import type { Cluster } from '../mesos/cluster';
import type { Random } from '../random';
import type { Timeline } from '../timeline';
import type { Backoff } from './backoff';
import type { MarathonConfig } from './config';
import type { EventBus } from './events';
import type { FailureLog } from './failure-log';
import type { Root } from './groups';
import type { InstanceTracker } from './tracker';

/** What the parts of Marathon share. `root` and `config` are replaced as a whole, never changed in place. */
export interface Core {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly cluster: Cluster;
  readonly events: EventBus;
  readonly tracker: InstanceTracker;
  readonly backoff: Backoff;
  readonly failures: FailureLog;
  readonly frameworkId: string;
  config: MarathonConfig;
  /** False while no process leads: nothing is done then, and what Mesos tells has to wait. */
  leading: boolean;
  root: Root;
  /** A time that no version had before. */
  nextVersion(): string;
}
