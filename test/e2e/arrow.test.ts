import { Arrow } from './demo/arrow';
import { isCovered, summary } from './demo/coverage';
import { DEFAULTS, GROUP } from './demo/example';

/** The demonstration's own path, asserted. The tests build on one another. */

let arrow: Arrow;
beforeAll(async () => {
  arrow = await Arrow.start(() => undefined);
}, 60_000);
afterAll(() => arrow?.stop(), 60_000);

test('cdktf deploys the worked example', async () => {
  await arrow.deployment.deploy();
  const types = arrow.deployment.resources().map(({ type }) => type);
  expect(types).toEqual(
    expect.arrayContaining(['aws_launch_template', 'aws_autoscaling_group', 'aws_s3_bucket']),
  );
}, 180_000);

test('a plan right after the deploy is empty', async () => {
  const { code, output } = await arrow.deployment.plan();
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
}, 60_000);

test('five agents come up with the resources that their user data gives them', async () => {
  const agents = await arrow.bringUpAgents();
  expect(agents).toHaveLength(5);
  const response = await fetch(`${arrow.lab.mesosUrl}/slaves`);
  const { slaves } = (await response.json()) as {
    slaves: { reserved_resources: object; attributes: object }[];
  };
  expect(slaves).toHaveLength(5);
  for (const slave of slaves) {
    expect(slave.attributes).toMatchObject({ workload: GROUP });
    expect(slave.reserved_resources).toEqual({
      shuffle: expect.objectContaining({ cpus: 2, mem: 4096, ports: '[7337-7339]' }),
    });
  }
}, 60_000);

test('the operator, fetched and started by its own unit, covers every agent', async () => {
  await arrow.startOperator();
  const rows = await arrow.converged();
  expect(summary(rows)).toBe('shuffle service: 5 of 5 agents');
  expect(new Set(rows.map((row) => row.service)).size).toBe(1);
  for (const { port } of rows) expect(port).toBe(7337);
}, 150_000);

test('it publishes spark-defaults.conf with the port of the running service', async () => {
  const conf = await arrow.publishedDefaults();
  expect({ [DEFAULTS]: conf }).toEqual({
    [DEFAULTS]: expect.stringMatching(/^spark\.shuffle\.service\.port[ =]+7337$/m),
  });
  expect(conf).toMatch(/^spark\.dynamicAllocation\.maxExecutors[ =]+10$/m);
  expect(conf).toMatch(/^spark\.scheduler\.mode[ =]+FAIR$/m);
}, 90_000);

test('a sixth agent is covered, too', async () => {
  expect(await arrow.addAgent()).toHaveLength(1);
  const rows = await arrow.converged();
  expect(summary(rows)).toBe('shuffle service: 6 of 6 agents');
  expect(rows.every(isCovered)).toBe(true);
}, 150_000);

test('what the group scaled to is no change to Terraform', async () => {
  const { code, output } = await arrow.deployment.plan();
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
}, 60_000);

test('the operator ends on SIGTERM', async () => {
  expect(await arrow.stopOperator()).toBe(0);
}, 30_000);

test('destroy leaves nothing of ours', async () => {
  await arrow.deployment.destroy();
  expect(arrow.deployment.resources()).toEqual([]);
  const { moto } = arrow;
  expect(await moto.ask('s3', 'list_buckets')).toMatchObject({ Buckets: [] });
  expect(await moto.ask('autoscaling', 'describe_auto_scaling_groups')).toMatchObject({
    AutoScalingGroups: [],
  });
  expect(await moto.ask('ec2', 'describe_launch_templates')).toMatchObject({ LaunchTemplates: [] });
  expect(await moto.ask('iam', 'list_roles')).toMatchObject({ Roles: [] });
}, 120_000);
