import { setTimeout as sleep } from 'node:timers/promises';
import { type Interruption, type InterruptionsState, stateStoreKeys } from '../../src/manifest';
import { listAt, textAt } from './demo/answers';
import { Arrow } from './demo/arrow';
import { GROUP } from './demo/example';

/** A group that drains what it ends, from its settings to the machine's end. The tests build on one another. */

const DEADLINE_SECONDS = 100;

let arrow: Arrow;
beforeAll(async () => {
  const drain = { deadline: `${DEADLINE_SECONDS}s`, quiet: '5s', scaleIn: true };
  arrow = await Arrow.start(
    () => undefined,
    [
      [['agents', GROUP, 'drainOnTermination'], drain],
      [['operator', 'interval'], '2s'],
    ],
  );
}, 60_000);
afterAll(() => arrow?.stop(), 60_000);

/** What state each machine of the group is in, by its id. */
async function machines(): Promise<Readonly<Record<string, string>>> {
  const AutoScalingGroupNames = [arrow.autoScalingGroup('agents')];
  const answer = await arrow.moto.ask('autoscaling', 'describe_auto_scaling_groups', {
    AutoScalingGroupNames,
  });
  return Object.fromEntries(
    listAt(answer, 'AutoScalingGroups', 0, 'Instances').map((one) => [
      textAt(one, 'InstanceId'),
      textAt(one, 'LifecycleState'),
    ]),
  );
}

const waiting = async () =>
  Object.entries(await machines()).flatMap(([id, state]) => (state === 'Terminating:Wait' ? [id] : []));

async function noted(machine: string): Promise<Interruption | undefined> {
  const text = await arrow.stateObject(stateStoreKeys.interruptions);
  return text === undefined ? undefined : (JSON.parse(text) as InterruptionsState).interruptions[machine];
}

async function declared(): Promise<readonly string[]> {
  const text = await arrow.stateObject(stateStoreKeys.declaredIndex('operator'));
  return text === undefined ? [] : listAt(JSON.parse(text), 'manifests').map((one) => textAt(one, 'name'));
}

/** The condition `Drained` of the machine's AgentDrain. */
async function drained(machine: string): Promise<unknown> {
  const text = await arrow.stateObject(stateStoreKeys.status('AgentDrain', machine));
  const conditions = text === undefined ? [] : listAt(JSON.parse(text), 'status', 'conditions');
  const found = conditions.find((one) => textAt(one, 'type') === 'Drained');
  return found === undefined ? undefined : textAt(found, 'reason');
}

async function until(what: string, seconds: number, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await holds())) {
    if (performance.now() > end) {
      throw new Error(
        `${what} did not come in ${seconds} s; the operator's log:\n${arrow.operatorLog.slice(-4000)}`,
      );
    }
    await sleep(250);
  }
}

/** An application with an executor on each agent, by the lab's own controls. */
async function lab(method: 'POST' | 'DELETE' | 'PATCH', path: string, body?: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const init = body ? { method, headers, body: JSON.stringify(body) } : { method };
  const response = await fetch(`${arrow.lab.url}/lab${path}`, init);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
}

const startApplication = (name: string) =>
  lab('POST', '/frameworks', { name, executors: 5, cpus: 1, mem: 1024 });

function spot(machine: string): Promise<unknown> {
  return arrow.moto.ask('events', 'put_events', {
    Entries: [
      {
        Source: 'aws.ec2',
        DetailType: 'EC2 Spot Instance Interruption Warning',
        Resources: [`arn:aws:ec2:eu-central-1a:instance/${machine}`],
        Detail: JSON.stringify({ 'instance-id': machine, 'instance-action': 'terminate' }),
      },
    ],
  });
}

test('Terraform makes hook, queue and rules, and sees no change in them', async () => {
  await arrow.deployment.deploy();
  const types = arrow.deployment.resources().map(({ type }) => type);
  expect(types.filter((type) => type === 'aws_sqs_queue')).toHaveLength(2);
  expect(types.filter((type) => type === 'aws_cloudwatch_event_rule')).toHaveLength(3);
  const AutoScalingGroupName = arrow.autoScalingGroup('agents');
  const hooks = await arrow.moto.ask('autoscaling', 'describe_lifecycle_hooks', { AutoScalingGroupName });
  expect(listAt(hooks, 'LifecycleHooks')).toContainEqual(
    expect.objectContaining({
      LifecycleHookName: 'drains-first',
      HeartbeatTimeout: DEADLINE_SECONDS + 300,
      DefaultResult: 'CONTINUE',
      NotificationMetadata: `{"deadlineSeconds":${DEADLINE_SECONDS},"heartbeatSeconds":${DEADLINE_SECONDS + 300},"quietSeconds":5}`,
    }),
  );
  const { code, output } = await arrow.deployment.plan();
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
}, 240_000);

