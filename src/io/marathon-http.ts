import type { Deployment, Marathon, PortsOfApp, QueuedApp, WriteAnswer } from '../operator/ports';
import type { HttpClient } from './http';
import { answerText, type HttpAnswer } from './http-answer';
import type { HttpRequest } from './http-exchange';
import { readApps } from './marathon-apps';
import { type AppJson, appOf } from './marathon-json';
import { readApp } from './marathon-tasks';

/** Marathon's REST API. A standby forwards everything to the leader, so any of them will do. */
export function marathonOverHttp(client: HttpClient): Marathon {
  const read = async (path: string): Promise<unknown> =>
    parsed(ok(await client.request({ method: 'GET', path })));
  return {
    info: async () => {
      const { version, frameworkId, marathon_config } = (await read('/v2/info')) as {
        version?: unknown;
        frameworkId?: unknown;
        marathon_config?: object;
      };
      return {
        version: String(version),
        ...(typeof frameworkId === 'string' ? { frameworkId } : {}),
        marathon_config: marathon_config ?? {},
      };
    },
    app: async (id) => {
      const answer = await client.request({ method: 'GET', path: appPath(id) });
      if (answer.status === 404) return undefined;
      const { app, tasks } = readApp(ok(answer).body);
      return appOf(app, tasks);
    },
    apps: async () => {
      const path = '/v2/apps?embed=apps.tasks&embed=apps.deployments';
      return readApps(ok(await client.request({ method: 'GET', path })).body);
    },
    ports: async () => {
      const { apps } = (await read('/v2/apps?embed=apps.tasks')) as { apps?: readonly AppJson[] };
      return (apps ?? []).map(portsOfApp);
    },
    queue: async () => {
      const { queue } = (await read('/v2/queue')) as { queue?: readonly QueueJson[] };
      return new Map((queue ?? []).flatMap((item) => queued(item)));
    },
    create: (app) => write(client, { method: 'POST', path: '/v2/apps', json: app }),
    // A PATCH of this one field restarts nothing (recordings 04, 57).
    raise: (id, instances) => write(client, { method: 'PATCH', path: appPath(id), json: { instances } }),
    release: (appId, taskId) =>
      write(client, { method: 'DELETE', path: `${taskPath(appId, taskId)}?scale=true` }),
    wipe: (appId, taskId) =>
      write(client, { method: 'DELETE', path: `${taskPath(appId, taskId)}?wipe=true` }),
    deployments: async () => ((await read('/v2/deployments')) as readonly DeploymentJson[]).map(deploymentOf),
    // Without partialUpdate=false what the new definition leaves out would stay as it was.
    replace: (app) =>
      write(client, {
        method: 'PUT',
        path: `${appPath(String(app['id']))}?partialUpdate=false&force=false`,
        json: app,
      }),
    // Its default is force=true, which would end other people's deployments.
    remove: (appId) => write(client, { method: 'DELETE', path: `${appPath(appId)}?force=false` }),
    stop: (id) =>
      write(client, { method: 'DELETE', path: `/v2/deployments/${encodeURIComponent(id)}?force=true` }),
  };
}

const appPath = (id: string) => `/v2/apps${id}`;
const taskPath = (appId: string, taskId: string) => `${appPath(appId)}/tasks/${encodeURIComponent(taskId)}`;

/** An app is never changed with force: what locks it is waited for. */
async function write(client: HttpClient, request: HttpRequest): Promise<WriteAnswer> {
  const answer = await client.request(request);
  const { status } = answer;
  if (status >= 200 && status < 300) return { is: 'accepted', deploymentId: deploymentIdOf(answer) };
  const message = answerText(answer);
  if (status === 409) return conflict(answer, message);
  if (status === 403 && message.startsWith('Max number')) return { is: 'busy', message };
  if (status >= 400 && status < 500 && status !== 401 && status !== 408 && status !== 429) {
    return { is: 'refused', status, message: withDetails(answer, message) };
  }
  throw new Error(`${request.method} ${request.path}: Marathon answered ${status}: ${message}`);
}

function deploymentIdOf({ headers }: HttpAnswer): string {
  const id = headers['marathon-deployment-id'];
  return typeof id === 'string' ? id : '';
}

/** With `deployments` the app is locked, without it is there already (recording 01). */
function conflict(answer: HttpAnswer, message: string): WriteAnswer {
  const body = fieldsOf(answer);
  const deployments = body['deployments'];
  if (!Array.isArray(deployments)) return { is: 'exists', message };
  return { is: 'locked', message, deployments: deployments.map(({ id }: { id?: unknown }) => String(id)) };
}

/** 422 says in `details` which field is wrong and why. */
function withDetails(answer: HttpAnswer, message: string): string {
  const details = fieldsOf(answer)['details'];
  if (!Array.isArray(details) || details.length === 0) return message;
  const lines = details.map(({ path, errors }: { path?: unknown; errors?: unknown }) => {
    const text = Array.isArray(errors) ? errors.map(String).join(', ') : String(errors);
    return path ? `${String(path)} ${text}` : text;
  });
  return `${message}: ${lines.join('; ')}`;
}

function fieldsOf(answer: HttpAnswer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(answer.body.toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

interface DeploymentJson {
  readonly id: string;
  readonly version?: string;
  readonly affectedApps?: readonly string[];
  readonly currentActions?: readonly { readonly action?: string; readonly app?: string }[];
}

function deploymentOf({
  id,
  version = '',
  affectedApps = [],
  currentActions = [],
}: DeploymentJson): Deployment {
  const actions = currentActions.map(({ action = '', app = '' }) => ({ action, app }));
  return { id: String(id), since: version, apps: affectedApps, actions };
}

interface QueueJson {
  readonly app?: { readonly id?: string };
  readonly count?: number;
  readonly processedOffersSummary?: {
    readonly rejectSummaryLastOffers?: readonly { readonly reason?: string; readonly declined?: number }[];
  };
}

function queued(item: QueueJson): readonly [string, QueuedApp][] {
  const { app, count = 0, processedOffersSummary } = item;
  if (app?.id === undefined) return [];
  const reasons = [...(processedOffersSummary?.rejectSummaryLastOffers ?? [])]
    .filter(({ declined = 0 }) => declined > 0)
    .sort((a, b) => (b.declined ?? 0) - (a.declined ?? 0))
    .map(({ reason = '' }) => reason);
  return [[app.id, { count, reasons }]];
}

function portsOfApp(app: AppJson): PortsOfApp {
  const wanted =
    app.requirePorts === true ? (app.portDefinitions ?? []).flatMap(({ port }) => port ?? []) : [];
  const held = (app.tasks ?? []).flatMap(({ ports }) => ports ?? []);
  return { id: app.id, wanted, held };
}

function ok(answer: HttpAnswer): HttpAnswer {
  if (answer.status === 200) return answer;
  throw new Error(`${answer.url}: Marathon answered ${answer.status}: ${answerText(answer)}`);
}

function parsed(answer: HttpAnswer): unknown {
  return JSON.parse(answer.body.toString('utf8'));
}
