import fc from 'fast-check';
import { agentBoot } from '../../../src/domain/agent/boot';
import { DEFAULT_GATE, GATE_ATTRIBUTE } from '../../../src/domain/agent/shuffle-gate';
import { SparkDistribution } from '../../../src/domain/spark/distribution';
import { sparkDefaultsProperties } from '../../../src/domain/spark/spark-defaults';
import { bootProps, DCOS } from '../../support/agent-boot';

/**
 * A model of what comes together when an agent joins a busy cluster: Marathon starts a service there, Spark starts
 * executors on every offer that its constraints let through, and the gate looks now and then. An executor that comes
 * before the service fails to register.
 */
interface Agent {
  readonly gated: boolean;
  joined: boolean;
  /** In this boot. */
  open: boolean;
  task: 'none' | 'starting' | 'answers';
  executors: number;
}

interface Step {
  readonly do: 'join' | 'task' | 'answer' | 'gate' | 'offer' | 'reboot';
  readonly agent: number;
}

const { files } = agentBoot(bootProps(DCOS, 'private', { shuffleGate: DEFAULT_GATE }));

/** The agent's attributes as its own files say them. */
function attributesOf({ gated, open }: Agent): ReadonlyMap<string, string> {
  const file = gated && open ? '/etc/mesos-spark/gate.env' : '/etc/mesos-spark/platform.env';
  const content = files.find(({ path }) => path === file)?.content ?? '';
  const text = /^MESOS_ATTRIBUTES="?([^"\n]*)/m.exec(content)?.[1] ?? '';
  return new Map(text.split(';').map((one) => one.split(':') as [string, string]));
}

/** Spark's rule for texts: every term names an attribute and a value that it has (MesosSchedulerUtils). */
function accepted(constraints: string, agent: Agent): boolean {
  const attributes = attributesOf(agent);
  return constraints.split(';').every((term) => {
    const [name = '', value = ''] = term.split(':');
    return attributes.get(name) === value;
  });
}

const constraints = (gated: boolean) =>
  sparkDefaultsProperties({
    shuffle: { sharedDirectory: '/var/lib/tmp/spark', sparkVersion: '2.4.0' },
    distribution: SparkDistribution.host('/opt/spark', { version: '2.4.0' }),
    attributes: { workload: 'spark', ...(gated ? GATE_ATTRIBUTE : {}) },
  })['spark.mesos.constraints'] ?? '';

/** Runs the steps; gives how many executors failed to register and how many could. */
function run(steps: readonly Step[], gated: boolean): { failed: number; registered: number } {
  const agents: Agent[] = [0, 1, 2].map(() => ({
    gated,
    joined: false,
    open: false,
    task: 'none',
    executors: 0,
  }));
  const asked = constraints(gated);
  const count = { failed: 0, registered: 0 };
  for (const step of steps) {
    const agent = agents[step.agent];
    if (agent === undefined) continue;
    switch (step.do) {
      case 'join':
        agent.joined = true;
        break;
      case 'task':
        if (agent.joined && agent.task === 'none') agent.task = 'starting';
        break;
      case 'answer':
        if (agent.task === 'starting') agent.task = 'answers';
        break;
      case 'gate':
        // constructs/boot/gate.sh, which test/boot/gate.test.ts holds to it.
        if (agent.joined && agent.task === 'answers') agent.open = true;
        break;
      case 'offer':
        if (!agent.joined || !accepted(asked, agent)) break;
        agent.executors += 1;
        if (agent.task === 'answers') count.registered += 1;
        else count.failed += 1;
        break;
      case 'reboot':
        Object.assign(agent, { joined: false, open: false, task: 'none', executors: 0 });
        break;
    }
  }
  return count;
}

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom<Step['do'][]>('join', 'task', 'answer', 'gate', 'offer', 'offer', 'offer', 'reboot'),
  agent: fc.nat(2),
});

test('no executor comes to an agent before its service answers, whoever is faster', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => expect(run(steps, true).failed).toBe(0)),
    { numRuns: 2000 },
  );
});

const join = ['join', 'offer', 'task', 'offer', 'answer', 'offer', 'gate', 'offer', 'offer'] as const;
const joining = join.map((one): Step => ({ do: one, agent: 0 }));

test('an agent that joins while executors are placed gets them once it can serve them', () => {
  expect(run(joining, true)).toEqual({ failed: 0, registered: 2 });
});

test('without a gate the same agent fails the first of them', () => {
  expect(run(joining, false)).toEqual({ failed: 2, registered: 3 });
});

test('after a reboot it waits again', () => {
  const again = [...joining, { do: 'reboot', agent: 0 } as const, ...joining.slice(0, 4)];
  expect(run(again, true)).toEqual({ failed: 0, registered: 2 });
});
