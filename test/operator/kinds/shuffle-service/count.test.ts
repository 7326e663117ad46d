import fc from 'fast-check';
import { Ranges } from '../../../../src/domain/core/ranges';
import { countAgents, countTasks } from '../../../../src/operator/kinds/shuffle-service/count';
import { needOf } from '../../../../src/operator/kinds/shuffle-service/eligibility';
import type { AgentView, MarathonTask } from '../../../../src/operator/ports';
import { agent, app, lost, task, view } from '../../support/agents';
import { APP } from '../../support/manifests';

const need = needOf({ ...APP, portDefinitions: [{ port: 7337, protocol: 'tcp' }] }, 'shuffle');
const queue = (queued: number) => ({ queued, queueSteady: true });
const released = (host: string) => ({
  taskId: `task-${host}`,
  host,
  state: 'released' as const,
  at: '',
  because: '',
});

interface Case {
  readonly name: string;
  readonly instances: number;
  readonly tasks: readonly MarathonTask[];
  readonly queued?: number;
  readonly released?: readonly string[];
  readonly agents: readonly AgentView[];
  readonly target: number;
  readonly held: number;
}

const cases: readonly Case[] = [
  { name: 'nothing yet', instances: 0, tasks: [], agents: [agent('a1'), agent('a2')], target: 2, held: 0 },
  {
    name: 'a new agent',
    instances: 1,
    tasks: [task('a1')],
    agents: [agent('a1'), agent('a2')],
    target: 2,
    held: 0,
  },
  {
    name: 'a lost agent holds its slot (09)',
    instances: 2,
    tasks: [task('a1'), lost('a2')],
    agents: [agent('a1')],
    target: 2,
    held: 1,
  },
  {
    name: 'a lost task whose slot was given up is listed and holds nothing (50)',
    instances: 1,
    tasks: [task('a1'), lost('a2')],
    agents: [agent('a1')],
    target: 1,
    held: 0,
  },
  {
    name: 'beside it an instance that Marathon has yet to queue is no held slot (51)',
    instances: 2,
    tasks: [task('a1'), lost('a2')],
    released: ['a2'],
    agents: [agent('a1'), agent('a3')],
    target: 2,
    held: 0,
  },
  {
    name: 'a queued instance is not held',
    instances: 3,
    tasks: [task('a1'), lost('a2')],
    queued: 1,
    agents: [agent('a1')],
    target: 2,
    held: 1,
  },
  {
    name: 'staged and queued at once is counted low, never high (57)',
    instances: 2,
    tasks: [task('a1'), task('a2', { state: 'TASK_STAGING' })],
    queued: 1,
    agents: [agent('a1'), agent('a2')],
    target: 2,
    held: 0,
  },
  {
    name: 'a drained instance that waits is listed as killed (43) and queued',
    instances: 2,
    tasks: [task('a1'), task('a2', { state: 'TASK_KILLED' })],
    queued: 1,
    agents: [agent('a1'), agent('a2', { active: false, deactivated: true })],
    target: 1,
    held: 0,
  },
  {
    name: 'a dying task holds its place until it is queued anew',
    instances: 2,
    tasks: [task('a1'), task('a2', { state: 'TASK_KILLING' }), lost('a3')],
    released: [],
    agents: [agent('a1'), agent('a2', { usedPorts: () => Ranges.parse('7337') })],
    target: 1,
    held: 0,
  },
  {
    name: 'the agent is back before its task is: nothing is added for it',
    instances: 2,
    tasks: [task('a1'), lost('a2')],
    agents: [agent('a1'), agent('a2')],
    target: 2,
    held: 1,
  },
  {
    name: 'a task that was given up is back and not killed yet, on an agent that takes no new one',
    instances: 2,
    tasks: [task('a1'), task('a2'), task('a3')],
    released: ['a3'],
    agents: [agent('a1'), agent('a2'), agent('a3', { deactivated: true, active: false })],
    target: 2,
    held: 0,
  },
  {
    name: 'another machine under the lost name needs a task of its own',
    instances: 2,
    tasks: [task('a1'), lost('a2')],
    agents: [agent('a1'), agent('a2', { id: 'id-new' })],
    target: 3,
    held: 1,
  },
  {
    name: 'two rows with one hostname can hold one task',
    instances: 1,
    tasks: [task('a1')],
    agents: [agent('a1'), agent('a2', { active: false }), agent('a2', { id: 'id-new' })],
    target: 2,
    held: 0,
  },
  {
    name: 'an agent that is no longer eligible keeps its task in the count',
    instances: 2,
    tasks: [task('a1'), task('a2')],
    agents: [agent('a1'), agent('a2', { deactivated: true, active: false })],
    target: 2,
    held: 0,
  },
  {
    name: 'a task on an agent that the master does not list',
    instances: 2,
    tasks: [task('a1'), task('a2')],
    agents: [agent('a1')],
    target: 2,
    held: 0,
  },
  {
    name: 'an agent whose reservation is in use is missed and not asked for',
    instances: 1,
    tasks: [task('a1')],
    agents: [agent('a1'), agent('a2', { usedPorts: () => Ranges.parse('7337') })],
    target: 1,
    held: 0,
  },
];

test.each(cases)(
  'rule 1: $name',
  ({ instances, tasks, queued = 0, released: given = [], agents, target, held }) => {
    const counted = countTasks(app(instances, tasks), queue(queued), { releases: given.map(released) });
    expect(counted.held).toBe(held);
    expect(countAgents(view(agents), need, counted).target).toBe(target);
  },
);

const hosts = ['a1', 'a2', 'a3', 'a4', 'a5'];

/** Every host with an agent or without, a task or none, lost or live; numbers that fit each other. */
const world = fc.record({
  agents: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  tasks: fc.array(fc.constantFrom('live', 'held', 'ghost', 'none'), { minLength: 5, maxLength: 5 }),
  surplus: fc.integer({ min: 0, max: 2 }),
});

test('rule 1: the target is never above what can be placed and what is held', () => {
  fc.assert(
    fc.property(world, ({ agents, tasks, surplus }) => {
      const kinds = hosts.map((host, i) => [host, tasks[i] ?? 'none'] as const);
      const listed = kinds.flatMap(([host, kind]) =>
        kind === 'none' ? [] : [kind === 'live' ? task(host) : lost(host)],
      );
      const of = (kind: string) => kinds.filter(([, one]) => one === kind).map(([host]) => host);
      const instances = of('live').length + of('held').length + surplus;
      const counted = countTasks(app(instances, listed), queue(surplus), {
        releases: of('ghost').map(released),
      });
      const present = hosts.filter((_, i) => agents[i]).map((host) => agent(host));
      const { target } = countAgents(view(present), need, counted);
      const placeable = new Set([
        ...of('live'),
        ...present
          .map(({ hostname }) => hostname)
          .filter((host) => !of('held').includes(host) && !of('ghost').includes(host)),
      ]);
      expect(counted.held).toBe(of('held').length);
      expect(target).toBe(placeable.size + of('held').length);
    }),
  );
});
