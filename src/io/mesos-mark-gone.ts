import type { HttpClient } from './http';
import { answerText } from './http-answer';

/** What became of it. Anything else is thrown: whether it took effect is not known. */
export type GoneAnswer =
  | { readonly is: 'done' }
  /** The master knows no such agent. */
  | { readonly is: 'absent' }
  | { readonly is: 'refused'; readonly status: number; readonly message: string };

/**
 * MARK_AGENT_GONE, Mesos 1.5 and later (recording 06): the agent is in no list any more, its tasks end for their
 * frameworks as TASK_GONE_BY_OPERATOR, and should it come back its process is told to stop. Of one that is gone
 * already it is `done`, too.
 */
export async function markAgentGone(client: HttpClient, agentId: string): Promise<GoneAnswer> {
  const json = { type: 'MARK_AGENT_GONE', mark_agent_gone: { agent_id: { value: agentId } } };
  const answer = await client.request({ method: 'POST', path: '/api/v1', json });
  const { status } = answer;
  if (status === 200 || status === 202) return { is: 'done' };
  if (status === 404) return { is: 'absent' };
  const message = answerText(answer);
  if (status === 400 || status === 401 || status === 403) return { is: 'refused', status, message };
  throw new Error(`MARK_AGENT_GONE of ${agentId}: the master answered ${status}: ${message}`);
}