test('the operator, told of the queue by its own unit, covers every agent', async () => {
  expect(await arrow.bringUpAgents()).toHaveLength(5);
  await arrow.startOperator();
  await arrow.converged();
}, 240_000);

test('a machine that its group ends goes once nobody needs its files, and its drain is cleared away', async () => {
  await startApplication('etl');
  const [machine = ''] = Object.keys(await machines());
  await arrow.moto.ask('autoscaling', 'terminate_instance_in_auto_scaling_group', {
    InstanceId: machine,
    ShouldDecrementDesiredCapacity: true,
  });
  await until('the drain', 60, async () => (await drained(machine)) === 'InUse');
  await sleep(10_000);
  expect(await waiting()).toEqual([machine]);
  expect((await noted(machine))?.hook?.outcome).toBeUndefined();
  await lab('DELETE', '/frameworks/etl');
  await until('the end of the machine', 60, async () => !(machine in (await machines())));
  expect((await noted(machine))?.hook?.outcome).toMatchObject({ reason: 'Drained' });
  await until('the end of the drain', 90, async () => !(await declared()).includes(machine));
  expect((await noted(machine))?.over).toMatchObject({ reason: 'MachineEnded' });
  expect(arrow.operatorLog).toContain('"did":"answered","reason":"Drained"');
}, 300_000);

test('scaling in waits until the deadline and no longer; a spot notice, told twice, is one drain; a restart loses nothing', async () => {
  await startApplication('late');
  const before = await machines();
  await arrow.moto.ask('autoscaling', 'set_desired_capacity', {
    AutoScalingGroupName: arrow.autoScalingGroup('agents'),
    DesiredCapacity: Object.keys(before).length - 1,
  });
  const began = Date.now();
  const [machine = ''] = await waiting();
  const interrupted = Object.keys(before).find((id) => id !== machine) ?? '';
  await spot(interrupted);
  await spot(interrupted);
  await until(
    'the drains',
    60,
    async () => (await drained(machine)) === 'InUse' && (await drained(interrupted)) === 'InUse',
  );
  expect([...(await declared())].sort()).toEqual([interrupted, machine].sort());
  const { causes, deadlineAt = '', ends } = (await noted(interrupted)) ?? {};
  expect([causes?.map(({ kind }) => kind), ends]).toEqual([['Spot'], true]);
  expect(Date.parse(deadlineAt) - Date.parse(causes?.[0]?.at ?? '')).toBe(110_000);
  expect(await arrow.stopOperator()).toBe(0);
  await arrow.startOperator();
  // Half of the time is over: the first operator has ended, and nobody has answered.
  await sleep(Math.max(0, began + (DEADLINE_SECONDS / 2) * 1000 - Date.now()));
  expect(await waiting()).toEqual([machine]);
  await until('the end of the machine', DEADLINE_SECONDS + 60, async () => !(machine in (await machines())));
  expect(Date.now() - began).toBeGreaterThanOrEqual(DEADLINE_SECONDS * 1000 - 1500);
  expect((await noted(machine))?.hook?.outcome).toMatchObject({ reason: 'DeadlinePassed' });
  await until('the end of the spot drain', 60, async () => (await drained(interrupted)) === 'DeadlinePassed');
}, 420_000);

test('nothing is left in either queue', async () => {
  const urls = listAt(await arrow.moto.ask('sqs', 'list_queues'), 'QueueUrls').map(String);
  expect(urls).toHaveLength(2);
  for (const QueueUrl of urls) {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
    const { Attributes } = await arrow.moto.ask('sqs', 'get_queue_attributes', { QueueUrl, AttributeNames });
    expect(Attributes).toEqual({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
    });
  }
}, 60_000);

test('destroy leaves nothing of ours', async () => {
  expect(await arrow.stopOperator()).toBe(0);
  await arrow.deployment.destroy();
  expect(arrow.deployment.resources()).toEqual([]);
  expect(listAt(await arrow.moto.ask('sqs', 'list_queues'), 'QueueUrls')).toEqual([]);
  expect(await arrow.moto.ask('events', 'list_rules')).toMatchObject({ Rules: [] });
}, 180_000);
