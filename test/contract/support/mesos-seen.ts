import type { LabClient } from './lab-client';
import type { MesosAction } from './mesos-actions';
import { mesosDifferences } from './mesos-body';
import type { OpenStream } from './open-streams';
import type { MesosStep, RecordedResponse, RecordedStreamEvent } from './recording';

/** When something came depends on the run, within this many seconds. */
const TOLERANCE = 0.6;

type ToRecording = (text: string) => string;

/** What a stream told: the same events in the same order, at about the same time. */
export function streamDifferences(
  expected: RecordedResponse,
  stream: OpenStream,
  { opened, toRecording }: { readonly opened: number; readonly toRecording: ToRecording },
): readonly string[] {
  const wanted =
    expected.events ??
    (expected.chunks ?? []).map(({ after, data }) => ({
      after,
      event: JSON.parse(data.slice(data.indexOf('\n') + 1)) as RecordedStreamEvent,
    }));
  const found: string[] = [];
  if (stream.response.status !== expected.status) found.push(`status ${stream.response.status}`);
  for (const name of Object.keys(expected.headers ?? {})) {
    // Without sockets there are no chunks.
    if (name !== 'Transfer-Encoding' && stream.response.headers.get(name) === null) {
      found.push(`${name}: absent`);
    }
  }
  const types = stream.events.map(({ event }) => event.type).join();
  const recorded = wanted.map(({ event }) => event.type).join();
  if (types !== recorded) return [...found, `events ${types}, recorded ${recorded}`];
  const closed = typeof expected.closedByServerAfter === 'number';
  if (closed !== (stream.ended === 'closed')) found.push(`ended: ${stream.ended}`);
  for (const [i, { after, event }] of wanted.entries()) {
    const own = stream.events[i];
    const at = (own?.at ?? 0) - opened;
    if (Math.abs(at - after) > TOLERANCE) found.push(`${event.type} after ${at} s, recorded ${after} s`);
    const shown = JSON.parse(toRecording(JSON.stringify(own?.event))) as unknown;
    const differences = mesosDifferences(event, shown, { whole: true, lastAgent: '' });
    found.push(...differences.map((line) => `${i} ${event.type} ${line}`));
  }
  return found;
}

export interface SeenProps {
  readonly client: LabClient;
  readonly stream: OpenStream | undefined;
  readonly until: number;
  readonly during: Readonly<Record<number, readonly MesosAction[]>>;
  readonly act: (action: MesosAction) => Promise<void>;
  readonly toRecording: ToRecording;
}

/** What a step without a request of its own saw, of a stream or of repeated requests. */
export async function seenDifferences(step: MesosStep, props: SeenProps): Promise<readonly string[]> {
  if (step.poll) return pollDifferences(step.poll, props);
  const { stream } = props;
  if (!stream) return [];
  await stream.read();
  const found = typeDifferences(
    step,
    stream.events.map(({ event }) => event.type),
  );
  if (step.endedByMaster && stream.ended !== 'closed') found.push('the stream is still open');
  if (step.stream?.endedByPeer && stream.ended !== (step.stream.terminatingChunk ? 'closed' : 'broken')) {
    found.push(`the stream is ${stream.ended ?? 'open'}`);
  }
  if (step.offers) found.push(...equal('offers', step.offers, offersOf(stream)));
  if (step.roles) found.push(...equal('roles', step.roles, rolesOf(stream)));
  return found;
}

/** Of a scheduler's stream only the answers, or only what is no offer, were kept. */
function typeDifferences(step: MesosStep, types: readonly string[]): string[] {
  const wanted = step.types ?? step.events ?? step.firstEvents ?? step.lastEvents?.map(({ type }) => type);
  if (wanted === undefined) return [];
  const isKept = (type: string) =>
    step.events ? !['SUBSCRIBED', 'HEARTBEAT'].includes(type) : !step.lastEvents || type !== 'OFFERS';
  const found = types.filter(isKept).join();
  return found === wanted.join() ? [] : [`events ${found}, recorded ${wanted.join()}`];
}

function equal(what: string, expected: unknown, actual: unknown): readonly string[] {
  const [wanted, found] = [sorted(expected), sorted(actual)];
  return wanted === found ? [] : [`${what}: ${found}, recorded ${wanted}`];
}

/** Keys and lists in one order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (Array.isArray(part) && part.every(Array.isArray))
      return part.map((one) => JSON.stringify(one)).sort();
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

interface Resource {
  readonly name: string;
  readonly scalar?: { readonly value: number };
  readonly ranges?: { readonly range: readonly unknown[] };
  readonly role?: string;
  readonly reservations?: readonly { readonly role: string }[];
}

/** Name, amount and role of what was offered, by host. */
function offersOf(stream: OpenStream): unknown {
  const all = stream.events
    .filter(({ event }) => event.type === 'OFFERS')
    .flatMap(
      ({ event }) =>
        (event['offers'] as { offers: readonly { hostname: string; resources: readonly Resource[] }[] })
          .offers,
    );
  return Object.fromEntries(
    all.map(({ hostname, resources }) => [
      hostname,
      resources.map(({ name, scalar, ranges, reservations }) => [
        name,
        scalar?.value ?? ranges?.range,
        reservations?.[0]?.role ?? '*',
      ]),
    ]),
  );
}

/** The roles of the resources that a snapshot shows, by host. */
function rolesOf(stream: OpenStream): unknown {
  const { subscribed } = (stream.events[0]?.event ?? {}) as unknown as {
    subscribed: {
      get_state: {
        get_agents: {
          agents: readonly { agent_info: { hostname: string }; total_resources?: readonly Resource[] }[];
        };
      };
    };
  };
  return Object.fromEntries(
    subscribed.get_state.get_agents.agents.map(({ agent_info: { hostname }, total_resources = [] }) => [
      hostname,
      [...new Set(total_resources.map(({ role }) => role))],
    ]),
  );
}

/** The answers to repeated requests for `/slaves`, whenever they change. */
async function pollDifferences(
  expected: NonNullable<MesosStep['poll']>,
  { client, until, during, act }: SeenProps,
): Promise<readonly string[]> {
  const seen: [number, number | null, string][] = [];
  const begin = client.seconds;
  const due = Object.entries(during).map(([after, actions]) => ({ after: Number(after), actions }));
  for (let passed = 0; passed <= until; passed = client.seconds - begin) {
    for (const { actions } of due.filter(({ after }) => Math.abs(after - passed) < 0.05)) {
      for (const action of actions) await act(action);
    }
    const [status, text] = await slavesOf(client);
    if (seen.at(-1)?.[1] !== status || seen.at(-1)?.[2] !== text) seen.push([passed, status, text]);
    client.advance(0.1);
  }
  const fits = expected.every(([at, status, text], i) => {
    const own = seen[i];
    return own && Math.abs(own[0] - at) <= TOLERANCE && own[1] === status && own[2].startsWith(text);
  });
  return fits && seen.length === expected.length
    ? []
    : [`poll ${JSON.stringify(seen)}, recorded ${JSON.stringify(expected)}`];
}

async function slavesOf(client: LabClient): Promise<readonly [number | null, string]> {
  try {
    const { status, headers, body } = await client.mesos({ method: 'GET', path: '/slaves', to: 'standby' });
    const { slaves, recovered_slaves: recovered } = body as {
      slaves?: readonly unknown[];
      recovered_slaves?: readonly unknown[];
    };
    return [
      status,
      headers.get('location') ?? `${slaves?.length} slaves, ${recovered?.length} recovered_slaves`,
    ];
  } catch {
    return [null, 'ConnectionRefusedError'];
  }
}
