import type { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { AgentGroup } from '../../constructs/agent-group';
import type { AgentGroupProps } from '../../constructs/agent-group-props';
import { Purchasing } from '../../constructs/agent-purchasing';
import { EphemeralStorage } from '../../constructs/ephemeral-storage';
import { ManifestStore } from '../../constructs/manifest-store';
import { Operator } from '../../constructs/operator';
import type { OperatorProps } from '../../constructs/operator-props';
import { type SynthesizedStack, synthesize } from '../../constructs/testing';
import { SHUFFLE } from '../support/agent-boot';
import { agentGroupStack, only, problemsOf } from '../support/agent-group';
import { dcosCluster } from '../support/cluster';
import { operatorEnvironment, operatorStack } from '../support/operator';

function agents(stack: TerraformStack, id: string, props: Partial<AgentGroupProps> = {}): AgentGroup {
  return new AgentGroup(stack, id, {
    cluster: dcosCluster(new Construct(stack, `of-${id}`)),
    instanceType: 'i3.2xlarge',
    capacity: { min: 3, max: 50 },
    storage: EphemeralStorage.instanceStore(),
    reservations: [SHUFFLE],
    drainOnTermination: {},
    ...props,
  });
}

function groupWithout(stack: TerraformStack): AgentGroup {
  return new AgentGroup(stack, 'spark', {
    cluster: dcosCluster(new Construct(stack, 'of-spark')),
    instanceType: 'i3.2xlarge',
    capacity: { min: 3, max: 50 },
    storage: EphemeralStorage.instanceStore(),
  });
}

/** An operator with one group among its agents. */
function stackWith(
  group: Partial<AgentGroupProps> = {},
  operator: Partial<OperatorProps> = {},
): SynthesizedStack {
  return operatorStack({ made: (stack) => ({ agents: [agents(stack, 'spark', group)], ...operator }) });
}

const HOOK = {
  name: 'drains-first',
  lifecycle_transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  default_result: 'CONTINUE',
};

function hookOf(stack: SynthesizedStack): Readonly<Record<string, unknown>> {
  const hooks = Object.values(stack.resources('aws_autoscaling_lifecycle_hook'));
  return hooks.find(({ name }) => name === HOOK.name) ?? {};
}

describe('a group that drains what it ends', () => {
  const group = (stack: SynthesizedStack) =>
    Object.entries(stack.resources('aws_autoscaling_group')).find(([id]) => id.startsWith('spark'))?.[1] ??
    {};

  test('waits by a hook that says itself how long, and as long without a word as with one', () => {
    const stack = stackWith();
    expect(hookOf(stack)).toMatchObject({
      ...HOOK,
      heartbeat_timeout: 3900,
      notification_metadata: '{"deadlineSeconds":3600,"heartbeatSeconds":3900}',
    });
    expect(group(stack)).toMatchObject({ protect_from_scale_in: true });
    expect(group(stack)).not.toHaveProperty('capacity_rebalance');
  });

  test('takes a longer deadline than a hook can have without a word', () => {
    const stack = stackWith({ drainOnTermination: { deadline: '6h', quiet: '2m', markGone: true } });
    expect(hookOf(stack)).toMatchObject({
      heartbeat_timeout: 7200,
      notification_metadata:
        '{"deadlineSeconds":21600,"heartbeatSeconds":7200,"quietSeconds":120,"markGone":true}',
    });
  });

  test('may be scaled in and rebalanced where that is asked for', () => {
    const stack = stackWith({
      purchasing: Purchasing.spot(),
      drainOnTermination: { scaleIn: true, rebalance: true },
    });
    expect(group(stack)).toMatchObject({ protect_from_scale_in: false, capacity_rebalance: true });
    expect(patterns(stack)['rebalance']).toEqual({
      source: ['aws.ec2'],
      'detail-type': ['EC2 Instance Rebalance Recommendation'],
    });
  });

  test('is refreshed, each machine after its drain', () => {
    const stack = stackWith({ instanceRefresh: { minHealthyPercentage: 90 } });
    expect(group(stack)).toMatchObject({ instance_refresh: { preferences: { min_healthy_percentage: 90 } } });
  });

  test('refuses what cannot work, all at once', () => {
    expect(
      problemsOf(() =>
        agentGroupStack({ drainOnTermination: { deadline: '48h', rebalance: true, operator: 'elsewhere' } }),
      ),
    ).toEqual([
      'test/spark.drainOnTermination.deadline: found "2days", wanted whole seconds, from 1 minute to 47 hours: AWS ends every hook after 48',
      'test/spark.drainOnTermination.rebalance: found true, and no machine is a spot instance, wanted a purchasing with spot instances, or no rebalance',
    ]);
    expect(problemsOf(() => agentGroupStack({ instanceRefresh: { minHealthyPercentage: 90 } }))).toEqual([
      expect.stringMatching(
        /^test\/spark\.instanceRefresh: found no drainOnTermination, wanted .* say drainOnTermination: \{\}/,
      ),
    ]);
    expect(
      problemsOf(() => agentGroupStack({ drainOnTermination: { deadline: 'soon', operator: 'elsewhere' } })),
    ).toEqual([expect.stringMatching(/^test\/spark\.drainOnTermination\.deadline: found "soon"/)]);
  });

  test('is refused where nobody answers it', () => {
    expect(() => agentGroupStack({ drainOnTermination: {} })).toThrow(
      /test\/spark\.drainOnTermination: found no Operator that has the group among its agents/,
    );
    expect(hookOf(agentGroupStack({ drainOnTermination: { operator: 'elsewhere' } }))).toMatchObject(HOOK);
  });

  test('is as it was without it', () => {
    const stack = agentGroupStack();
    expect(hookOf(stack)).toEqual({});
    expect(only(stack, 'aws_autoscaling_group')).toMatchObject({ protect_from_scale_in: true });
  });
});

interface Statement {
  readonly sid?: string;
  readonly effect?: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals?: unknown;
  readonly condition?: unknown;
}

function statements(stack: SynthesizedStack, prefix: string): readonly Statement[] {
  return Object.entries(stack.dataSources('aws_iam_policy_document'))
    .filter(([id]) => id.startsWith(prefix))
    .flatMap(([, document]) => document['statement'] as readonly Statement[]);
}

/** By what the rule is called here. */
function patterns(stack: SynthesizedStack): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.values(stack.resources('aws_cloudwatch_event_rule')).map((rule) => [
      String(rule['description']).split(': ')[1],
      JSON.parse(String(rule['event_pattern'])),
    ]),
  );
}

