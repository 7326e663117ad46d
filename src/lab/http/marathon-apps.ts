import type { JsonObject } from '../world/marathon/app';
import { absolute } from '../world/marathon/apps';
import type { Plan } from '../world/marathon/deployment/plan';
import { Failure } from '../world/marathon/failure';
import type { Marathon } from '../world/marathon/marathon';
import { appJson, createdJson, definitionJson } from './app-view';
import { readJson } from './json-body';
import { flag, type LabRequest, type LabResponse, type Route } from './route';

const ALL = /^\/v2\/apps\/?$/;
const ONE = /^\/v2\/apps\/(.+)$/;

const idOf = ({ params }: LabRequest) => absolute(params[0] ?? '');
const force = ({ query }: LabRequest) => flag(query, 'force');

/** `/v2/apps` but for the tasks below it. */
export function appRoutes(marathon: Marathon): readonly Route[] {
  return [...belowApp(marathon), ...readApp(marathon), ...writeApp(marathon)];
}

function belowApp(marathon: Marathon): readonly Route[] {
  return [
    {
      method: 'POST',
      path: /^\/v2\/apps\/(.+)\/restart$/,
      handle: (request) => deployed(marathon.apps.restart(idOf(request), force(request))),
    },
    {
      method: 'GET',
      path: /^\/v2\/apps\/(.+)\/versions$/,
      handle: (request) => ({
        status: 200,
        body: { versions: marathon.changes.versionsOf(marathon.apps.get(idOf(request)).definition.id) },
      }),
    },
    {
      method: 'GET',
      path: /^\/v2\/apps\/(.+)\/versions\/([^/]+)$/,
      handle: (request) => oneVersion(marathon, idOf(request), request.params[1] ?? ''),
    },
  ];
}

function readApp(marathon: Marathon): readonly Route[] {
  return [
    { method: 'GET', path: ALL, handle: (request) => list(marathon, request) },
    { method: 'GET', path: ONE, handle: (request) => one(marathon, idOf(request)) },
  ];
}

function writeApp(marathon: Marathon): readonly Route[] {
  const { apps } = marathon;
  const props = (request: LabRequest) => ({ force: force(request), uri: `/v2/apps${idOf(request)}` });
  return [
    {
      method: 'POST',
      path: ALL,
      handle: (request) => {
        const { app, plan } = apps.create(readJson(request.body), { force: force(request), uri: '/v2/apps' });
        return { ...written(marathon, plan, app.definition.id), body: createdJson(marathon, app) };
      },
    },
    {
      method: 'PUT',
      path: ONE,
      handle: (request) => {
        const partial = flag(request.query, 'partialUpdate', true);
        const { plan, created } = apps.put(idOf(request), readJson(request.body), {
          ...props(request),
          partial,
        });
        return created ? written(marathon, plan, idOf(request)) : deployed(plan);
      },
    },
    {
      method: 'PATCH',
      path: ONE,
      handle: (request) => deployed(apps.patch(idOf(request), readJson(request.body), props(request)).plan),
    },
    {
      method: 'DELETE',
      path: ONE,
      // Unlike everywhere else, force is the default here.
      handle: (request) => deployed(apps.delete(idOf(request), flag(request.query, 'force', true))),
    },
  ];
}

/** 200 with the deployment, in the body and in the header. */
export function deployed(plan: Plan): LabResponse {
  return {
    status: 200,
    headers: { 'Marathon-Deployment-Id': plan.id },
    body: { deploymentId: plan.id, version: plan.version },
  };
}

/** 201. The Location lacks /v2/apps, as Marathon's does. */
function written(marathon: Marathon, plan: Plan, id: string): LabResponse {
  return {
    status: 201,
    headers: {
      'Marathon-Deployment-Id': plan.id,
      Location: `http://${marathon.core.config.leader ?? ''}${id}`,
    },
    body: { deploymentId: plan.id, version: plan.version },
  };
}

function one(marathon: Marathon, id: string): LabResponse {
  const app = appJson(marathon, marathon.apps.get(id), {
    tasks: true,
    taskStats: false,
    lastTaskFailure: true,
  });
  return { status: 200, body: { app } };
}

function oneVersion(marathon: Marathon, id: string, version: string): LabResponse {
  const app = marathon.changes.versionOf(id, version);
  if (!app) throw new Failure(404, `App '${id}' does not exist in version '${version}'`, { details: [] });
  return { status: 200, body: definitionJson(app) };
}

/** Filters by id (a part of it), cmd and label; counts and deployments are always there. */
function list(marathon: Marathon, { query }: LabRequest): LabResponse {
  const embed = query.getAll('embed');
  const wants = (name: string) => embed.some((one) => one === `apps.${name}` || one === `app.${name}`);
  const id = query.get('id');
  const cmd = query.get('cmd');
  const label = query.get('label');
  const shown = [...marathon.core.root.apps.values()].filter(({ definition }) => {
    return (
      (id === null || definition.id.includes(id)) &&
      (cmd === null || definition.cmd?.includes(cmd) === true) &&
      (label === null || hasLabel(definition.labels, label))
    );
  });
  const apps = shown.map(
    (app): JsonObject =>
      appJson(marathon, app, {
        tasks: wants('tasks'),
        taskStats: wants('taskStats'),
        lastTaskFailure: wants('lastTaskFailure') || wants('failures'),
      }),
  );
  return { status: 200, body: { apps } };
}

/** `a`, `a==b`, `a!=b`, several with commas. */
function hasLabel(labels: Readonly<Record<string, string>>, selector: string): boolean {
  return selector.split(',').every((part) => {
    const [, key = '', operator, value] = /^\s*([^=!\s]+)\s*(==|!=)?\s*(.*?)\s*$/.exec(part) ?? [];
    if (operator === undefined) return labels[key] !== undefined;
    return operator === '==' ? labels[key] === value : labels[key] !== value;
  });
}
