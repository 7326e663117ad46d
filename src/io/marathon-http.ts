import { z } from 'zod';
import type { Deployment, Marathon, WriteAnswer } from '../operator/ports';
import type { HttpClient } from './http';
import { answerText, type HttpAnswer, wordsOf } from './http-answer';
import type { HttpRequest } from './http-exchange';
import { readApp } from './marathon-app';
import { readApps } from './marathon-apps';
import { readPorts } from './marathon-ports';
import { readQueue } from './marathon-queue';
import { isHarmless, NOT_SHOWN } from './sent-values';
import { isFields, parseJson, shaped } from './shape';

/** Marathon's REST API. A standby forwards everything to the leader, so any of them will do. */
export function marathonOverHttp(client: HttpClient): Marathon {
  const get = (path: string, large = false) => client.request({ method: 'GET', path, large });
  const small = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    const { body, url } = ok(await get(path));
    return shaped(schema, parseJson(body, url), url);
  };
  return {
    info: async () => {
      const { frameworkId, ...info } = await small('/v2/info', INFO);
      return { ...info, ...(frameworkId ? { frameworkId } : {}) };
    },
    app: async (id) => {
      const answer = await get(appPath(id), true);
      return answer.status === 404 ? undefined : at(ok(answer), readApp);
    },
    apps: async () => at(ok(await get(ALL_APPS, true)), readApps),
    ports: async () => at(ok(await get('/v2/apps?embed=apps.tasks', true)), readPorts),
    queue: async () => at(ok(await get('/v2/queue', true)), readQueue),
    create: (app) => write(client, { method: 'POST', path: '/v2/apps', json: app }),
    // A PATCH of this one field restarts nothing (recordings 04, 57).
    raise: (id, instances) => write(client, { method: 'PATCH', path: appPath(id), json: { instances } }),
    release: (appId, taskId) =>
      write(client, { method: 'DELETE', path: `${taskPath(appId, taskId)}?scale=true` }),
    wipe: (appId, taskId) =>
      write(client, { method: 'DELETE', path: `${taskPath(appId, taskId)}?wipe=true` }),
    deployments: async () => (await small('/v2/deployments', DEPLOYMENTS)).map(deploymentOf),
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

const ALL_APPS = '/v2/apps?embed=apps.tasks&embed=apps.deployments&embed=apps.lastTaskFailure';
const appPath = (id: string) => `/v2/apps${id}`;
const taskPath = (appId: string, taskId: string) => `${appPath(appId)}/tasks/${encodeURIComponent(taskId)}`;

/** An app is never changed with force: what locks it is waited for. */
async function write(client: HttpClient, request: HttpRequest): Promise<WriteAnswer> {
  const answer = await client.request(request);
  const { status } = answer;
  if (status >= 200 && status < 300) return { is: 'accepted', deploymentId: deploymentIdOf(answer) };
  const message = messageOf(answer);
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

/** An app that was not sent is not known here: of what looks like one nothing is told. */
function messageOf(answer: HttpAnswer): string {
  const message = answerText(answer);
  return definesApp(answer) ? message : message.replace(/[{[].*$/, NOT_SHOWN);
}

/** With `deployments` the app is locked, without it is there already (recording 01). */
function conflict(answer: HttpAnswer, message: string): WriteAnswer {
  const body = fieldsOf(answer);
  const deployments = body['deployments'];
  if (!Array.isArray(deployments)) return { is: 'exists', message };
  const ids = deployments
    .slice(0, MOST_NAMED)
    .map((one: unknown) => wordsOf(answer, String(isFields(one) ? one['id'] : one), 64));
  return { is: 'locked', message, deployments: ids };
}

/** Of deployments that lock an app, and of fields that are wrong. */
const MOST_NAMED = 10;

/** 422 says in `details` which field is wrong and why. */
function withDetails(answer: HttpAnswer, message: string): string {
  const details = fieldsOf(answer)['details'];
  if (!Array.isArray(details) || details.length === 0) return message;
  const lines = details.slice(0, MOST_NAMED).map((one: unknown) => {
    const { path, errors } = isFields(one) ? one : { path: undefined, errors: one };
    const text = Array.isArray(errors) ? errors.map(String).join(', ') : String(errors);
    // Of a field that was not sent it is not known what of it is repeated.
    const told = definesApp(answer) || (path && isHarmless(String(path)));
    const words = told ? text : NOT_SHOWN;
    return wordsOf(answer, path ? `${String(path)} ${words}` : words, 200);
  });
  const more = details.length > MOST_NAMED ? [`and ${details.length - MOST_NAMED} more`] : [];
  return `${message}: ${[...lines, ...more].join('; ')}`;
}

function definesApp({ sent }: HttpAnswer): boolean {
  return isFields(sent?.json) && 'id' in sent.json;
}

function fieldsOf(answer: HttpAnswer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(answer.body.toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

const INFO = z.object({
  version: z.string().min(1),
  /** Null before it first registered. */
  frameworkId: z.string().nullish(),
  marathon_config: z.object({
    /** Null where it was not set. */
    mesos_role: z.string().nullable(),
    new_group_enforce_role: z.string().nullable().default(null),
  }),
});

const DEPLOYMENTS = z.array(
  z.object({
    id: z.string().min(1),
    /** When it began. */
    version: z.string().default(''),
    affectedApps: z.array(z.string()),
    /** A pod's action names no app. */
    currentActions: z.array(z.object({ action: z.string(), app: z.string().optional() })),
  }),
);

function deploymentOf({
  id,
  version,
  affectedApps,
  currentActions,
}: z.infer<typeof DEPLOYMENTS>[number]): Deployment {
  const actions = currentActions.map(({ action, app = '' }) => ({ action, app }));
  return { id, since: version, apps: affectedApps, actions };
}

function ok(answer: HttpAnswer): HttpAnswer {
  if (answer.status === 200) return answer;
  throw new Error(`${answer.url}: Marathon answered ${answer.status}: ${answerText(answer)}`);
}

/** Says of a wrong answer whose it is. */
async function at<T>({ url, body }: HttpAnswer, read: (body: Buffer) => Promise<T>): Promise<T> {
  try {
    return await read(body);
  } catch (error) {
    if (error instanceof Error) error.message = `${url}: ${error.message}`;
    throw error;
  }
}
