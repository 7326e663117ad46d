import { chosen, type Row } from './panel';

const framework = (field: string) => `max by (framework, name) (${chosen(`mesos_spark_framework_${field}`)})`;

const free = chosen('mesos_spark_agent_shared_disk_free_bytes');
const size = chosen('mesos_spark_agent_shared_disk_size_bytes');

export const frameworkRow: Row = {
  title: 'Applications',
  panels: [
    {
      title: 'Cpus that frameworks hold, and use',
      help: 'With dynamic allocation the first follows the second; a flat line above a saw is an application without it.',
      type: 'timeseries',
      width: 24,
      queries: [
        { expr: framework('cpus_allocated'), legend: '{{name}} holds' },
        { expr: framework('cpus_used'), legend: '{{name}} uses' },
      ],
    },
    {
      title: 'Agents that drivers have given up',
      type: 'timeseries',
      width: 12,
      queries: [{ expr: framework('blacklisted_agents'), legend: '{{name}}' }],
    },
    {
      title: 'Room on shared disks, the ten fullest',
      type: 'timeseries',
      width: 12,
      unit: 'percentunit',
      queries: [{ expr: `bottomk(10, min by (agent) (${free} / ${size}))`, legend: '{{agent}}' }],
    },
  ],
};
