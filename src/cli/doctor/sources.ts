import type { Duration } from '../../domain/core/duration';
import type { AgentFile, SettingsSight } from '../../domain/doctor/parts';
import type { HealthAnswers } from '../../io/doctor/health';
import type { DoctorMarathon } from '../../io/doctor/marathon';
import type { DoctorMesos } from '../../io/doctor/mesos';
import type { Clock, ObjectStore } from '../../operator/ports';

/** Everything that is asked, as values and ports, so that a test asks its own. */
export interface DoctorSources {
  readonly mesos: DoctorMesos;
  readonly marathon: DoctorMarathon;
  /** Asks agents how they are. @param hosts by their hostnames */
  health(hosts: readonly string[]): Promise<HealthAnswers>;
  /** Where agents answer; for messages. */
  readonly healthPort: number;
  /** Undefined where nobody named it. */
  readonly manifests?: ObjectStore;
  readonly state?: ObjectStore;
  /** Somebody's own `spark-defaults.conf`. */
  readonly settings: readonly Omit<SettingsSight, 'sparkVersion'>[];
  /** Of those. @default - that of the shuffle services, as far as they say it */
  readonly sparkVersion?: string;
  readonly agentFiles: readonly AgentFile[];
  readonly clock: Clock;
  /** How often a lease is looked at while it is not known whether it is renewed. */
  readonly leaseLook: Duration;
}
