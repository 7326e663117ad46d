import { type AlertGroup, whileLeading } from './alert';

const SEEN = 'max by (job) (last_over_time(mesos_spark_leads[1d]))';
const BEGAN = 'mesos_spark_lead_since_timestamp_seconds';
const SINCE_LAST = `time() - (mesos_spark_last_pass_timestamp_seconds > ${BEGAN} or ${BEGAN})`;
const FAILED = 'sum by (job, kind) (increase(mesos_spark_reconciles_total{outcome="failed"}[10m]))';

const unreachable = (server: string) => whileLeading(`mesos_spark_server_reachable{server="${server}"} == 0`);

/** Whether anybody looks after the cluster, and whether the cluster answers. */
export const operatorAlerts: AlertGroup = {
  name: 'mesos-spark-operator',
  alerts: [
    {
      name: 'MesosSparkNoOperatorLeads',
      // Known a day ago and silent now; without any operator for a day there is no job to name.
      expr: `max by (job) (mesos_spark_leads) == 0 or (${SEEN} unless max by (job) (mesos_spark_leads)) or absent_over_time(mesos_spark_leads[1d])`,
      for: '5m',
      severity: 'critical',
      summary: 'no operator leads',
      description:
        'No operator leads: agents that join get no shuffle service, and applications that come to them fail.',
    },
    {
      name: 'MesosSparkTwoOperatorsLead',
      expr: 'sum by (job) (mesos_spark_leads) > 1',
      for: '2m',
      severity: 'critical',
      summary: 'several operators lead at once',
      description:
        'Of the operators of job {{ $labels.job }} {{ $value }} say that they lead: they have different state stores, or follow different Marathons.',
    },
    {
      name: 'MesosSparkOperatorStuck',
      expr: whileLeading(`${SINCE_LAST} > 300`),
      for: '2m',
      severity: 'critical',
      summary: 'the operator that leads ends no pass',
      description:
        '{{ $labels.instance }} leads and has ended no pass over its manifests for {{ $value | humanizeDuration }}; one a minute is the least.',
    },
    {
      name: 'MesosSparkPassesFail',
      expr: whileLeading('mesos_spark_last_pass_failed == 1'),
      for: '5m',
      severity: 'critical',
      summary: 'passes over all manifests fail',
      description:
        'The passes of {{ $labels.instance }} fail as a whole, for example because a store does not answer: nothing is looked after.',
    },
    {
      name: 'MesosSparkReconcilesFail',
      // Whatever fails is tried again within five minutes, so each ten of them have one while it lasts.
      expr: `${FAILED} > 0`,
      for: '30m',
      severity: 'warning',
      summary: 'manifests of kind {{ $labels.kind }} fail again and again',
      description:
        'Looks at manifests of kind {{ $labels.kind }} have failed again and again for half an hour; failures within the last ten minutes: {{ $value | humanize }}.',
    },
    {
      name: 'MesosSparkMarathonUnreachable',
      expr: unreachable('marathon'),
      for: '5m',
      severity: 'critical',
      summary: 'Marathon has no leader that answers',
      description:
        '{{ $labels.instance }} has had no answer from Marathon for five minutes: no shuffle service is started on agents that join.',
    },
    {
      name: 'MesosSparkMasterUnreachable',
      expr: unreachable('mesos'),
      for: '5m',
      severity: 'critical',
      summary: 'Mesos has no leading master that answers',
      description:
        '{{ $labels.instance }} has had no answer from a leading master for five minutes: nothing is known, so nothing is changed.',
    },
  ],
};
