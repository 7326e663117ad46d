import { type Context, Hono } from 'hono';
import { ProblemError, problemText, shown } from '../../domain/core/problem';
import type { MarathonConfig } from '../world/marathon/config';
import { type Agent, isActive } from '../world/mesos/agent';
import { hasEnded, TASK_STATES, type Task } from '../world/mesos/task';
import { isoTime } from '../world/time';
import type { World } from '../world/world';
import { BodyReader } from './body-reader';
import { readAgent } from './control-agents';

export interface ControlProps {
  readonly world: World;
  /** Brings the world up to date with the clock. */
  readonly before: () => void;
  /** Moves the clock on. */
  readonly advance: (seconds: number) => void;
  /** What `GET /lab` says beside the state of the world. */
  readonly about: () => Readonly<Record<string, string>>;
}

/** `/lab`: everything a test or a demonstration does to the simulated world from outside. */
export function controlApp(props: ControlProps): Hono {
  const app = new Hono();
  app.onError((error, context) => {
    if (!(error instanceof ProblemError)) throw error;
    return context.json(
      { message: error.problems.map(problemText).join('\n'), problems: error.problems },
      400,
    );
  });
  app.use('*', async (_, next) => {
    props.before();
    await next();
  });
  agentPaths(app, props.world);
  overviewPaths(app, props);
  masterPaths(app, props.world);
  marathonPaths(app, props.world);
  return app;
}

function agentPaths(app: Hono, { cluster, machine }: World): void {
  app.get('/agents', (context) => context.json({ agents: cluster.all().map(agentView) }));
  app.post('/agents', async (context) => {
    const agent = readAgent(await reader(context), machine);
    if (!agent) return context.body(null, 400);
    const present = cluster.find(agent.hostname);
    if (present?.presence === 'registered' && present.connected) {
      const message = `${agent.hostname} is there already; DELETE it, or PATCH it to {"active": false} first`;
      return context.json({ message }, 409);
    }
    return context.json(agentView(cluster.add(agent)), 201);
  });
  app.patch('/agents/:hostname', async (context) => {
    const body = await reader(context);
    const active = body.truth('active');
    const deactivated = body.truth('deactivated');
    const reachable = body.truth('reachable');
    body.finish();
    const agent = cluster.find(context.req.param('hostname'));
    if (!agent) return absent(context, `agent ${context.req.param('hostname')}`);
    if (deactivated !== undefined) cluster.setDeactivated(agent.id, deactivated);
    if (reachable !== undefined) cluster.setReachable(agent.id, reachable);
    if (active !== undefined) cluster.setConnected(agent.id, active);
    return context.json(agentView(cluster.byId(agent.id) ?? agent));
  });
  app.delete('/agents/:hostname', (context) => {
    const agent = cluster.find(context.req.param('hostname'));
    if (!agent) return absent(context, `agent ${context.req.param('hostname')}`);
    cluster.remove(agent.id);
    return context.json(agentView(cluster.byId(agent.id) ?? agent));
  });
}

function overviewPaths(app: Hono, { world, advance, about }: ControlProps): void {
  const { cluster, timeline } = world;
  app.get('/', (context) =>
    context.json({
      ...about(),
      now: isoTime(timeline.now),
      master: { id: cluster.master.id, recovering: cluster.master.recovering },
      agents: cluster.all().map(agentView),
      tasks: cluster.tasks.all().map(taskView),
    }),
  );
  app.post('/clock', async (context) => {
    const body = await reader(context);
    const seconds = body.required('advanceSeconds', body.numberFrom('advanceSeconds', 0));
    body.finish();
    advance(seconds ?? 0);
    return context.json({ now: isoTime(timeline.now) });
  });
}

function masterPaths(app: Hono, { cluster }: World): void {
  app.post('/master/failover', async (context) => {
    const body = await reader(context);
    const recovered = body.texts('recovered') ?? [];
    for (const hostname of recovered.filter((one) => !cluster.find(one))) {
      body.problem({ at: 'recovered', found: shown(hostname), wanted: 'hostnames of agents' });
    }
    body.finish();
    cluster.failover(recovered);
    return context.json({ master: cluster.master.id });
  });
  app.patch('/master', async (context) => {
    const body = await reader(context);
    const recovering = body.truth('recovering');
    body.finish();
    if (recovering !== undefined) cluster.setRecovering(recovering);
    return context.json({ master: cluster.master.id, recovering: cluster.master.recovering });
  });
}

function marathonPaths(app: Hono, world: World): void {
  const { cluster, marathon } = world;
  app.patch('/marathon', async (context) => {
    const change = readConfig(await reader(context));
    marathon.configure(change);
    const { version, mesosRole, newGroupEnforceRole, leader } = marathon.core.config;
    return context.json({ version, mesosRole, newGroupEnforceRole, leader: leader ?? null });
  });
  app.get('/tasks', (context) => context.json({ tasks: cluster.tasks.all().map(taskView) }));
  app.patch('/tasks/:id', (context) => patchTask(context, world));
}

async function patchTask(context: Context, { cluster }: World): Promise<Response> {
  const body = await reader(context);
  const state = body.oneOf('state', TASK_STATES);
  const healthy = body.truth('healthy');
  body.finish();
  const id = context.req.param('id') ?? '';
  const task = cluster.tasks.find(id);
  if (!task) return absent(context, `task ${id}`);
  if (state !== undefined) {
    if (hasEnded(state)) cluster.tasks.end(task, state, '');
    else cluster.tasks.becomes(id, state, '');
  }
  if (healthy !== undefined) cluster.tasks.reportHealth(id, healthy);
  return context.json(taskView(cluster.tasks.find(id) ?? { ...task, state: state ?? task.state }));
}

function readConfig(body: BodyReader): Partial<MarathonConfig> {
  const version = body.read('version', 'a release of Marathon such as 1.11.24', (value) =>
    typeof value === 'string' && /^\d+\.\d+(\.\d+)?$/.test(value) ? value : undefined,
  );
  const mesosRole = body.text('mesosRole');
  const newGroupEnforceRole = body.oneOf('newGroupEnforceRole', ['top', 'off'] as const);
  const leader = body.read('leader', 'host:port, or null for none', (value) =>
    value === null || (typeof value === 'string' && /^[^:/\s]+:\d+$/.test(value)) ? { is: value } : undefined,
  );
  body.finish();
  return {
    ...(version === undefined ? {} : { version }),
    ...(mesosRole === undefined ? {} : { mesosRole }),
    ...(newGroupEnforceRole === undefined ? {} : { newGroupEnforceRole }),
    ...(leader === undefined ? {} : { leader: leader.is ?? undefined }),
  };
}

async function reader(context: Context): Promise<BodyReader> {
  return new BodyReader(await context.req.text());
}

function absent(context: Context, what: string): Response {
  return context.json({ message: `there is no ${what}` }, 404);
}

function agentView(agent: Agent) {
  const { id, hostname, presence, deactivated } = agent;
  return { id, hostname, presence, active: isActive(agent), deactivated, gone: agent.dead };
}

function taskView(task: Task) {
  const { id, agentId, role, state, healthy } = task;
  return { id, agentId, role, state, ...(healthy === undefined ? {} : { healthy }) };
}
