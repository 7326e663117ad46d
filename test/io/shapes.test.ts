import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { HttpClient } from '../../src/io/http';
import { readApp } from '../../src/io/marathon-app';
import { marathonOverHttp } from '../../src/io/marathon-http';
import { readPorts } from '../../src/io/marathon-ports';
import { readQueue } from '../../src/io/marathon-queue';
import { readAgents } from '../../src/io/mesos-agents';
import { readFrameworks } from '../../src/io/mesos-frameworks';
import { readRegistry } from '../../src/io/mesos-registry';
import { readTasks } from '../../src/io/mesos-tasks';
import { UnexpectedAnswer } from '../../src/io/shape';
import { mutations } from './mutations';

const RECORDINGS = path.join(__dirname, '../contract/recordings');

interface Step {
  readonly request?: { readonly method: string; readonly path: string; readonly body?: unknown };
  readonly response?: { readonly status: number; readonly body?: unknown };
}

/** Every recorded body that was an answer to such a request. */
function recorded(
  of: string,
  isWanted: (request: NonNullable<Step['request']>) => boolean,
): readonly unknown[] {
  const folder = path.join(RECORDINGS, of);
  const bodies = readdirSync(folder).flatMap((file) => {
    const { steps = [] } = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as { steps?: Step[] };
    return steps.flatMap(({ request, response }) =>
      request && response?.status === 200 && isWanted(request) && typeof response.body === 'object'
        ? [response.body]
        : [],
    );
  });
  return [...new Map(bodies.map((body) => [JSON.stringify(body), body])).values()];
}

type Read = (bytes: Buffer) => Promise<unknown>;

/** A client whose every answer is this. */
const answering = (body: Buffer) =>
  ({
    request: async () => ({ status: 200, headers: {}, body, url: 'http://m', redirected: false }),
  }) as unknown as HttpClient;

/** What is decided on, without what is only read on demand. */
const agents: Read = async (bytes) => {
  const { agents, recovered } = await readAgents(bytes, { maintenance: new Set() });
  return {
    recovered,
    agents: agents.map((agent) => ({
      ...agent,
      bytes: undefined,
      inUseAt: undefined,
      inUseByRoleAt: undefined,
      used: ['shuffle', '*'].map((role) => agent.used(role)),
      usedPorts: agent.usedPorts(),
    })),
  };
};

interface Case {
  readonly name: string;
  readonly read: Read;
  readonly bodies: readonly unknown[];
  /** Places and changes after which another value is right: what is absent means none, or two types are taken. */
  readonly allowed: readonly (readonly [place: RegExp, change: RegExp])[];
}

const operatorCall = (type: string) => (request: NonNullable<Step['request']>) =>
  (request.body as { type?: unknown } | undefined)?.type === type;

const SLAVES = recorded('mesos', (request) => /^(\/master)?\/slaves$/.test(request.path));

/** One of its agents with tasks, in a fault domain, being drained. */
function busy(answer: unknown): unknown {
  const { slaves } = answer as { slaves: readonly object[] };
  const used = (name: string, value: object, role: string) => ({
    ...{ name, ...value, role },
    ...(role === '*' ? {} : { reservations: [{ type: 'STATIC', role }] }),
  });
  const agent = {
    ...slaves[1],
    used_resources: { cpus: 1.5, mem: 600, disk: 0, gpus: 0, ports: '[7337-7337, 9000-9001]' },
    used_resources_full: [
      used('cpus', { type: 'SCALAR', scalar: { value: 0.5 } }, 'shuffle'),
      used('mem', { type: 'SCALAR', scalar: { value: 600 } }, '*'),
      used('ports', { type: 'RANGES', ranges: { range: [{ begin: 7337, end: 7337 }] } }, 'shuffle'),
    ],
    drain_info: { state: 'DRAINING' },
    domain: { fault_domain: { region: { name: 'eu' }, zone: { name: 'eu-2' } } },
  };
  return { slaves: [agent], recovered_slaves: [{ id: 'S9', hostname: 'a9', port: 5051, attributes: {} }] };
}

