import { chosen, type Row } from './panel';

const service = (field: string, by = 'service, version') =>
  `max by (${by}) (${chosen(`mesos_spark_service_${field}`)})`;

const LEGEND = '{{service}} {{version}}';

export const serviceRow: Row = {
  title: 'Shuffle services',
  panels: [
    {
      title: 'Agents without a service',
      help: 'Eligible agents without a healthy task of the active version.',
      type: 'stat',
      width: 4,
      red: { from: 1 },
      queries: [
        {
          expr: `sum(max by (service) (${chosen('mesos_spark_service_missing', 'version="active"')}))`,
          legend: 'missing',
        },
      ],
    },
    {
      title: 'Slots that lost agents hold',
      type: 'stat',
      width: 4,
      red: { from: 1 },
      queries: [{ expr: `sum(${service('lost', 'service, app')})`, legend: 'lost' }],
    },
    {
      title: 'Conditions that are not good',
      type: 'stat',
      width: 4,
      red: { from: 1 },
      queries: [
        {
          expr: `count(max by (kind, name, type) (${chosen('mesos_spark_condition', 'good="false"')})) or vector(0)`,
          legend: 'not good',
        },
      ],
    },
    {
      title: 'Operators that lead',
      help: 'One of each job.',
      type: 'stat',
      width: 4,
      red: { below: 0 },
      queries: [{ expr: `sum by (job) (${chosen('mesos_spark_leads')})`, legend: '{{job}}' }],
    },
    {
      title: 'Servers that answer',
      help: '1 where the last call of the operator that leads was answered.',
      type: 'stat',
      width: 8,
      red: { below: 0 },
      queries: [
        {
          expr: `min by (server) (${chosen('mesos_spark_server_reachable')} and on (job, instance) mesos_spark_leads == 1)`,
          legend: '{{server}}',
        },
      ],
    },
    {
      title: 'Agents by service and state',
      type: 'timeseries',
      width: 12,
      stacked: true,
      queries: [
        {
          expr: `max by (service, state) (${chosen('mesos_spark_agents')})`,
          legend: '{{service}} {{state}}',
        },
      ],
    },
    {
      title: 'Eligible, covered and missing',
      type: 'timeseries',
      width: 12,
      queries: ['eligible', 'covered', 'missing'].map((field) => ({
        expr: service(field),
        legend: `${LEGEND} ${field}`,
      })),
    },
    {
      title: 'Instances, and how many there should be',
      type: 'timeseries',
      width: 12,
      queries: ['instances', 'target'].map((field) => ({
        expr: service(field),
        legend: `${LEGEND} ${field}`,
      })),
    },
    {
      title: 'Slots that lost agents hold',
      type: 'timeseries',
      width: 12,
      queries: [{ expr: service('lost'), legend: LEGEND }],
    },
  ],
};
