import { chosen, type Panel, type Row } from './panel';

const bucket = chosen('mesos_spark_reconcile_duration_seconds_bucket');

const quantile = (share: number) => ({
  expr: `histogram_quantile(${share}, sum by (kind, le) (rate(${bucket}[$__rate_interval])))`,
  legend: `{{kind}} p${share * 100}`,
});

const perMinute = (metric: string, by: string, more = '') =>
  `60 * sum by (${by}) (rate(${chosen(metric, more)}[$__rate_interval]))`;

const counted = (title: string, expr: string, legend: string): Panel => ({
  ...{ title, type: 'timeseries', width: 12 },
  queries: [{ expr, legend }],
});

export const operatorRow: Row = {
  title: 'Operator',
  panels: [
    {
      title: 'How long a look at a manifest takes, by kind',
      ...{ type: 'timeseries', width: 12, unit: 's' },
      queries: [quantile(0.5), quantile(0.99)],
    },
    counted(
      'Looks that failed, a minute',
      perMinute('mesos_spark_reconciles_total', 'kind', 'outcome="failed"'),
      '{{kind}}',
    ),
    counted(
      'Actions, a minute',
      perMinute('mesos_spark_actions_total', 'kind, action, outcome'),
      '{{kind}} {{action}} {{outcome}}',
    ),
    counted(
      'Requests that change Marathon, a minute',
      perMinute('mesos_spark_marathon_writes_total', 'request, answer'),
      '{{request}} {{answer}}',
    ),
    {
      title: 'Since its last pass',
      ...{ type: 'timeseries', width: 12, unit: 's' },
      queries: [
        {
          expr: `time() - (${chosen('mesos_spark_last_pass_timestamp_seconds')} > 0 and on (job, instance) mesos_spark_leads == 1)`,
          legend: '{{instance}}',
        },
      ],
    },
    counted('Who leads', chosen('mesos_spark_leads'), '{{instance}}'),
    {
      title: 'Memory of the process',
      ...{ type: 'timeseries', width: 12, unit: 'bytes' },
      queries: [
        { expr: chosen('process_resident_memory_bytes'), legend: '{{instance}} resident' },
        { expr: chosen('nodejs_heap_size_used_bytes'), legend: '{{instance}} heap' },
      ],
    },
    counted(
      'Calls of servers without an answer, a minute',
      perMinute('mesos_spark_server_calls_total', 'server', 'answered="false"'),
      '{{server}}',
    ),
  ],
};