/** The recorded apps that are not cut, one more with checks that have spoken. */
const APPS = recorded('marathon', ({ path, method }) => method === 'GET' && path.startsWith('/v2/apps/'))
  .flatMap((body) => (body as { app?: { tasks?: readonly object[]; instances?: number } }).app ?? [])
  .filter(({ tasks, instances }) => tasks && instances !== undefined)
  .flatMap((app) => [
    app,
    {
      ...app,
      portDefinitions: [{ port: 7337, protocol: 'tcp' }, { protocol: 'tcp' }],
      requirePorts: true,
      deployments: [{ id: 'd1' }],
      tasks: app.tasks?.map((task) => ({ ...task, healthCheckResults: [{ alive: true }, null, {}] })),
    },
  ]);

const cases: readonly Case[] = [
  {
    name: 'agents',
    read: agents,
    bodies: [...SLAVES, busy(SLAVES[0])],
    allowed: [
      [/\.(deactivated|drain_info|domain)$/, /dropped/],
      [/\.domain\.fault_domain$/, /dropped/],
      // Details of a drain decide nothing.
      [/\.drain_info$/, /^\{/],
      [/attributes$/, /^\{/],
      [/attributes\.\w+$/, /dropped|^"|^-?\d/],
      [/reserved_resources$/, /^\{\}/],
      [/reserved_resources\.\w+$/, /dropped/],
      // No ports, and a single port as a number (recording 02).
      [/resources(\.\w+)?\.ports$/, /dropped|^\d+$/],
      [/used_resources_full$/, /^\[\]/],
      [/used_resources_full\[\]\.(name|ranges|scalar)$/, /^"|dropped/],
      [/used_resources_full\[\]\.(role|reservations)$/, /dropped|^\[\]/],
      [/used_resources_full\[\]\.ranges\.range$/, /^\[\]/],
    ],
  },
  {
    name: 'the registry',
    read: readRegistry,
    bodies: recorded('mesos', (request) => request.path === '/registrar(1)/registry'),
    allowed: [[/^gone(\.slaves)?$/, /dropped|^\{/]],
  },
  {
    name: 'frameworks',
    read: readFrameworks,
    bodies: [
      ...recorded('mesos', operatorCall('GET_FRAMEWORKS')),
      {
        type: 'GET_FRAMEWORKS',
        get_frameworks: {
          frameworks: [
            { framework_info: { id: { value: 'f1' }, name: 'marathon', user: 'root' }, active: true },
          ],
          recovered_frameworks: [{ id: { value: 'f2' }, name: 'etl', webui_url: 'http://h:8081' }],
        },
      },
    ],
    allowed: [
      [/^get_frameworks$/, /^\{/],
      [/^get_frameworks\.(recovered_)?frameworks$/, /dropped/],
      // A framework need not have pages.
      [/webui_url$|connected$/, /dropped/],
    ],
  },
  {
    name: 'tasks with a label',
    read: (bytes) => readTasks({ label: 'ours' }, bytes),
    bodies: [
      {
        get_tasks: {
          tasks: [
            {
              ...{ name: 'a', state: 'TASK_RUNNING', task_id: { value: 't' } },
              ...{ framework_id: { value: 'f' }, agent_id: { value: 'S' } },
              labels: { labels: [{ key: 'ours', value: 'x' }] },
            },
          ],
          completed_tasks: [],
        },
      },
    ],
    allowed: [
      [/^get_tasks$/, /^\{/],
      [/^get_tasks\.(completed_)?tasks$/, /dropped/],
      [/labels/, /./],
    ],
  },
  {
    name: 'tasks of a framework',
    read: (bytes) => readTasks({ frameworkId: 'f' }, bytes),
    bodies: [
      {
        get_tasks: {
          tasks: [
            {
              ...{ name: 'a', state: 'TASK_RUNNING', task_id: { value: 't' } },
              ...{ framework_id: { value: 'f' }, agent_id: { value: 'S' } },
            },
          ],
          unreachable_tasks: [],
        },
      },
    ],
    allowed: [
      [/^get_tasks$/, /^\{/],
      [/^get_tasks\.(unreachable_)?tasks$/, /dropped/],
      // Then it is of another one.
      [/framework_id\.value$/, /^"/],
    ],
  },
  {
    name: 'info',
    read: (bytes) => marathonOverHttp(answering(bytes)).info(),
    bodies: recorded('marathon', ({ path, method }) => method === 'GET' && path === '/v2/info'),
    allowed: [
      [/new_group_enforce_role$/, /dropped|null/],
      [/mesos_role$/, /null/],
      // Not registered with Mesos yet.
      [/frameworkId$/, /dropped|null/],
    ],
  },
  {
    name: 'deployments',
    read: (bytes) => marathonOverHttp(answering(bytes)).deployments(),
    bodies: [
      [
        // As recording 56 has it.
        {
          ...{ id: 'd1', version: 'v', affectedApps: ['/shuffle/service'], affectedPods: [], currentStep: 2 },
          currentActions: [
            { action: 'ScaleApplication', app: '/shuffle/service', readinessCheckResults: [] },
          ],
        },
      ],
    ],
    allowed: [
      [/affectedApps$|currentActions$/, /^\[\]/],
      [/currentActions\[\]\.app$/, /dropped/],
      // Of unknown age: never taken for stuck.
      [/version$/, /dropped/],
    ],
  },
  {
    name: 'an app',
    read: readApp,
    bodies: APPS.map((app) => ({ app })),
    allowed: [
      [/tasks\[\]\.slaveId$/, /dropped|null|^"/],
      [/tasks\[\]\.version$/, /dropped/],
      [/tasks\[\]\.healthCheckResults$/, /dropped|^\[\]/],
      [/tasks\[\]\.healthCheckResults\[\]$/, /null|^\{/],
      [/tasks\[\]\.healthCheckResults\[\]\.alive$/, /dropped/],
      // The definition is compared as it is, whatever it says.
      [/^app\.(?!tasks|deployments|instances|id$)/, /./],
    ],
  },
  {
    name: 'ports',
    read: readPorts,
    bodies: APPS.map((app) => ({ apps: [app] })),
    allowed: [
      [/^apps\[\]\.requirePorts$/, /dropped/],
      [/^apps\[\]\.portDefinitions(\[\](\.port)?)?$/, /dropped|^\{|^\[\]/],
    ],
  },
  {
    name: 'the queue',
    read: readQueue,
    bodies: recorded('marathon', ({ path, method }) => method === 'GET' && path.startsWith('/v2/queue')),
    allowed: [
      [/processedOffersSummary(\.rejectSummaryLastOffers)?$/, /dropped|^\{|^\[\]/],
      [/^queue\[\]\.app$/, /^\{/],
    ],
  },
];

/** Maps and sets are no JSON. */
const text = (value: unknown) =>
  JSON.stringify(value, (_, one) => (one instanceof Map || one instanceof Set ? [...one] : one));

jest.setTimeout(60_000);

const outcome = async (read: Read, value: unknown) => {
  try {
    return { value: await read(Buffer.from(JSON.stringify(value))) };
  } catch (error) {
    if (error instanceof UnexpectedAnswer || error instanceof SyntaxError) return 'refused';
    throw error;
  }
};

test.each(cases)('$name: a wrong field is refused, never read as another value', async (one) => {
  const { read, bodies, allowed } = one;
  const surprises = new Set<string>();
  const seen = { whole: 0, refused: 0, same: 0 };
  for (const body of bodies) {
    const right = await outcome(read, body);
    // Some recorded bodies are cut to what matters there.
    if (right === 'refused') continue;
    seen.whole++;
    for (const { kind, what, value } of mutations(body)) {
      const found = await outcome(read, value);
      if (found === 'refused') seen.refused++;
      else if (text(found) === text(right)) seen.same++;
      else if (!allowed.some(([place, change]) => place.test(kind) && change.test(what))) {
        surprises.add(`${kind}: ${what}`);
      }
    }
  }
  expect([...surprises].sort()).toEqual([]);
  expect(seen.whole).toBeGreaterThan(0);
  expect(seen.refused).toBeGreaterThan(10);
});
