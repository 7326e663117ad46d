import { ProblemError } from '../../domain/core/problem';
import type { Unknown } from '../../operator/ports';

/** Who is asked, by the option that names it. */
const SERVERS = {
  mesos: {
    who: 'the leading Mesos master',
    fix: 'mesos-spark master says who leads, where more than one is named',
  },
  marathon: { who: 'Marathon', fix: 'see whether it runs and has a leader' },
} as const;

export type Server = keyof typeof SERVERS;

/**
 * What a verb ends with where a server is down, refuses, or answers what nobody understands.
 * @param came what was asked, where, and what came of it
 */
export function silentServer(server: Server, came: unknown): ProblemError {
  const { who, fix } = SERVERS[server];
  const found = came instanceof Error ? came.message : String(came);
  const mend = `check that it is up and reached from here by the address in --${server}; ${fix}`;
  return new ProblemError([{ at: `--${server}`, found, wanted: `an answer of ${who}`, fix: mend }]);
}

/** @throws ProblemError in place of whatever a client throws */
export async function asked<T>(server: Server, read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    throw silentServer(server, error);
  }
}

/** @throws ProblemError where nothing is known */
export async function known<T extends { readonly is: 'known' }>(
  server: Server,
  read: Promise<T | Unknown>,
): Promise<T> {
  const answer = await asked(server, read);
  if (answer.is === 'known') return answer as T;
  throw silentServer(server, `${(answer as Unknown).reason}: ${(answer as Unknown).message}`);
}
