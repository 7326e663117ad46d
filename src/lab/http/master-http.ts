import type { Json } from '../world/marathon/app';
import type { Cluster } from '../world/mesos/cluster';
import type { MasterAddress } from '../world/mesos/masters';
import { CallError, forbidden, plainText } from './call-fields';
import { ConnectionCut } from './connection';
import { frameworksJson } from './frameworks-view';
import {
  machinesDown,
  machinesUp,
  maintenanceStatusJson,
  readMachines,
  readSchedule,
  scheduleJson,
} from './maintenance-paths';
import { type Viewer, viewerOf } from './master-access';
import { flagsJson, registryJson, stateJson, stateSummaryJson } from './master-state-view';
import { slavesJson } from './master-view';
import { metricsJson } from './metrics-view';
import { operatorCall } from './operator-api';
import { reservationForm } from './reservation-calls';
import { rolesJson } from './roles-view';
import { type LabRequest, type LabResponse, toResponse } from './route';
import { SchedulerApi } from './scheduler-api';
import { OpenStreams } from './streams';
import { subscribe } from './subscribe';
import { teardownForm } from './teardown';

/** The HTTP API of the Mesos masters over a cluster. Every path also stands below /master. */
export class MasterHttp {
  private readonly subscribers = new OpenStreams();
  private readonly scheduler: SchedulerApi;

  constructor(private readonly cluster: Cluster) {
    this.scheduler = new SchedulerApi(cluster);
    cluster.masters.ended.add(() => this.cutStreams());
  }

  /** What the process with this index answers. @throws ConnectionCut */
  answer(index: number, request: LabRequest): Response {
    const standing = this.cluster.masters.standing(index);
    if (standing.is === 'down') throw new ConnectionCut('ECONNREFUSED');
    const path = request.path
      .replace(/\/+/g, '/')
      .replace(/(.)\/$/, '$1')
      .replace(/^\/master(?=\/)/, '');
    const answer =
      local(path, request, { cluster: this.cluster, isLeader: standing.is === 'leader' }) ??
      (standing.is === 'leader'
        ? this.led(path, request, this.cluster.masters.address(index))
        : elsewhere(path, request, standing.leader));
    return answer instanceof Response ? answer : toResponse(answer);
  }

  /** Breaks every open stream of both streaming APIs. */
  cutStreams(): void {
    this.subscribers.cut();
    this.scheduler.streams.cut();
  }

  private led(path: string, request: LabRequest, address: MasterAddress): LabResponse | Response {
    const access = viewerOf(this.cluster.config, path, request);
    if ('refusal' in access) return access.refusal;
    try {
      return this.respond(path, request, { address, viewer: access.viewer });
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      return plainText(error.status, error.message);
    }
  }

  /** A trailing or double slash changes nothing, and only what writes looks at the method. */
  private respond(
    path: string,
    request: LabRequest,
    { address, viewer }: { readonly address: MasterAddress; readonly viewer: Viewer },
  ): LabResponse | Response {
    const { cluster } = this;
    switch (path) {
      case '/slaves':
        return json(slavesJson(cluster, request.query.get('slave_id') ?? undefined, viewer), request);
      case '/state-summary':
        return json(stateSummaryJson(cluster, address, viewer), request);
      case '/frameworks':
        return json(frameworksJson(cluster, viewer), request);
      case '/roles':
        return json(rolesJson(cluster, viewer), request);
      case '/redirect':
        return { status: 307, headers: { Location: `//${address.hostname}:${address.port}` } };
      case '/state':
        return json(stateJson(cluster, address, viewer), request);
      case '/flags':
        return json(flagsJson(cluster), request);
      case '/maintenance/status':
        return json(maintenanceStatusJson(cluster), request);
      case '/registrar(1)/registry':
        return request.path.startsWith('/master')
          ? notFound()
          : json(registryJson(cluster, address), request);
      case '/maintenance/schedule':
        return request.method === 'POST'
          ? this.write(path, request, viewer)
          : json(scheduleJson(cluster), request);
      default:
        if (!WRITES.has(path)) return notFound();
        if (request.method !== 'POST') return onlyPost(request.method);
        if (path === '/api/v1') {
          const open = () => subscribe(cluster, viewer, this.subscribers);
          return operatorCall({ cluster, address, viewer, request, subscribe: open });
        }
        if (path === '/api/v1/scheduler') return this.scheduler.answer(request, address);
        return this.write(path, request, viewer);
    }
  }

  private write(path: string, { body }: LabRequest, viewer: Viewer): LabResponse {
    const { cluster } = this;
    switch (path) {
      case '/teardown':
        return teardownForm(cluster, viewer, body);
      case '/reserve':
      case '/unreserve':
        return reservationForm(cluster, viewer, { isReserve: path === '/reserve', body });
      case '/maintenance/schedule':
        if (!viewer.may('update_maintenance_schedules')) throw forbidden();
        cluster.maintenance.update(readSchedule(parsed(body)));
        break;
      case '/machine/down':
        if (!viewer.may('start_maintenances')) throw forbidden();
        machinesDown(cluster, readMachines(parsed(body)));
        break;
      default:
        if (!viewer.may('stop_maintenances')) throw forbidden();
        machinesUp(cluster, readMachines(parsed(body)));
    }
    return { status: 200 };
  }
}

/** Paths of which only POST is known. */
const WRITES: ReadonlySet<string> = new Set([
  '/api/v1',
  '/api/v1/scheduler',
  '/teardown',
  '/reserve',
  '/unreserve',
  '/machine/down',
  '/machine/up',
]);

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new CallError(400, 'Failed to parse body into JSON: syntax error at line 1 near: ');
  }
}

/** What every master answers by itself, so that it does not tell who leads. */
function local(
  path: string,
  request: LabRequest,
  { cluster, isLeader }: { readonly cluster: Cluster; readonly isLeader: boolean },
): LabResponse | undefined {
  switch (path) {
    case '/health':
      return { status: 200 };
    case '/version':
      return json(
        { build_date: '', build_time: 0, build_user: '', version: cluster.config.version },
        request,
      );
    case '/metrics/snapshot':
      return json(metricsJson(cluster, isLeader), request);
    default:
      return undefined;
  }
}

/** A standby sends everything to the leader, below /master whether it was asked there or not. */
function elsewhere(path: string, request: LabRequest, leader: MasterAddress | undefined): LabResponse {
  if (leader === undefined) return plainText(503, 'No leader elected');
  const host = `//${leader.hostname}:${leader.port}`;
  if (path === '/redirect') return { status: 307, headers: { Location: host } };
  // The real one keeps parameters in a hash table; the order of two is turned around.
  const query = new URLSearchParams([...request.query].reverse()).toString();
  const Location = `${host}/master${path}${query === '' ? '' : `?${query}`}`;
  return { status: 307, headers: { Location } };
}

/** `?jsonp=name` wraps the answer, as every JSON endpoint of libprocess does. */
function json(body: Json, request: LabRequest): LabResponse {
  const wrapper = request.query.get('jsonp');
  return wrapper === null
    ? { status: 200, body }
    : {
        status: 200,
        body: `${wrapper}(${JSON.stringify(body)})`,
        headers: { 'Content-Type': 'text/javascript' },
      };
}

function notFound(): LabResponse {
  return plainText(404, '404 Not Found.');
}

function onlyPost(method: string): LabResponse {
  return plainText(405, `405 Method Not Allowed. Expecting one of { 'POST' }, but received '${method}'.`);
}
