import type { JsonObject } from '../world/marathon/app';
import { parentOf } from '../world/marathon/app';
import { absolute } from '../world/marathon/apps';
import type { Marathon } from '../world/marathon/marathon';
import { appJson } from './app-view';
import { readJson } from './json-body';
import { deployed } from './marathon-apps';
import { flag, type LabRequest, type Route } from './route';

const EMBED_NONE = { tasks: false, taskStats: false, lastTaskFailure: false };

/** `/v2/groups`. */
export function groupRoutes(marathon: Marathon): readonly Route[] {
  const { groups } = marathon;
  const path = /^\/v2\/groups(?:\/(.*?))?\/?$/;
  const idOf = ({ params }: LabRequest) => (params[0] ? absolute(params[0]) : '/');
  const force = ({ query }: LabRequest) => flag(query, 'force');
  return [
    { method: 'GET', path, handle: (request) => ({ status: 200, body: groupJson(marathon, idOf(request)) }) },
    {
      method: 'POST',
      path,
      handle: (request) => {
        const { id, plan } = groups.create(idOf(request), readJson(request.body), force(request));
        const location = `http://${marathon.core.config.leader ?? ''}${id}`;
        const answer = deployed(plan);
        return { ...answer, status: 201, headers: { ...answer.headers, Location: location } };
      },
    },
    {
      method: 'PUT',
      path,
      handle: (request) => deployed(groups.put(idOf(request), readJson(request.body), force(request))),
    },
    {
      method: 'PATCH',
      path,
      handle: (request) => {
        groups.patch(idOf(request), readJson(request.body));
        return { status: 200 };
      },
    },
    { method: 'DELETE', path, handle: (request) => deployed(groups.delete(idOf(request), force(request))) },
  ];
}

function groupJson(marathon: Marathon, id: string): JsonObject {
  const { root } = marathon.core;
  const group = marathon.groups.get(id);
  const isChild = (one: string) => one !== '/' && parentOf(one) === id;
  return {
    id,
    apps: [...root.apps.values()]
      .filter(({ definition }) => isChild(definition.id))
      .map((app) => appJson(marathon, app, EMBED_NONE)),
    groups: [...root.groups.keys()].filter(isChild).map((child) => groupJson(marathon, child)),
    dependencies: [],
    pods: [],
    version: group.version,
    ...(marathon.release.manyRoles && parentOf(id) === '/' && id !== '/'
      ? { enforceRole: group.enforceRole }
      : {}),
  };
}
