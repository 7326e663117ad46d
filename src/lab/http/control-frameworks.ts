import type { Context, Hono } from 'hono';
import { roleProblems } from '../../domain/mesos/role';
import type { ApplicationProps } from '../world/mesos/applications';
import { readConstraints } from '../world/mesos/constraints';
import type { Framework } from '../world/mesos/frameworks';
import { isoTime } from '../world/time';
import type { World } from '../world/world';
import type { BodyReader } from './body-reader';
import { absent, reader } from './control-context';

/** Frameworks beside Marathon, such as Spark applications with their executors. */
export function frameworkPaths(app: Hono, world: World): void {
  const { cluster, applications } = world;
  app.get('/frameworks', (context) =>
    context.json({ frameworks: cluster.frameworks.all().map((one) => view(world, one)) }),
  );
  app.post('/frameworks', async (context) => {
    const props = readApplication(await reader(context));
    const framework = cluster.frameworks.find(applications.start(props));
    return framework ? context.json(view(world, framework), 201) : context.body(null, 500);
  });
  app.patch('/frameworks/:id', async (context) => {
    const body = await reader(context);
    const executors = body.numberFrom('executors', 0);
    const uses = body.numberFrom('uses', 0);
    const connected = body.truth('connected');
    body.finish();
    const framework = find(world, context);
    if (!framework) return absent(context, `framework ${context.req.param('id')}`);
    if (connected === false) cluster.frameworks.disconnect(framework.id);
    if (connected === true) cluster.frameworks.reregister(framework.id);
    if (executors !== undefined) applications.scale(framework.id, executors);
    if (uses !== undefined) applications.use(framework.id, uses);
    return context.json(view(world, cluster.frameworks.find(framework.id) ?? framework));
  });
  app.delete('/frameworks/:id', (context) => {
    const framework = find(world, context);
    if (!framework) return absent(context, `framework ${context.req.param('id')}`);
    cluster.frameworks.complete(framework.id);
    return context.json(view(world, cluster.frameworks.find(framework.id) ?? framework));
  });
}

/** By its id, or the latest of this name that is not completed. */
function find({ cluster }: World, context: Context): Framework | undefined {
  const wanted = context.req.param('id');
  return cluster.frameworks.all().findLast(({ id, name }) => id === wanted || name === wanted);
}

function readApplication(body: BodyReader): ApplicationProps {
  const name = body.required('name', body.text('name')) ?? '';
  const role = body.text('role');
  if (role !== undefined && role !== '*') {
    for (const problem of roleProblems(role)) body.problem({ ...problem, at: 'role' });
  }
  const wanted = 'text as in spark.mesos.constraints, such as "workload:spark;rack"';
  const constraints = body.read('constraints', wanted, (value) =>
    typeof value === 'string' ? readConstraints(value) : undefined,
  );
  const webUiUrl = body.text('webUiUrl');
  const props = {
    name,
    ...(role === undefined ? {} : { role }),
    executors: body.numberFrom('executors', 0) ?? 0,
    cpus: body.numberFrom('cpus', 0) ?? 1,
    mem: body.numberFrom('mem', 0) ?? 1024,
    perAgent: body.numberFrom('perAgent', 1) ?? 1,
    constraints: constraints ?? {},
    uses: body.numberFrom('uses', 0) ?? 0,
    ...(webUiUrl === undefined ? {} : { webUiUrl }),
  };
  body.finish();
  return props;
}

function view({ cluster }: World, framework: Framework) {
  const { id, name, roles, connected, recovered, registeredAt, completedAt } = framework;
  const tasks = cluster.tasks.all().filter(({ frameworkId }) => frameworkId === id);
  return {
    id,
    name,
    roles,
    connected,
    recovered,
    completed: completedAt !== undefined,
    registeredAt: isoTime(registeredAt),
    tasks: tasks.map((task) => ({
      id: task.id,
      host: cluster.byId(task.agentId)?.hostname ?? '',
      state: task.state,
      stagedAt: isoTime(task.stagedAt),
    })),
  };
}
