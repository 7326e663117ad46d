import { JSON_TYPES, type MesosAction } from './mesos-actions';
import type { OpenStream } from './open-streams';

/** Of a task that is reserved as the recordings do it. */
export const SHUFFLE = { type: 'STATIC', role: 'shuffle' };

interface Framework {
  readonly name?: string;
  readonly roles: readonly string[];
  /** Seconds. */
  readonly failoverTimeout?: number;
  /** The id of the stream's framework, to come back. */
  readonly id?: string | undefined;
}

/** A framework that subscribes as the recorded ones did. */
export function framework(
  stream: string,
  { name = 'probe', roles, failoverTimeout = 0, id }: Framework,
): MesosAction {
  const info = {
    user: 'nobody',
    name,
    roles,
    failover_timeout: failoverTimeout,
    checkpoint: true,
    hostname: 'a1',
    webui_url: 'http://127.0.0.1:8080',
    capabilities: ['MULTI_ROLE', 'RESERVATION_REFINEMENT', 'PARTITION_AWARE'].map((type) => ({ type })),
    ...(id === undefined ? {} : { id: { value: id } }),
  };
  const body = {
    type: 'SUBSCRIBE',
    ...(id === undefined ? {} : { framework_id: { value: id } }),
    subscribe: { framework_info: info },
  };
  return {
    do: 'subscribe',
    stream,
    request: { method: 'POST', path: '/api/v1/scheduler', headers: JSON_TYPES, body },
  };
}

interface Offer {
  readonly id: { readonly value: string };
  readonly agent_id: { readonly value: string };
  readonly hostname: string;
}

function offersOf(stream: OpenStream): readonly Offer[] {
  return stream.events
    .filter(({ event }) => event.type === 'OFFERS')
    .flatMap(({ event }) => (event['offers'] as { readonly offers: readonly Offer[] }).offers);
}

export function declineAll(stream: string, seconds: number): MesosAction {
  return {
    do: 'scheduler',
    stream,
    call: (open) => ({
      type: 'DECLINE',
      decline: {
        offer_ids: offersOf(open).map(({ id }) => id),
        filters: { refuse_seconds: seconds },
      },
    }),
  };
}

/** One task on the last offer of the host. */
export function launch(stream: string, host: string, resources: readonly object[]): MesosAction {
  return {
    do: 'scheduler',
    stream,
    call: (open) => {
      const offer = offersOf(open).findLast(({ hostname }) => hostname === host);
      const task = { name: 'task', task_id: { value: 'task' }, agent_id: offer?.agent_id, resources };
      return {
        type: 'ACCEPT',
        accept: {
          offer_ids: [offer?.id],
          operations: [{ type: 'LAUNCH', launch: { task_infos: [task] } }],
          filters: { refuse_seconds: 600 },
        },
      };
    },
  };
}

export function acknowledge(stream: string): MesosAction {
  return {
    do: 'scheduler',
    stream,
    call: () => ({ type: 'ACKNOWLEDGE', acknowledge: { task_id: { value: 'task' } } }),
  };
}
