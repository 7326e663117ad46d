import { SparkDistribution } from '../../src/domain/spark/distribution';
import { SHUFFLE } from '../support/agent-boot';
import { agentGroupStack, problemsOf } from '../support/agent-group';

const SERVICE = {
  port: 7340,
  spark: SparkDistribution.archive('https://repo.example/spark-3.5.9.tgz', {
    version: '3.5.9',
    sha256: 'ab'.repeat(32),
  }),
};

const ports = (type: string, props: Parameters<typeof agentGroupStack>[0]) =>
  Object.values(agentGroupStack(props).resources(type))
    .filter((rule) => rule['description'] === 'Spark external shuffle service')
    .map((rule) => `${rule['from_port']}-${rule['to_port']}`);

test('agents and drivers reach them', () => {
  const type = 'aws_vpc_security_group_ingress_rule';
  const drivers = { cidrs: ['10.1.0.0/16'] };
  expect(ports(type, { drivers })).toEqual(['7337-7339', '7337-7339']);
  expect(ports(type, { drivers, hostShuffleServices: [SERVICE] })).toEqual(['7337-7340', '7337-7340']);
  expect(ports(type, { reservations: [], hostShuffleServices: [SERVICE] })).toEqual(['7340-7340']);
});

test('a machine has to hold them beside what is reserved', () => {
  const conditions = (props: Parameters<typeof agentGroupStack>[0]) =>
    JSON.stringify(agentGroupStack(props).resources('aws_launch_template'));
  // 2 cpus and 4 GiB are reserved; the system keeps 1 GiB.
  expect(conditions({})).toContain('at least 5120 MiB');
  expect(conditions({ hostShuffleServices: [SERVICE] })).toContain(`at least ${5120 + 1024} MiB`);
  expect(conditions({ hostShuffleServices: [SERVICE] })).toContain('at least the 2.5');
});

test('everything that is wrong is said at once', () => {
  const problems = problemsOf(() =>
    agentGroupStack({
      reservations: [SHUFFLE],
      health: { port: 61_337 },
      hostShuffleServices: [
        { ...SERVICE, port: 7338, heap: '1g', memory: '1g' },
        { ...SERVICE, port: 5051 },
        { ...SERVICE, port: 61_337 },
        { ...SERVICE, port: 33_000 },
        SERVICE,
        SERVICE,
      ],
    }),
  ).join('\n');
  for (const words of [
    'hostShuffleServices[0].heap: found a heap of 1 GiB in a task of 1 GiB',
    'hostShuffleServices[1].port: found 5051, which the platform itself listens on',
    'hostShuffleServices[2].port: found 61337, where the machine answers how it is',
    'hostShuffleServices[3].port: found 33000, which is one of blockManagerPorts (32768-60999)',
    'hostShuffleServices[5].port: found 7340, which hostShuffleServices[4] has',
  ]) {
    expect(problems).toContain(words);
  }
});

test('a port of a reservation is not theirs: Marathon would give it to a service of its own', () => {
  const problems = problemsOf(() => agentGroupStack({ hostShuffleServices: [{ ...SERVICE, port: 7338 }] }));
  expect(problems).toEqual([expect.stringContaining('reservations[0].ports: found 7338, wanted ports that')]);
});

test('values that only Terraform will know are refused', () => {
  const port = '${TfToken[TOKEN.1]}' as unknown as number;
  expect(problemsOf(() => agentGroupStack({ hostShuffleServices: [{ ...SERVICE, port }] })).join()).toContain(
    'hostShuffleServices[0].port: found a value that only Terraform will know',
  );
});
