import { type AlertGroup, MANIFEST as BY, conditionAge, withReason } from './alert';

const PAUSED = 'mesos_spark_condition{type="Paused",status="True"}';

/** What says of itself when it is late, or is no more than a wish: other alerts tell of these. */
const OTHERS = 'kind!="AgentDrain",type!~"Ready|Valid|Paused|Observing|UpToDate"';

/** The oldest condition that is not good of what is not ready; its value is the age. */
const NOT_GOOD =
  `max by (${BY}) (time() - mesos_spark_condition_transition_timestamp_seconds{${OTHERS}}` +
  ` and on (job, instance, kind, name, type) mesos_spark_condition{good="false"})`;

/** Whether what is declared is read, obeyed and left alone by others. */
export const manifestAlerts: AlertGroup = {
  name: 'mesos-spark-manifests',
  alerts: [
    {
      name: 'MesosSparkManifestNotReady',
      expr: withReason(`${NOT_GOOD} > 1800 unless on (${BY}) ${PAUSED}`, 'type="Ready",status!="True"'),
      severity: 'warning',
      summary: '{{ $labels.kind }}/{{ $labels.name }} is not ready: {{ $labels.reason }}',
      description:
        '{{ $labels.kind }}/{{ $labels.name }} is not ready because of {{ $labels.reason }}, and something about it has not been good for {{ $value | humanizeDuration }}.',
    },
    {
      name: 'MesosSparkManifestUnusable',
      expr: `max by (${BY}, reason) (mesos_spark_condition{type="Valid",good="false"})`,
      for: '10m',
      severity: 'warning',
      summary: 'the manifest {{ $labels.kind }}/{{ $labels.name }} cannot be used',
      description:
        'The manifest {{ $labels.kind }}/{{ $labels.name }} cannot be used ({{ $labels.reason }}): what was known before is held and not looked after.',
    },
    {
      name: 'MesosSparkIndexUnreadable',
      expr: 'max by (job) (mesos_spark_unreadable_indexes) > 0',
      for: '10m',
      severity: 'warning',
      summary: 'an index of manifests cannot be used',
      description:
        'Indexes of manifests that cannot be read, or declare what another one declares too: {{ $value }}; what only they declare is neither changed nor removed.',
    },
    {
      name: 'MesosSparkDrift',
      expr: `max by (${BY}, type, reason) (mesos_spark_condition{type!="Ready",reason=~"Drifted|KeptOtherwise|Rewritten|RoleRewritten",good="false"})`,
      for: '1h',
      severity: 'warning',
      summary: '{{ $labels.kind }}/{{ $labels.name }} was changed by somebody else',
      description:
        'What is there of {{ $labels.kind }}/{{ $labels.name }} has not been what is declared for an hour ({{ $labels.type }} {{ $labels.reason }}), and is left so.',
    },
    {
      name: 'MesosSparkPaused',
      expr: `${conditionAge(BY, 'type="Paused"')} > 86400 and on (${BY}) ${PAUSED}`,
      severity: 'info',
      summary: '{{ $labels.kind }}/{{ $labels.name }} is still paused',
      description:
        '{{ $labels.kind }}/{{ $labels.name }} has been paused for {{ $value | humanizeDuration }}: nothing is written for it, agents that join are not covered.',
    },
    {
      name: 'MesosSparkDrainUnfinished',
      expr: `${conditionAge('job, name', 'kind="AgentDrain",type="Drained"')} > 14400 and on (job, name) mesos_spark_condition{kind="AgentDrain",type="Drained",status!="True"}`,
      severity: 'warning',
      summary: 'the drain {{ $labels.name }} does not end',
      description:
        'AgentDrain/{{ $labels.name }} has not been done for {{ $value | humanizeDuration }}: its agent takes nothing new and may not go yet.',
    },
  ],
};
