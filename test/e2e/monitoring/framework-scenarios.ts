import { HOUR, type Scenario } from './scenario';
import { JOB, type WatchedBed } from './watched-bed';

const etl = { job: JOB, framework: 'F-1', name: 'etl' };

/** What one operator would say. */
export function show(at: WatchedBed, values: Readonly<Record<string, number>>): void {
  for (const [series, value] of Object.entries(values))
    at.others.set(series.replace('}', `,job="${JOB}",instance="op-1"}`), value);
}

export const framework = (name: string, held: number, used: number) => ({
  [`mesos_spark_framework_cpus_allocated{framework="F-1",name="${name}"}`]: held,
  [`mesos_spark_framework_cpus_used{framework="F-1",name="${name}"}`]: used,
});

export const disk = (free: number) => ({
  'mesos_spark_agent_shared_disk_free_bytes{agent="a1"}': free,
  'mesos_spark_agent_shared_disk_size_bytes{agent="a1"}': 100e9,
});

/** Troubles of applications and disks, by samples that operators are to export. */
export const frameworkScenarios: readonly Scenario[] = [
  {
    title: 'an application without dynamic allocation sleeps',
    trouble: async (at) => {
      show(at, framework('etl', 500, 1.5));
      await at.minutes(2);
    },
    hold: 2 * HOUR,
    fires: [{ alert: 'MesosSparkFrameworkHoldsIdleCpus', after: HOUR, value: '500', labels: etl }],
  },
  {
    title: 'an application that works, and a Marathon whose services are idle',
    trouble: async (at) => {
      show(at, framework('etl', 500, 400));
      show(at, framework('marathon-shuffle', 50, 0.5));
      await at.minutes(2);
    },
    hold: 2 * HOUR,
    fires: [],
  },
  {
    title: 'a driver has given agents up',
    trouble: async (at) => {
      show(at, { 'mesos_spark_framework_blacklisted_agents{framework="F-1",name="etl"}': 4 });
      await at.minutes(2);
    },
    hold: HOUR,
    fires: [{ alert: 'MesosSparkDriverBlacklistsAgents', after: 15, value: '4', labels: etl }],
  },
  {
    title: 'a shared disk fills',
    trouble: async (at) => {
      show(at, disk(12e9));
      await at.minutes(2);
    },
    hold: HOUR,
    fires: [{ alert: 'MesosSparkSharedDiskLow', after: 15, value: '12%', labels: { job: JOB, agent: 'a1' } }],
  },
  {
    title: 'a shared disk is nearly full',
    trouble: async (at) => {
      show(at, disk(4e9));
      await at.minutes(2);
    },
    hold: HOUR,
    fires: [
      { alert: 'MesosSparkSharedDiskFull', after: 5, value: '4%', labels: { job: JOB, agent: 'a1' } },
      { alert: 'MesosSparkSharedDiskLow', after: 15, value: '4%', labels: { job: JOB, agent: 'a1' } },
    ],
  },
];
