import { AgentGroup } from '../../constructs/agent-group';
import type { AgentGroupProps } from '../../constructs/agent-group-props';
import { EphemeralStorage } from '../../constructs/ephemeral-storage';
import type { SynthesizedStack } from '../../constructs/testing';
import { synthesize } from '../../constructs/testing';
import { agentGroupStack, only, problemsOf } from '../support/agent-group';
import { dcosCluster, plainCluster } from '../support/cluster';

const WATCHED: Partial<AgentGroupProps> = { health: {}, launchHook: {}, janitor: 'off' };
const HOOK = {
  name: 'becomes-an-agent',
  lifecycle_transition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  default_result: 'ABANDON',
};
/** Whatever else makes a group end machines of its own accord. */
const OWN_ACCORD =
  /target_group|load_balancers|max_instance_lifetime|instance_refresh|capacity_rebalance|warm_pool/;
const refused = (props: Partial<AgentGroupProps>) => problemsOf(() => agentGroupStack(props));

/** Statements of the role's own policy. */
function statements(stack: SynthesizedStack): readonly unknown[] {
  return Object.values(stack.dataSources('aws_iam_policy_document')).flatMap(
    (one) => one['statement'] as readonly unknown[],
  );
}

describe('the launch hook', () => {
  test('holds the first machines and all later ones back, and the one that fails is replaced', () => {
    const stack = agentGroupStack({ ...WATCHED, launchHook: { timeout: '45m' } });
    const group = only(stack, 'aws_autoscaling_group');
    expect(group['initial_lifecycle_hook']).toEqual([{ ...HOOK, heartbeat_timeout: 2700 }]);
    expect(only(stack, 'aws_autoscaling_lifecycle_hook')).toEqual({
      ...HOOK,
      heartbeat_timeout: 2700,
      autoscaling_group_name: expect.stringMatching(/^\$\{aws_autoscaling_group\.\w+\.name\}$/),
    });
  });

  test('holds up no deployment, and nothing but EC2 replaces a machine later', () => {
    const group = only(agentGroupStack(WATCHED), 'aws_autoscaling_group');
    expect(group['wait_for_capacity_timeout']).toBe('0');
    expect(group['health_check_type']).toBe('EC2');
    expect(group['initial_lifecycle_hook']).toEqual([{ ...HOOK, heartbeat_timeout: 1800 }]);
    expect(group).toMatchObject({ suspended_processes: ['AZRebalance'], protect_from_scale_in: true });
    expect(Object.keys(group)).not.toEqual(expect.arrayContaining([expect.stringMatching(OWN_ACCORD)]));
  });

  test('is answered by the role of the group alone, whose name is the group’s', () => {
    const stack = agentGroupStack(WATCHED);
    const { name } = only(stack, 'aws_autoscaling_group');
    expect(name).toMatch(/^\$\{aws_iam_role\.\w+\.name\}$/);
    const role = String(name).slice(2, -6);
    expect(statements(stack)).toContainEqual({
      actions: ['autoscaling:CompleteLifecycleAction', 'autoscaling:RecordLifecycleActionHeartbeat'],
      resources: [
        `arn:\${element(split(":", ${role}.arn), 1)}:autoscaling:*:\${element(split(":", ${role}.arn), 4)}:autoScalingGroup:*:autoScalingGroupName/${name}`,
      ],
    });
  });

  test('leaves no trace where it is off', () => {
    const stack = agentGroupStack({ ...WATCHED, launchHook: 'off' });
    expect(stack.resources('aws_autoscaling_lifecycle_hook')).toEqual({});
    expect(only(stack, 'aws_autoscaling_group')).not.toHaveProperty('initial_lifecycle_hook');
    expect(only(stack, 'aws_autoscaling_group')).not.toHaveProperty('wait_for_capacity_timeout');
    expect(JSON.stringify(statements(stack))).not.toContain('autoscaling');
  });

  test.each(['9m', '3h', 'soon'])('refuses a timeout of %s', (timeout) => {
    expect(refused({ ...WATCHED, launchHook: { timeout } })).toEqual([
      expect.stringMatching(/^test\/spark\.launchHook\.timeout: found /),
    ]);
  });

  test('wants health, by which a machine knows that it is an agent', () => {
    expect(refused({ health: 'off', launchHook: {} })).toEqual([
      expect.stringContaining("launchHook: found health: 'off', wanted health"),
    ]);
  });
});

describe('the port of health', () => {
  const rules = (stack: SynthesizedStack) =>
    Object.values(stack.resources('aws_vpc_security_group_ingress_rule')).filter(
      (rule) => rule['description'] === 'Health of the agent',
    );

  test('is open to the agents of the group and to what has the security groups of the cluster', () => {
    const stack = synthesize((scope) => {
      new AgentGroup(scope, 'spark', {
        cluster: dcosCluster(scope, { securityGroupIds: ['sg-0a', 'sg-0b'] }),
        instanceType: 'i3.2xlarge',
        capacity: { min: 3, max: 50 },
        storage: EphemeralStorage.ebs({ size: '100g' }),
        drivers: { cidrs: ['10.0.0.0/8'] },
        health: {},
        janitor: 'off',
      });
    });
    expect(
      rules(stack)
        .map((rule) => rule['referenced_security_group_id'])
        .sort(),
    ).toEqual([
      expect.stringMatching(/^\$\{aws_security_group\.spark_network_group_\w+\.id\}$/),
      'sg-0a',
      'sg-0b',
    ]);
    for (const rule of rules(stack)) {
      expect(rule).toMatchObject({ from_port: 61337, to_port: 61337, ip_protocol: 'tcp' });
      expect(rule).not.toHaveProperty('cidr_ipv4');
    }
  });

  test('is nowhere where health is off', () => {
    expect(rules(agentGroupStack({ health: 'off', launchHook: 'off' }))).toEqual([]);
  });

  test.each([
    [7337, /ports of the machine|reservations\[0\]\.ports: found .*7337/],
    [5051, /health\.port: found 5051, wanted a port that the agent itself does not use/],
    [61091, /health\.port: found 61091, wanted a port that the agent itself does not use/],
    [40000, /health\.port: found 40000, wanted a port outside 32768-60999/],
    [80, /health\.port: found 80, wanted a whole number from 1024 to 65535/],
  ])('cannot be %s', (port, problem) => {
    expect(refused({ health: { port }, launchHook: 'off' }).join('\n')).toMatch(problem);
  });
});

test('whoever watches the group knows where the agents themselves answer', () => {
  const ports = [undefined, { port: 5055 }].map((agentFlags) => {
    let found: number | undefined;
    synthesize((stack) => {
      found = new AgentGroup(stack, 'spark', {
        cluster: plainCluster(stack),
        instanceType: 'i3.2xlarge',
        capacity: { min: 1, desired: 1, max: 1 },
        storage: EphemeralStorage.instanceStore(),
        ...(agentFlags ? { agentFlags } : {}),
      }).agentPort;
    });
    return found;
  });
  expect(ports).toEqual([5051, 5055]);
});
