import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';
import { AlarmTopic } from './alarm-topic';
import { inside } from './known';
import { type Alarm, shuffleAlarms } from './shuffle-alarms';
import { alarmName, checkMonitoring } from './shuffle-monitoring-checks';
import type { ShuffleMonitoringProps } from './shuffle-monitoring-props';
import { attributeTags, attributeText } from './terraform-text';

/**
 * Alarms of CloudWatch on what an operator publishes: agents without a shuffle service, Marathon or Mesos without a
 * leader, and the operator's own silence. The operator is told to publish.
 */
export class ShuffleMonitoring extends Construct {
  /** Where the operator publishes. */
  readonly namespace: string;
  /** Whom the alarms tell. */
  readonly topicArn: string;
  readonly alarmNames: readonly string[];

  /** @throws ProblemError that names everything that cannot work: where, found, wanted and how to mend it */
  constructor(scope: Construct, id: string, props: ShuffleMonitoringProps) {
    super(scope, id);
    const { namespace, services, limits, runbook } = inside(this, () => checkMonitoring(props));
    const { operator, topic = {}, tags = {} } = props;
    operator.publishMetrics(namespace);
    this.namespace = namespace;
    this.topicArn =
      'arn' in topic ? attributeText(topic.arn) : new AlarmTopic(this, 'alarms', topic, tags).arn;
    const alarms = shuffleAlarms(services, limits, runbook);
    for (const alarm of alarms) this.addAlarm(alarm, tags);
    this.alarmNames = alarms.map(({ name }) => alarmName(namespace, name));
  }

  private addAlarm(alarm: Alarm, tags: Readonly<Record<string, string>>): void {
    new CloudwatchMetricAlarm(this, alarm.name, {
      alarmName: alarmName(this.namespace, alarm.name),
      alarmDescription: attributeText(alarm.description),
      namespace: this.namespace,
      metricName: alarm.metric,
      ...(Object.keys(alarm.dimensions).length === 0 ? {} : { dimensions: { ...alarm.dimensions } }),
      statistic: alarm.statistic,
      comparisonOperator: alarm.is,
      threshold: alarm.threshold,
      period: 60,
      evaluationPeriods: alarm.minutes,
      datapointsToAlarm: alarm.minutes,
      treatMissingData: alarm.missing,
      alarmActions: [this.topicArn],
      okActions: [this.topicArn],
      tags: attributeTags(tags),
    });
  }
}
