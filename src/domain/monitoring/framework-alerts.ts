import type { AlertGroup } from './alert';

const ROOM =
  'min by (job, agent) (mesos_spark_agent_shared_disk_free_bytes / mesos_spark_agent_shared_disk_size_bytes)';
const ALLOCATED = 'max by (job, framework, name) (mesos_spark_framework_cpus_allocated';
// What runs services for others is large and idle by its nature.
const OF_SPARK = '{name!~"marathon.*|metronome.*"}';

/** Whether applications use what they hold, and whether agents have room for what they leave. */
export const frameworkAlerts: AlertGroup = {
  name: 'mesos-spark-frameworks',
  alerts: [
    {
      name: 'MesosSparkFrameworkHoldsIdleCpus',
      expr:
        `${ALLOCATED}${OF_SPARK}) > 8 and on (job, framework, name)` +
        ` max by (job, framework, name) (mesos_spark_framework_cpus_used) < 0.05 * ${ALLOCATED})`,
      for: '1h',
      severity: 'warning',
      summary: '{{ $labels.name }} holds cpus and uses none',
      description:
        '{{ $labels.name }} ({{ $labels.framework }}) has held {{ $value | humanize }} cpus for an hour and used less than a twentieth of them.',
    },
    {
      name: 'MesosSparkDriverBlacklistsAgents',
      expr: 'max by (job, framework, name) (mesos_spark_framework_blacklisted_agents) > 0',
      for: '15m',
      severity: 'warning',
      summary: 'the driver of {{ $labels.name }} takes no offers of some agents',
      description:
        'Agents that the driver of {{ $labels.name }} ({{ $labels.framework }}) has given up, as executors failed there twice: {{ $value }}; it takes none of them before it restarts.',
    },
    {
      name: 'MesosSparkSharedDiskLow',
      expr: `${ROOM} < 0.15`,
      for: '15m',
      severity: 'warning',
      summary: 'the shared disk of {{ $labels.agent }} fills',
      description: 'Free of the shared disk of {{ $labels.agent }}: {{ $value | humanizePercentage }}.',
    },
    {
      name: 'MesosSparkSharedDiskFull',
      expr: `${ROOM} < 0.05`,
      for: '5m',
      severity: 'critical',
      summary: 'the shared disk of {{ $labels.agent }} is nearly full',
      description:
        'Free of the shared disk of {{ $labels.agent }}: {{ $value | humanizePercentage }}; executors there are about to fail as they write.',
    },
  ],
};
