import { Ranges } from '../../domain/core/ranges';
import type { Cluster } from '../world/mesos/cluster';
import type { OutstandingOffer } from '../world/mesos/offers';
import type { Portion } from '../world/mesos/portions';
import { type Fields, isFields } from './call-fields';

const DEFAULT_REFUSAL = 5;

/** DECLINE: no offer of the same agents for a while. */
export function declineOffers(cluster: Cluster, decline: Fields): void {
  const offers = cluster.offers.take(idsOf(decline['offer_ids'])) ?? [];
  cluster.offers.refuse(offers, refuseMillis(decline));
}

/** ACCEPT with LAUNCH: the tasks start; what they leave of the offers is declined. */
export function acceptOffers(cluster: Cluster, frameworkId: string, accept: Fields): void {
  const offers = cluster.offers.take(idsOf(accept['offer_ids']));
  const tasks = listOf(accept['operations'])
    .filter((one) => one['type'] === 'LAUNCH')
    .flatMap(({ launch }) => listOf(isFields(launch) ? launch['task_infos'] : undefined));
  const [offer] = offers ?? [];
  if (!offers || !offer) return;
  for (const task of tasks) launch(cluster, { frameworkId, offer, task });
  cluster.offers.refuse(offers, refuseMillis(accept));
}

function launch(
  cluster: Cluster,
  {
    frameworkId,
    offer,
    task,
  }: { readonly frameworkId: string; readonly offer: OutstandingOffer; readonly task: Fields },
): void {
  const id = isFields(task['task_id']) ? String(task['task_id']['value']) : '';
  cluster.tasks.launch({
    id,
    name: String(task['name'] ?? id),
    agentId: offer.agentId,
    frameworkId,
    role: offer.role,
    portions: listOf(task['resources']).map(portionOf),
    behaviour: { health: 'none', ends: 'never' },
  });
}

function portionOf(item: Fields): Portion {
  const [reservation] = listOf(item['reservations']);
  const base = { name: String(item['name']), role: String(reservation?.['role'] ?? '*') };
  const scalar = item['scalar'];
  if (isFields(scalar)) return { ...base, type: 'SCALAR', value: Number(scalar['value']) };
  const ranges = listOf(isFields(item['ranges']) ? item['ranges']['range'] : undefined);
  return {
    ...base,
    type: 'RANGES',
    ranges: Ranges.of(...ranges.map(({ begin, end }) => [Number(begin), Number(end)] as const)),
  };
}

function refuseMillis(fields: Fields): number {
  const filters = isFields(fields['filters']) ? fields['filters'] : {};
  return Number(filters['refuse_seconds'] ?? DEFAULT_REFUSAL) * 1000;
}

function idsOf(list: unknown): readonly string[] {
  return listOf(list).map(({ value }) => String(value));
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}
