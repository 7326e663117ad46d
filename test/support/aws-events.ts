/** Events as EventBridge sends them, by the examples in AWS' own pages. */

const base = (id: string, at: string) => ({
  version: '0',
  id,
  account: '123456789012',
  time: at.replace(/\.\d+Z$/, 'Z'),
  region: 'eu-central-1',
});

interface Given {
  readonly id?: string;
  /** ISO 8601, UTC. */
  readonly at?: string;
}

const ID = '12345678-1234-1234-1234-123456789012';
const AT = '2026-01-01T00:00:00Z';

/** Scale-in lifecycle action: Amazon EC2 Auto Scaling event reference. */
export function terminatingEvent(
  machine: string,
  {
    id = ID,
    at = AT,
    metadata,
    hook = 'drains-first',
    group = 'spark-agents',
    transition = 'autoscaling:EC2_INSTANCE_TERMINATING',
  }: Given & {
    readonly metadata?: string;
    readonly hook?: string;
    readonly group?: string;
    readonly transition?: string;
  } = {},
) {
  return {
    ...base(id, at),
    'detail-type': 'EC2 Instance-terminate Lifecycle Action',
    source: 'aws.autoscaling',
    resources: [
      `arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:uuid:autoScalingGroupName/${group}`,
    ],
    detail: {
      LifecycleActionToken: '87654321-4321-4321-4321-210987654321',
      AutoScalingGroupName: group,
      LifecycleHookName: hook,
      EC2InstanceId: machine,
      LifecycleTransition: transition,
      ...(metadata === undefined ? {} : { NotificationMetadata: metadata }),
      Origin: 'AutoScalingGroup',
      Destination: 'EC2',
    },
  };
}

/** Spot Instance interruption notices. */
export function spotEvent(machine: string, { id = ID, at = AT }: Given = {}, action = 'terminate') {
  return {
    ...base(id, at),
    'detail-type': 'EC2 Spot Instance Interruption Warning',
    source: 'aws.ec2',
    resources: [`arn:aws:ec2:eu-central-1a:instance/${machine}`],
    detail: { 'instance-id': machine, 'instance-action': action },
  };
}

/** EC2 instance rebalance recommendations. */
export function rebalanceEvent(machine: string, { id = ID, at = AT }: Given = {}) {
  return {
    ...base(id, at),
    'detail-type': 'EC2 Instance Rebalance Recommendation',
    source: 'aws.ec2',
    resources: [`arn:aws:ec2:eu-central-1a:instance/${machine}`],
    detail: { 'instance-id': machine },
  };
}

/** State change events for Amazon EC2 instances. */
export function stateEvent(machine: string, state: string, { id = ID, at = AT }: Given = {}) {
  return {
    ...base(id, at),
    'detail-type': 'EC2 Instance State-change Notification',
    source: 'aws.ec2',
    resources: [`arn:aws:ec2:eu-central-1:123456789012:instance/${machine}`],
    detail: { 'instance-id': machine, state },
  };
}

/** AWS Health: an account-specific event of EC2. */
export function healthEvent(
  machines: readonly string[],
  {
    id = ID,
    at = AT,
    code = 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
    starts = 'Thu, 15 Jan 2026 06:00:00 GMT',
  }: Given & {
    readonly code?: string;
    readonly starts?: string;
  } = {},
) {
  return {
    ...base(id, at),
    'detail-type': 'AWS Health Event',
    source: 'aws.health',
    resources: [...machines],
    detail: {
      eventArn: `arn:aws:health:eu-central-1::event/EC2/${code}/${code}_1234`,
      service: 'EC2',
      eventTypeCode: code,
      eventTypeCategory: 'scheduledChange',
      startTime: starts,
      eventDescription: [
        { language: 'en_US', latestDescription: 'An instance is scheduled for retirement.' },
      ],
      affectedEntities: machines.map((entityValue) => ({ entityValue, tags: {} })),
    },
  };
}
