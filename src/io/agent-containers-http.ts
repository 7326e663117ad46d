import { z } from 'zod';
import type { Duration } from '../domain/core/duration';
import type { ContainerReading } from '../domain/usage/cpu-meter';
import type { AgentContainers, AgentPlace, Clock, ContainersAnswer } from '../operator/ports';
import type { Authorizer } from './authorizer';
import { HttpClient } from './http';
import { answerText, reason } from './http-answer';
import { several } from './several';
import { isFields, parseJson, shaped } from './shape';

export interface AgentContainersProps {
  /** No agent is waited for longer. */
  readonly timeout: Duration;
  readonly clock: Pick<Clock, 'elapsedMillis'>;
  /** PEM text of the authorities to trust, in place of the system's. */
  readonly ca?: string;
  /**
   * Of the cluster. Whoever may register as an agent says where it is to be asked, so they go only to agents that `ca`
   * vouches for.
   */
  readonly auth?: Authorizer;
  /** How many agents are asked at a time. @default 64 */
  readonly parallel?: number;
}

type Scheme = 'http' | 'https';

/** What comes of plain HTTP where TLS is spoken, or the other way round. */
const OTHER_PROTOCOL = /^(ECONNRESET|EPROTO|EPIPE|HPE_|ERR_SSL_|ERR_TLS_)/;

/**
 * `/containers` of the agents' own API. The master says address and port (`pid`) and not whether they speak TLS: what
 * answered last is tried first, for every agent.
 */
export function agentContainersOverHttp(props: AgentContainersProps): AgentContainers {
  const { timeout, clock, ca, auth, parallel = 64 } = props;
  const trust = ca === undefined ? {} : { ca };
  const clients: Readonly<Record<Scheme, HttpClient>> = {
    http: new HttpClient({ baseUrl: '', timeout, keepAlive: false }),
    https: new HttpClient({
      baseUrl: '',
      timeout,
      keepAlive: false,
      ...trust,
      ...(ca && auth ? { auth } : {}),
    }),
  };
  let first: Scheme = 'http';
  const asked = async (place: AgentPlace, scheme: Scheme): Promise<ContainersAnswer> => {
    const path = `${scheme}://${addressOf(place)}`;
    // Not to be tried again: there is another round.
    const answer = await clients[scheme].request({ method: 'GET', path, safe: false, redirects: false });
    first = scheme;
    if (answer.status === 401 || answer.status === 403)
      return { is: 'unknown', because: 'authentication', message: `${path} answered ${answer.status}` };
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${answerText(answer)}`);
    const containers = containersOf(answer.body, path);
    return { is: 'known', agentId: place.id, atMillis: clock.elapsedMillis(), containers };
  };
  const ask = async (place: AgentPlace): Promise<ContainersAnswer> => {
    const other = first === 'http' ? 'https' : 'http';
    try {
      return await asked(place, first).catch((error: unknown) => {
        if (OTHER_PROTOCOL.test(codeOf(error))) return asked(place, other);
        throw error;
      });
    } catch (error) {
      return { is: 'unknown', because: isAnswer(error) ? 'unexpected' : 'silent', message: reason(error) };
    }
  };
  return {
    read: async (agents, until) => {
      const answers = new Map<string, ContainersAnswer>();
      const one = async (place: AgentPlace) => void answers.set(place.id, await ask(place));
      await several(agents, parallel, one, () => clock.elapsedMillis() >= until);
      return answers;
    },
  };
}

/** `slave(1)@10.0.0.7:5051` to where its containers are. @throws UnexpectedAnswer where it is something else */
function addressOf({ pid }: AgentPlace): string {
  const [, process, address] = /^([\w.()-]+)@([\w.:[\]-]+:\d{1,5})$/.exec(pid) ?? [];
  if (process === undefined || address === undefined)
    throw new Error(`found the agent at ${pid}, wanted slave(1)@ADDRESS:PORT`);
  return `${address}/${process}/containers`;
}

/** Of all that is told, what is used (docs/endpoints/slave/containers.md and ResourceStatistics, apache/mesos). */
const CONTAINERS = z.array(
  z.object({
    container_id: z.string().optional(),
    framework_id: z.string(),
    executor_id: z.string(),
    // Left out where the agent could not look.
    statistics: z
      .object({
        cpus_user_time_secs: z.number().nonnegative().optional(),
        cpus_system_time_secs: z.number().nonnegative().optional(),
      })
      .optional(),
  }),
);

export function containersOf(body: Buffer, path: string): readonly ContainerReading[] {
  return shaped(CONTAINERS, parseJson(body, path), path).map(
    ({ container_id, framework_id: frameworkId, executor_id, statistics = {} }) => {
      const { cpus_user_time_secs: user, cpus_system_time_secs: system } = statistics;
      return {
        id: container_id ?? `${frameworkId}/${executor_id}`,
        frameworkId,
        ...(user === undefined || system === undefined ? {} : { cpuSeconds: user + system }),
      };
    },
  );
}

/** Of what the network said; errors of ours have none. */
function codeOf(error: unknown): string {
  const { cause } = error as { readonly cause?: unknown };
  const code = isFields(cause) ? cause['code'] : undefined;
  return typeof code === 'string' ? code : '';
}

const isAnswer = (error: unknown) => error instanceof Error && error.cause === undefined;
