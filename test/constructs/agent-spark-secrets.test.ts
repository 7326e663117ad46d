import { TerraformVariable } from 'cdktf';
import { AgentGroup } from '../../constructs/agent-group';
import { EphemeralStorage } from '../../constructs/ephemeral-storage';
import { type SynthesizedStack, synthesize, userDataOf } from '../../constructs/testing';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import { SparkSecret } from '../../src/domain/spark/spark-secret';
import { agentGroupStack, only, problemsOf } from '../support/agent-group';
import { dcosCluster } from '../support/cluster';

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:spark/shuffle-x1Y2z3';
const OTHER = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:next-a4B5c6';

/** What the role may read. */
const readable = (stack: SynthesizedStack) =>
  (JSON.stringify(stack.dataSources('aws_iam_policy_document')).match(
    /"secretsmanager:GetSecretValue"\],"resources":\[[^\]]*\]/g,
  ) ?? []) as readonly string[];

/** What the machine is told to fetch. */
function fetched(stack: SynthesizedStack): string | undefined {
  const data = userDataOf(stack, only(stack, 'aws_launch_template')['user_data']);
  const settings = data?.files.find(({ path }) => path === '/etc/mesos-spark/agent.env')?.content;
  return /^SPARK_SECRETS=(.*)$/m.exec(settings ?? '')?.[1];
}

test('a group without them may read no secret and fetches none', () => {
  const stack = agentGroupStack();
  expect(readable(stack)).toEqual([]);
  expect(fetched(stack)).toBeUndefined();
});

test('the role may read those and no others, and machines fetch them: those of services of systemd, too', () => {
  const spark = SparkDistribution.host('/opt/spark', { version: '3.5.9' });
  const service = { port: 7340, spark, authentication: { secret: SparkSecret.onAgents(OTHER) } };
  const stack = agentGroupStack({ sparkSecrets: [ARN], hostShuffleServices: [service] });
  expect(readable(stack)).toEqual([`"secretsmanager:GetSecretValue"],"resources":["${ARN}","${OTHER}"]`]);
  expect(fetched(stack)).toBe(`"${ARN} ${OTHER}"`);
});

test('Terraform may be the only one who knows them', () => {
  const stack = synthesize((scope) => {
    const { stringValue } = new TerraformVariable(scope, 'spark_secret', { type: 'string' });
    new AgentGroup(scope, 'spark', {
      cluster: dcosCluster(scope),
      instanceType: 'i3.2xlarge',
      capacity: { min: 1, desired: 1, max: 1 },
      storage: EphemeralStorage.instanceStore({ fileSystem: 'xfs' }),
      sparkSecrets: [stringValue],
    });
  });
  expect(readable(stack)).toEqual(['"secretsmanager:GetSecretValue"],"resources":["${var.spark_secret}"]']);
  expect(fetched(stack)).toBe('${var.spark_secret}');
});

test('what is no ARN, or twice there, is refused, and not shown', () => {
  const problems = problemsOf(() => agentGroupStack({ sparkSecrets: ['hunter2hunter2', ARN, ARN] })).join(
    '\n',
  );
  expect(problems).toContain('sparkSecrets[0]: found 14 characters that are no ARN');
  expect(problems).toContain('sparkSecrets[2]: found what stands there already');
  expect(problems).not.toContain('hunter2');
});
