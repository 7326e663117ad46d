import { type AlertGroup, conditionAge, MANIFEST, withReason } from './alert';

const MISSING =
  'max by (job, service) (mesos_spark_service_missing{version="active"}) or max by (job, service) (mesos_spark_agents{state="missing"})';

/** Whether every agent has its shuffle service, and whether updates come to their end. */
export const serviceAlerts: AlertGroup = {
  name: 'mesos-spark-services',
  alerts: [
    {
      name: 'MesosSparkAgentsWithoutService',
      expr: `(${MISSING}) > 0`,
      for: '10m',
      severity: 'critical',
      summary: 'agents have no shuffle service {{ $labels.service }}',
      description:
        'Agents that should have a healthy shuffle service {{ $labels.service }} and have none: {{ $value }}; executors with dynamic allocation fail there.',
    },
    {
      name: 'MesosSparkSlotsHeldByLostAgents',
      expr: 'max by (job, service, app) (mesos_spark_service_lost) > 0',
      for: '1h',
      severity: 'warning',
      summary: 'lost agents hold slots of {{ $labels.service }}',
      description:
        'Tasks of {{ $labels.app }} on agents that have been lost for an hour and of which nobody has said that they are gone: {{ $value }}.',
    },
    {
      name: 'MesosSparkRolloutUnfinished',
      expr: withReason(
        `${conditionAge(MANIFEST, 'type="UpToDate"')} > 21600`,
        'type="UpToDate",good="false"',
      ),
      severity: 'warning',
      summary: 'what {{ $labels.name }} declares is not active',
      description:
        'What {{ $labels.kind }}/{{ $labels.name }} declares has not become active for {{ $value | humanizeDuration }} ({{ $labels.reason }}).',
    },
    {
      name: 'MesosSparkOlderVersionStays',
      expr: 'time() - max by (job, service, app) (mesos_spark_service_retiring_since_timestamp_seconds) > 86400',
      severity: 'warning',
      summary: 'an older version of {{ $labels.service }} does not end',
      description:
        '{{ $labels.app }} is to end and has been in use for {{ $value | humanizeDuration }}: its port is not free for the next version.',
    },
  ],
};