describe('the operator of such a group', () => {
  test('has a queue for what its rules send, closed to everybody else, and one for what nobody can read', () => {
    const stack = stackWith();
    const [queue, unread] = Object.values(stack.resources('aws_sqs_queue')).sort((a) =>
      a['redrive_policy'] === undefined ? 1 : -1,
    );
    expect(queue).toMatchObject({
      sqs_managed_sse_enabled: true,
      message_retention_seconds: 86_400,
      visibility_timeout_seconds: 60,
    });
    expect(JSON.parse(String(queue?.['redrive_policy']))).toMatchObject({ maxReceiveCount: 10 });
    expect(unread).toMatchObject({ sqs_managed_sse_enabled: true, message_retention_seconds: 1_209_600 });
    const rules = Object.keys(stack.resources('aws_cloudwatch_event_rule'));
    expect(rules).toHaveLength(3);
    const [arn] = statements(stack, 'operator_interruptions_senders')[0]?.resources ?? [];
    expect(statements(stack, 'operator_interruptions_senders')).toEqual([
      {
        sid: 'Rules',
        actions: ['sqs:SendMessage'],
        resources: [arn],
        principals: [{ type: 'Service', identifiers: ['events.amazonaws.com'] }],
        condition: [
          {
            test: 'ArnEquals',
            variable: 'aws:SourceArn',
            values: expect.arrayContaining(rules.map((id) => `\${aws_cloudwatch_event_rule.${id}.arn}`)),
          },
        ],
      },
      {
        sid: 'TlsOnly',
        effect: 'Deny',
        actions: ['sqs:*'],
        resources: [arn],
        principals: [{ type: '*', identifiers: ['*'] }],
        condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
      },
    ]);
  });

  test('hears of its own groups and hooks, of spot instances and of hosts that are retired', () => {
    const found = patterns(stackWith());
    expect(Object.keys(found).sort()).toEqual(['scheduled', 'spot', 'terminating']);
    expect(found['terminating']).toEqual({
      source: ['aws.autoscaling'],
      'detail-type': ['EC2 Instance-terminate Lifecycle Action'],
      detail: {
        AutoScalingGroupName: [expect.stringMatching(/^\$\{aws_autoscaling_group\.spark_group_\w+\.name\}$/)],
        LifecycleHookName: ['drains-first'],
      },
    });
  });

  test('hears of what it is asked to', () => {
    const all = { spot: false, scheduledChanges: false, stateChanges: true };
    const stack = operatorStack({ operator: { interruptions: all } });
    expect(patterns(stack)).toEqual({
      state: {
        source: ['aws.ec2'],
        'detail-type': ['EC2 Instance State-change Notification'],
        detail: { state: ['shutting-down', 'terminated'] },
      },
    });
    expect(statements(stack, 'operator_access_allowed').map(({ sid }) => sid)).not.toContain('AnswerGroups');
  });

  test('may take its messages and answer its groups, and is told of the queue', () => {
    const stack = stackWith();
    const own = statements(stack, 'operator_access_allowed').filter(({ sid }) =>
      ['TakeNotices', 'AnswerGroups'].includes(sid ?? ''),
    );
    expect(own).toEqual([
      {
        sid: 'TakeNotices',
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
        resources: [expect.stringMatching(/^\$\{aws_sqs_queue\.operator_interruptions_queue_\w+\.arn\}$/)],
      },
      {
        sid: 'AnswerGroups',
        actions: ['autoscaling:CompleteLifecycleAction', 'autoscaling:RecordLifecycleActionHeartbeat'],
        resources: [expect.stringMatching(/^\$\{aws_autoscaling_group\.spark_group_\w+\.arn\}$/)],
      },
    ]);
    expect(operatorEnvironment(stack)).toMatch(
      /^MESOS_SPARK_INTERRUPTIONS=\$\{aws_sqs_queue\.operator_interruptions_queue_\w+\.url\}$/m,
    );
  });

  test('has none of it where nobody waits and nobody asked', () => {
    const stack = operatorStack({
      made: (scope) => ({ agents: [groupWithout(scope)] }),
    });
    for (const type of ['aws_sqs_queue', 'aws_cloudwatch_event_rule'])
      expect(stack.resources(type)).toEqual({});
    expect(operatorEnvironment(stack)).not.toContain('INTERRUPTIONS');
  });

  test.each<[string, Partial<OperatorProps>, RegExp]>([
    ['hears nothing', { interruptions: 'off' }, /operator\.interruptions: found "off", and test\/spark wait/],
    ['only observes', { observeOnly: true }, /operator\.observeOnly: found true, and test\/spark wait/],
    ['knows no VPC', { agentVpcIds: [] }, /operator\.agentVpcIds: found none, wanted the VPCs of the agents/],
  ])('is refused where it %s', (_, operator, problem) => {
    expect(() => stackWith({}, operator)).toThrow(problem);
  });

  test('is one: a second operator of a group is refused', () => {
    expect(() =>
      synthesize((stack) => {
        const group = agents(stack, 'spark');
        const store = new ManifestStore(stack, 'store');
        for (const id of ['one', 'two']) {
          new Operator(stack, id, { store, cluster: group.cluster, agents: [group], bundle: __filename });
        }
      }),
    ).toThrow(
      /test\/two\.agents: found test\/spark, which test\/one answers, wanted a group that no other operator/,
    );
  });

  test('several groups, in whatever order they are said, are one rule and the same bytes', () => {
    const text = (order: (all: AgentGroup[]) => AgentGroup[]) =>
      JSON.stringify(
        operatorStack({
          made: (stack) => ({ agents: order(['a', 'b'].map((id) => agents(stack, id))) }),
        }).json,
      );
    expect(text((all) => [...all].reverse())).toBe(text((all) => all));
  });
});
