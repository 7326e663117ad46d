import {
  API_VERSION,
  type ScheduledSparkApplicationManifestInput,
  type SparkApplicationManifestInput,
} from '../../../src/manifest';
import { Bed } from './bed';
import { type LabInProcess, labInProcess } from './lab-cluster';

export const DISPATCHER = 'http://127.0.0.1:7077';

type Spec = Partial<SparkApplicationManifestInput['spec']>;
type RunsOn = NonNullable<Spec['runsOn']>;

/** An application whose driver runs for `seconds` and then ends as it is told. */
export function application(
  runsOn: RunsOn,
  spec: Spec = {},
  { ends = 'finish', seconds = 60 }: { readonly ends?: string; readonly seconds?: number } = {},
): SparkApplicationManifestInput {
  return {
    apiVersion: API_VERSION,
    kind: 'SparkApplication',
    metadata: { name: 'pi' },
    spec: {
      type: 'Scala',
      runsOn,
      sparkVersion: '2.4.8',
      image: 'mesosphere/spark:2.7.0-2.4.0-hadoop-2.7',
      mainClass: 'org.apache.spark.examples.SparkPi',
      mainApplicationFile: 'https://files.example/spark-examples.jar',
      arguments: ['30'],
      ...(runsOn === 'Dispatcher'
        ? { dispatcher: DISPATCHER }
        : { master: 'zk://zk-1:2181,zk-2:2181/mesos' }),
      ...spec,
      driver: {
        memory: '512m',
        labels: { SIM: ends, SIM_SECONDS: `${seconds}` },
        ...spec.driver,
      },
    },
  };
}

type Scheduled = ScheduledSparkApplicationManifestInput['spec'];

/** One that runs every ten minutes. */
export function scheduled(
  spec: Partial<Omit<Scheduled, 'template'>> & { readonly template?: Partial<Scheduled['template']> } = {},
  how: Parameters<typeof application>[2] = {},
): ScheduledSparkApplicationManifestInput {
  const { runsOn: _, marathon: _m, dispatcher: _d, ...template } = application('Metronome', {}, how).spec;
  return {
    apiVersion: API_VERSION,
    kind: 'ScheduledSparkApplication',
    metadata: { name: 'pi' },
    spec: {
      schedule: '*/10 * * * *',
      ...spec,
      template: { ...(template as Scheduled['template']), ...spec.template },
    },
  };
}

export interface Stage {
  readonly lab: LabInProcess;
  readonly bed: Bed;
}

/** A lab with everything that starts drivers, and operators over it. */
export function stage(): Stage {
  const lab = labInProcess({ agents: 2, metronome: true, dispatcher: true });
  const bed = new Bed(lab);
  bed.metronome = lab.metronome;
  bed.dispatchers.set(DISPATCHER, lab.dispatcher);
  return { lab, bed };
}

/** Every task of a driver that was ever started, in order. */
export function starts({ lab }: Stage): readonly string[] {
  const { tasks } = lab.lab.world.cluster;
  return [...tasks.completed(), ...tasks.all()]
    .filter(({ labels }) => labels?.['mesos-spark.owner'] !== undefined)
    .map(({ id, state }) => `${id.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'UUID')} ${state}`);
}
