import { type Context, Hono } from 'hono';
import { ProblemError, problemText } from '../../domain/core/problem';
import type { Faults, FaultyServer } from '../world/faults';
import { hasEnded, TASK_STATES, type Task } from '../world/mesos/task';
import { isoTime } from '../world/time';
import type { World } from '../world/world';
import { agentPaths, agentView } from './control-agent-paths';
import { absent, reader } from './control-context';
import { faultPaths } from './control-faults';
import { frameworkPaths } from './control-frameworks';
import { marathonPaths } from './control-marathon';
import { masterPaths } from './control-master';

export interface ControlProps {
  readonly world: World;
  readonly faults: Faults;
  /** Brings the world up to date with the clock. */
  readonly before: () => void;
  /** Moves the clock on. */
  readonly advance: (seconds: number) => void;
  /** What `GET /lab` says beside the state of the world. */
  readonly about: () => Readonly<Record<string, string>>;
  /** Breaks the open streams of a server. */
  readonly cutStreams: (server: FaultyServer) => void;
}

/** `/lab`: everything a test or a demonstration does to the simulated world from outside. */
export function controlApp(props: ControlProps): Hono {
  const app = new Hono();
  const lab = new Hono();
  lab.onError((error, context) => {
    if (!(error instanceof ProblemError)) throw error;
    return context.json(
      { message: error.problems.map(problemText).join('\n'), problems: error.problems },
      400,
    );
  });
  lab.use('*', async (_, next) => {
    props.before();
    await next();
  });
  overviewPaths(lab, props);
  agentPaths(lab, props.world);
  masterPaths(lab, props.world);
  marathonPaths(lab, props.world);
  frameworkPaths(lab, props.world);
  faultPaths(lab, props);
  app.route('/lab', lab);
  return app;
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

function taskView(task: Task) {
  const { id, name, agentId, frameworkId, role, state, healthy, stagedAt } = task;
  const health = healthy === undefined ? {} : { healthy };
  return { id, name, agentId, frameworkId, role, state, stagedAt: isoTime(stagedAt), ...health };
}
