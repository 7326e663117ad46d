import { chosen, type Row } from './panel';

const AGE = chosen('mesos_spark_condition_transition_timestamp_seconds');
const NOT_GOOD = chosen('mesos_spark_condition', 'good="false"');

export const manifestRow: Row = {
  title: 'Manifests',
  panels: [
    {
      title: 'Conditions that are not good',
      help: 'Each reason has its entry in the runbook.',
      type: 'table',
      width: 12,
      queries: [{ expr: `max by (kind, name, type, status, reason) (${NOT_GOOD})`, legend: '' }],
    },
    {
      title: 'For how long they have not been good',
      type: 'table',
      width: 12,
      unit: 's',
      queries: [
        {
          expr: `sort_desc(max by (kind, name, type) (time() - ${AGE} and on (job, instance, kind, name, type) ${NOT_GOOD}))`,
          legend: '',
        },
      ],
    },
  ],
};
