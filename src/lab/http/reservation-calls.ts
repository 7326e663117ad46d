import { Ranges } from '../../domain/core/ranges';
import type { Agent } from '../world/mesos/agent';
import type { Cluster } from '../world/mesos/cluster';
import type { Portion } from '../world/mesos/portions';
import { type Changed, reserved, unreserved } from '../world/mesos/reservations';
import { resourcesText } from '../world/mesos/resources-text';
import { CallError, type Fields, fieldsOf, forbidden, idOf, isFields } from './call-fields';
import type { Viewer } from './master-access';
import { pid } from './master-view';
import type { LabResponse } from './route';

const ACCEPTED: LabResponse = { status: 202 };

/** RESERVE_RESOURCES and UNRESERVE_RESOURCES. @throws CallError */
export function reservationCall(cluster: Cluster, viewer: Viewer, call: Fields): LabResponse {
  const isReserve = call['type'] === 'RESERVE_RESOURCES';
  const name = isReserve ? 'reserve_resources' : 'unreserve_resources';
  const fields = fieldsOf(call, name);
  const resources = Array.isArray(fields['resources']) ? fields['resources'] : [];
  return changeReservations(cluster, viewer, {
    isReserve,
    agentId: idOf(fields, 'agent_id', name),
    resources,
  });
}

/** The old endpoints `/reserve` and `/unreserve`: a form with `slaveId` and `resources`. @throws CallError */
export function reservationForm(
  cluster: Cluster,
  viewer: Viewer,
  { isReserve, body }: { readonly isReserve: boolean; readonly body: string },
): LabResponse {
  // As libprocess reads it: a plus sign is a plus sign in neither of the two.
  const form = new URLSearchParams(body);
  const agentId = form.get('slaveId');
  if (agentId === null) throw new CallError(400, "Missing 'slaveId' query parameter in the request body");
  let resources: unknown;
  try {
    resources = JSON.parse(form.get('resources') ?? '');
  } catch {
    throw new CallError(400, "Error in parsing 'resources' query parameter in the request body");
  }
  return changeReservations(cluster, viewer, {
    isReserve,
    agentId,
    resources: Array.isArray(resources) ? resources : [],
  });
}

function changeReservations(
  cluster: Cluster,
  viewer: Viewer,
  props: { readonly isReserve: boolean; readonly agentId: string; readonly resources: readonly unknown[] },
): LabResponse {
  const { isReserve } = props;
  const agent = cluster.byId(props.agentId);
  if (agent?.presence !== 'registered') throw new CallError(400, 'No agent found with specified ID');
  const asked = props.resources.map((one) => readResource(isFields(one) ? one : {}));
  if (asked.some(({ role }) => !viewer.may('reserve_resources', role))) throw forbidden();
  if (isReserve) checkPrincipal(asked, viewer.principal);
  checkDynamic(asked, isReserve ? `RESERVE operation on ${described(agent)}` : 'UNRESERVE operation');
  const held = { total: agent.resources, used: cluster.tasks.used(agent.id) };
  const changed: Changed = isReserve ? reserved(held, asked) : unreserved(held, asked);
  if ('conflict' in changed) throw new CallError(409, changed.conflict);
  cluster.change(agent.id, { resources: changed.total });
  return ACCEPTED;
}

function described(agent: Agent): string {
  return `agent ${agent.id} at ${pid(agent)} (${agent.hostname})`;
}

/** Whoever is authenticated says so in what it reserves (src/master/validation.cpp, operation::validate). */
function checkPrincipal(asked: readonly Portion[], principal: string | undefined): void {
  if (principal === undefined) return;
  for (const { dynamic } of asked) {
    if (!dynamic || dynamic.principal === principal) continue;
    const why =
      dynamic.principal === undefined
        ? `by principal '${principal}', but there is a reserved resource in the request with no principal set`
        : `by authenticated principal '${principal}', which does not match a reserved resource in the request with principal '${dynamic.principal}'`;
    throw new CallError(400, `Invalid RESERVE operation: A reserve operation was attempted ${why}`);
  }
}

function checkDynamic(asked: readonly Portion[], operation: string): void {
  if (asked.length === 0) {
    const message = 'Invalid resources: The resources have multiple resource providers: ';
    throw new CallError(400, `Invalid ${operation}: ${message}`);
  }
  const fixed = asked.find(({ dynamic }) => dynamic === undefined);
  if (fixed) {
    throw new CallError(
      400,
      `Invalid ${operation}: Resource ${resourcesText([fixed])} is not dynamically reserved`,
    );
  }
}

/** @throws CallError where the reservation itself makes no sense */
function readResource(item: Fields): Portion {
  const [first] = Array.isArray(item['reservations']) ? (item['reservations'] as readonly unknown[]) : [];
  const reservation = isFields(first) ? first : undefined;
  const role = String(reservation?.['role'] ?? item['role'] ?? '*');
  const principal = reservation?.['principal'];
  const isDynamic = reservation?.['type'] === 'DYNAMIC';
  const portion: Portion = {
    ...amountOf(item),
    role,
    ...(isDynamic ? { dynamic: typeof principal === 'string' ? { principal } : {} } : {}),
  };
  if (reservation === undefined) return portion;
  const invalid = (kind: string, why: string) =>
    new CallError(
      400,
      `Failed to validate master::Call: Resource '${resourcesText([portion]).replace(/\((STATIC|DYNAMIC),/, `(${kind},`)}' is invalid: Invalid reservation: ${why}`,
    );
  if (reservation['type'] === undefined) {
    throw invalid('UNKNOWN', "'Resource.ReservationInfo.type' field must be set.");
  }
  if (role === '*') throw invalid('DYNAMIC', 'role "*" cannot be reserved');
  return portion;
}

function amountOf(item: Fields): Portion {
  const base = { name: String(item['name'] ?? ''), role: '*' };
  const scalar = item['scalar'];
  if (isFields(scalar)) return { ...base, type: 'SCALAR', value: Number(scalar['value']) };
  const ranges = isFields(item['ranges']) ? item['ranges']['range'] : undefined;
  const list = (Array.isArray(ranges) ? ranges : []) as readonly { begin: number; end: number }[];
  return {
    ...base,
    type: 'RANGES',
    ranges: Ranges.of(...list.map(({ begin, end }) => [begin, end] as const)),
  };
}
