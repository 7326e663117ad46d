import type { Json, JsonObject } from '../world/marathon/app';
import { type Job, jobJson } from '../world/metronome/job';
import type { Metronome } from '../world/metronome/metronome';
import { Refusal, unknownRun } from '../world/metronome/refusal';
import { historyJson, runJson, summaryJson } from '../world/metronome/run';
import { scheduleJson } from '../world/metronome/schedule';
import { findRoute, flag, type LabRequest, type LabResponse, type Route, toResponse } from './route';

const EMBEDS = ['activeRuns', 'schedules', 'history', 'historySummary'];
const VERSION = '0.6.54';

/** Metronome's REST API over a world (dcos/metronome de4174d, api/src/main/resources/routes). */
export class MetronomeHttp {
  private readonly routes: readonly Route[];

  constructor(metronome: Metronome) {
    this.routes = [...jobRoutes(metronome), ...scheduleRoutes(metronome), ...runRoutes(metronome), ...INFO];
  }

  answer(request: LabRequest): Response {
    const found = findRoute(this.routes, request.method, request.path);
    // Play has one word for what it does not know, whatever the method.
    if (found.is !== 'route')
      return toResponse(refused(new Refusal(404, { message: 'Unknown route.' }), request));
    try {
      return toResponse(found.route.handle({ ...request, params: found.params }));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return toResponse(refused(error, request));
    }
  }
}

const INFO: readonly Route[] = [
  { method: 'GET', path: /^\/ping$/, handle: () => ({ status: 200, body: 'pong' }) },
  {
    method: 'GET',
    path: /^\/info$/,
    handle: () => ok({ version: VERSION, libVersion: '1.11.24', config: {} }),
  },
  { method: 'GET', path: /^\/leader$/, handle: () => ok({ leader: 'master:9000' }) },
];

function jobRoutes(metronome: Metronome): readonly Route[] {
  const json = (job: Job) => jobJson(job, metronome.now);
  const create: Route['handle'] = (request) => created(json(metronome.create(readJson(request))));
  const replace = (withSchedules: boolean): Route['handle'] => {
    return (request) => ok(json(metronome.replace(param(request), readJson(request), withSchedules)));
  };
  return [
    {
      method: 'GET',
      path: /^\/v1\/jobs$/,
      handle: ({ query }) => {
        const embeds = readEmbeds(query);
        return ok(metronome.all().map((job) => infoJson(metronome, job, embeds)));
      },
    },
    { method: 'POST', path: /^\/v1\/jobs$/, handle: create },
    {
      method: 'GET',
      path: /^\/v1\/jobs\/([^/]+)$/,
      handle: (request) => {
        const embeds = readEmbeds(request.query);
        return ok(infoJson(metronome, metronome.job(param(request)), embeds));
      },
    },
    { method: 'PUT', path: /^\/v1\/jobs\/([^/]+)$/, handle: replace(false) },
    {
      method: 'DELETE',
      path: /^\/v1\/jobs\/([^/]+)$/,
      handle: (request) =>
        ok(json(metronome.remove(param(request), flag(request.query, 'stopCurrentJobRuns')))),
    },
    { method: 'POST', path: /^\/v0\/scheduled-jobs$/, handle: create },
    { method: 'PUT', path: /^\/v0\/scheduled-jobs\/([^/]+)$/, handle: replace(true) },
  ];
}

function infoJson(metronome: Metronome, job: Job, embeds: readonly string[]): JsonObject {
  const history = metronome.history(job.id);
  return {
    ...jobJson(job, metronome.now),
    ...(embeds.includes('activeRuns') ? { activeRuns: metronome.runs.of(job.id).map(runJson) } : {}),
    ...(embeds.includes('history') ? { history: historyJson(history) } : {}),
    ...(embeds.includes('historySummary') ? { historySummary: summaryJson(history) } : {}),
  };
}

function scheduleRoutes(metronome: Metronome): readonly Route[] {
  const one = /^\/v1\/jobs\/([^/]+)\/schedules\/([^/]+)$/;
  const all = /^\/v1\/jobs\/([^/]+)\/schedules$/;
  const json = (schedule: Parameters<typeof scheduleJson>[0]) => scheduleJson(schedule, metronome.now);
  return [
    {
      method: 'GET',
      path: all,
      handle: (request) => ok(metronome.job(param(request)).schedules.map(json)),
    },
    {
      method: 'POST',
      path: all,
      handle: (request) => created(json(metronome.addSchedule(param(request), readJson(request)))),
    },
    {
      method: 'GET',
      path: one,
      handle: (request) => ok(json(metronome.schedule(param(request), param(request, 1)))),
    },
    {
      method: 'PUT',
      path: one,
      handle: (request) =>
        ok(json(metronome.changeSchedule(param(request), param(request, 1), readJson(request)))),
    },
    {
      method: 'DELETE',
      path: one,
      handle: (request) => {
        metronome.removeSchedule(param(request), param(request, 1));
        return { status: 200 };
      },
    },
  ];
}

function runRoutes(metronome: Metronome): readonly Route[] {
  const all = /^\/v1\/jobs\/([^/]+)\/runs$/;
  return [
    {
      method: 'GET',
      path: all,
      handle: (request) => ok(metronome.runs.of(metronome.job(param(request)).id).map(runJson)),
    },
    { method: 'POST', path: all, handle: (request) => created(runJson(metronome.start(param(request)))) },
    {
      method: 'GET',
      path: /^\/v1\/jobs\/([^/]+)\/runs\/([^/]+)$/,
      handle: (request) => {
        const [job, id] = [param(request), param(request, 1)];
        const run = metronome.runs.find(job, id);
        if (!run) throw unknownRun(job, id);
        return ok(runJson(run));
      },
    },
    {
      method: 'POST',
      path: /^\/v1\/jobs\/([^/]+)\/runs\/([^/]+)\/actions\/stop$/,
      handle: (request) => ok(runJson(metronome.stop(param(request), param(request, 1)))),
    },
    {
      method: 'GET',
      path: /^\/v1\/queue$/,
      handle: () => {
        const waiting = metronome.runs.waiting();
        const jobs = [...new Set(waiting.map(({ job }) => job.id))];
        return ok(
          jobs.map((jobId) => ({
            jobId,
            runs: waiting.filter(({ job }) => job.id === jobId).map(({ id }) => ({ runId: id })),
          })),
        );
      },
    },
  ];
}

const ok = (body: Json): LabResponse => ({ status: 200, body });
const created = (body: Json): LabResponse => ({ status: 201, body });
const param = ({ params }: LabRequest, index = 0) => params[index] ?? '';

/** @throws Refusal */
function readJson({ headers, body }: LabRequest): unknown {
  if (!/^(text|application)\/json\b/.test(headers.get('content-type') ?? '')) {
    throw new Refusal(415, { message: 'Expecting text/json or application/json body' });
  }
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    throw new Refusal(400, { message: `Invalid Json: ${(error as Error).message}` });
  }
}

/** @throws Refusal */
function readEmbeds(query: URLSearchParams): readonly string[] {
  const embeds = query.getAll('embed').flatMap((text) => text.split(','));
  if (embeds.every((one) => EMBEDS.includes(one))) return embeds;
  const message = `Unknown embed options. Valid options are: ${EMBEDS.join(', ')}`;
  throw new Refusal(400, { message });
}

/** Errors of the web server, unlike those of the API, say the path. */
function refused({ status, body }: Refusal, { path }: LabRequest): LabResponse {
  const byServer = status === 400 || status === 415 || (status === 404 && Object.keys(body).length === 1);
  return { status, body: byServer ? { ...body, requestPath: path } : body };
}
