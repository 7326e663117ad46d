import type { Hono } from 'hono';
import type { MarathonConfig } from '../world/marathon/config';
import type { Marathon } from '../world/marathon/marathon';
import type { World } from '../world/world';
import type { BodyReader } from './body-reader';
import { reader } from './control-context';

export function marathonPaths(app: Hono, { marathon }: World): void {
  app.patch('/marathon', async (context) => {
    const change = readConfig(await reader(context));
    marathon.configure(change);
    return context.json(view(marathon));
  });
  app.post('/marathon/disconnect', async (context) => {
    (await reader(context)).finish();
    marathon.leadership.loseMaster();
    return context.json(view(marathon));
  });
  app.post('/marathon/kill', async (context) => {
    (await reader(context)).finish();
    marathon.leadership.end();
    return context.json(view(marathon));
  });
  app.post('/marathon/start', async (context) => {
    (await reader(context)).finish();
    marathon.leadership.startAll();
    return context.json(view(marathon));
  });
}

function view({ core, leadership }: Marathon) {
  const { version, mesosRole, newGroupEnforceRole, leader } = core.config;
  return { version, mesosRole, newGroupEnforceRole, leader: leader ?? null, processes: leadership.view() };
}

function readConfig(body: BodyReader): Partial<MarathonConfig> {
  const version = body.read('version', 'a release of Marathon such as 1.11.24', (value) =>
    typeof value === 'string' && /^\d+\.\d+(\.\d+)?$/.test(value) ? value : undefined,
  );
  const mesosRole = body.text('mesosRole');
  const newGroupEnforceRole = body.oneOf('newGroupEnforceRole', ['top', 'off'] as const);
  const gpuSchedulingBehavior = body.oneOf('gpuSchedulingBehavior', ['restricted', 'unrestricted'] as const);
  const leader = body.read('leader', 'host:port, or null for none', (value) =>
    value === null || (typeof value === 'string' && /^[^:/\s]+:\d+$/.test(value)) ? { is: value } : undefined,
  );
  const restarts = body.truth('restarts');
  body.finish();
  return {
    ...(version === undefined ? {} : { version }),
    ...(mesosRole === undefined ? {} : { mesosRole }),
    ...(newGroupEnforceRole === undefined ? {} : { newGroupEnforceRole }),
    ...(gpuSchedulingBehavior === undefined ? {} : { gpuSchedulingBehavior }),
    ...(leader === undefined ? {} : { leader: leader.is ?? undefined }),
    ...(restarts === undefined ? {} : { restarts }),
  };
}
