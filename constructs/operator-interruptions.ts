import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import { Construct } from 'constructs';
import { DRAIN_HOOK } from '../src/domain/agent/drain-hook';
import type { IDrainedGroup } from './agent-drain';

/** Which notices the operator makes drains of, beside those of groups that wait for it. */
export interface InterruptionsProps {
  /** EC2 takes a spot instance back, in two minutes. @default true */
  readonly spot?: boolean;
  /** AWS Health says that EC2 takes an instance's host out of service. @default true */
  readonly scheduledChanges?: boolean;
  /** An instance is ended without a word before, for example by hand. @default false */
  readonly stateChanges?: boolean;
}

export interface OperatorInterruptionsProps extends InterruptionsProps {
  readonly groups: readonly IDrainedGroup[];
  readonly tags: Record<string, string>;
}

const DAY = 86_400;

/** As the operator asks for them: what it has received nobody else sees for so long. */
const HIDDEN_SECONDS = 60;

/** A message that cannot be read is put aside after so many looks at it. */
const MOST_RECEIVES = 10;

/** Rules of EventBridge, the queue into which they put what the operator has to know, and who may touch it. */
export class OperatorInterruptions extends Construct {
  readonly queueUrl: string;
  /** What the operator's role needs. */
  readonly statements: readonly DataAwsIamPolicyDocumentStatement[];
  private readonly queue: SqsQueue;
  private readonly tags: Record<string, string>;

  constructor(scope: Construct, id: string, props: OperatorInterruptionsProps) {
    super(scope, id);
    this.tags = props.tags;
    this.queue = this.addQueue();
    this.queueUrl = this.queue.url;
    const rules = this.addRules(props);
    this.allow(rules);
    this.statements = [
      {
        sid: 'TakeNotices',
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
        resources: [this.queue.arn],
      },
      ...(props.groups.length === 0
        ? []
        : [
            {
              sid: 'AnswerGroups',
              actions: ['autoscaling:CompleteLifecycleAction', 'autoscaling:RecordLifecycleActionHeartbeat'],
              resources: props.groups.map(({ autoScalingGroupArn }) => autoScalingGroupArn),
            },
          ]),
    ];
  }

  /** A notice of yesterday is about a machine that has ended; what nobody could read is kept for people. */
  private addQueue(): SqsQueue {
    const shared = { sqsManagedSseEnabled: true, tags: this.tags };
    const dead = new SqsQueue(this, 'unread', {
      ...shared,
      namePrefix: 'mesos-spark-interruptions-unread-',
      messageRetentionSeconds: 14 * DAY,
    });
    return new SqsQueue(this, 'queue', {
      ...shared,
      namePrefix: 'mesos-spark-interruptions-',
      messageRetentionSeconds: DAY,
      visibilityTimeoutSeconds: HIDDEN_SECONDS,
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: MOST_RECEIVES }),
    });
  }

  private addRules({
    groups,
    spot = true,
    scheduledChanges = true,
    stateChanges = false,
  }: OperatorInterruptionsProps): readonly CloudwatchEventRule[] {
    const names = groups.map(({ autoScalingGroupName }) => autoScalingGroupName);
    const rebalances = groups.some((group) => group.rebalances);
    return [
      ...(names.length === 0 ? [] : [this.terminating(names)]),
      ...(spot ? [this.rule('spot', ec2('EC2 Spot Instance Interruption Warning'))] : []),
      ...(rebalances ? [this.rule('rebalance', ec2('EC2 Instance Rebalance Recommendation'))] : []),
      ...(scheduledChanges ? [this.rule('scheduled', SCHEDULED)] : []),
      ...(stateChanges
        ? [
            this.rule('state', {
              ...ec2('EC2 Instance State-change Notification'),
              detail: { state: ['shutting-down', 'terminated'] },
            }),
          ]
        : []),
    ];
  }

  private terminating(names: readonly string[]): CloudwatchEventRule {
    return this.rule('terminating', {
      source: ['aws.autoscaling'],
      'detail-type': ['EC2 Instance-terminate Lifecycle Action'],
      detail: { AutoScalingGroupName: names, LifecycleHookName: [DRAIN_HOOK] },
    });
  }

  private rule(id: string, pattern: object): CloudwatchEventRule {
    const rule = new CloudwatchEventRule(this, id, {
      namePrefix: 'mesos-spark-',
      description: `Machines of agents that are about to end, for the mesos-spark operator: ${id}`,
      eventPattern: JSON.stringify(pattern),
      tags: this.tags,
    });
    new CloudwatchEventTarget(this, `${id}-target`, { rule: rule.name, arn: this.queue.arn });
    return rule;
  }

  /** Whoever may put a message there may have agents drained and machines ended. */
  private allow(rules: readonly CloudwatchEventRule[]): void {
    const [resources, anybody] = [[this.queue.arn], [{ type: '*', identifiers: ['*'] }]];
    const policy = new DataAwsIamPolicyDocument(this, 'senders', {
      statement: [
        {
          sid: 'Rules',
          actions: ['sqs:SendMessage'],
          resources,
          principals: [{ type: 'Service', identifiers: ['events.amazonaws.com'] }],
          condition: [{ test: 'ArnEquals', variable: 'aws:SourceArn', values: rules.map(({ arn }) => arn) }],
        },
        {
          sid: 'TlsOnly',
          effect: 'Deny',
          actions: ['sqs:*'],
          resources,
          principals: anybody,
          condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
        },
      ],
    });
    new SqsQueuePolicy(this, 'policy', { queueUrl: this.queue.url, policy: policy.json });
  }
}

const ec2 = (type: string) => ({ source: ['aws.ec2'], 'detail-type': [type] });

const SCHEDULED = {
  source: ['aws.health'],
  'detail-type': ['AWS Health Event'],
  detail: { service: ['EC2'], eventTypeCategory: ['scheduledChange'] },
};
