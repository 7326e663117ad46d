import type { Json } from '../world/marathon/app';
import { absolute } from '../world/marathon/apps';
import { wrongShape } from '../world/marathon/failure';
import type { Killed, KillFlags } from '../world/marathon/killing';
import type { Marathon } from '../world/marathon/marathon';
import { list, object, text } from '../world/marathon/shape';
import { readJson } from './json-body';
import { deployed } from './marathon-apps';
import { flag, type LabRequest, type LabResponse, type Route } from './route';
import { taskJson } from './task-view';

const idList = object({ ids: list(text()) }, ['ids']);

const OF_APP = /^\/v2\/apps\/(.+)\/tasks$/;

const idOf = ({ params }: LabRequest) => absolute(params[0] ?? '');

/** Tasks: of an app, of all apps, and their deletion. */
export function taskRoutes(marathon: Marathon): readonly Route[] {
  return [...deletions(marathon), ...lists(marathon)];
}

function lists(marathon: Marathon): readonly Route[] {
  return [
    {
      method: 'GET',
      path: OF_APP,
      handle: (request) => {
        const { definition } = marathon.apps.get(idOf(request));
        return { status: 200, body: { tasks: marathon.core.tracker.of(definition.id).flatMap(taskJson) } };
      },
    },
    {
      method: 'GET',
      path: /^\/v2\/tasks$/,
      handle: () => ({ status: 200, body: { tasks: everyTask(marathon) } }),
    },
  ];
}

function deletions(marathon: Marathon): readonly Route[] {
  return [
    {
      method: 'DELETE',
      path: /^\/v2\/apps\/(.+)\/tasks\/([^/]+)$/,
      handle: (request) => {
        const killed = marathon.killing.one(idOf(request), request.params[1] ?? '', flags(request));
        return answer(killed, ([task]) => ({ task: task ?? null }));
      },
    },
    {
      method: 'DELETE',
      path: OF_APP,
      handle: (request) => {
        const host = request.query.get('host') ?? undefined;
        return answer(marathon.killing.ofApp(idOf(request), host, flags(request)), (tasks) => ({ tasks }));
      },
    },
    {
      method: 'POST',
      path: /^\/v2\/tasks\/delete$/,
      handle: (request) => {
        const body = readJson(request.body);
        const details = idList(body, '');
        if (details.length > 0) throw wrongShape(details);
        const killed = marathon.killing.byIds((body as { ids: string[] }).ids, flags(request));
        return answer(killed, (tasks) => ({ tasks }));
      },
    },
  ];
}

/** Tasks of apps that exist: a lost one of a deleted app is tracked and not shown. */
function everyTask(marathon: Marathon): readonly Json[] {
  return marathon.core.tracker
    .all()
    .filter((instance) => marathon.core.root.apps.has(instance.appId))
    .flatMap(taskJson);
}

function flags({ query }: LabRequest): KillFlags {
  return { scale: flag(query, 'scale'), wipe: flag(query, 'wipe'), force: flag(query, 'force') };
}

function answer(killed: Killed, body: (tasks: readonly Json[]) => Json): LabResponse {
  if ('plan' in killed) return deployed(killed.plan);
  return { status: 200, body: body(killed.instances.flatMap(taskJson)) };
}
