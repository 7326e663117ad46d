import { z } from 'zod';
import type {
  DriverTask,
  KillAnswer,
  SparkDispatcher,
  SubmissionAnswer,
  SubmissionStatus,
} from '../operator/ports';
import type { HttpClient } from './http';
import { answerText, type HttpAnswer, wordsOf } from './http-answer';
import { neverConnected } from './never-connected';
import { parseJson, shaped } from './shape';

const BASE = '/v1/submissions';
/** RestSubmissionServer.SC_UNKNOWN_PROTOCOL_VERSION of apache/spark. */
const UNKNOWN_VERSION = 468;

/** The REST API of Spark's dispatcher, protocol v1 (RestSubmissionServer.scala, MesosRestServer.scala). */
export function sparkDispatcherOverHttp(client: HttpClient): SparkDispatcher {
  return {
    submit: async ({ sparkVersion, ...request }): Promise<SubmissionAnswer> => {
      const json = { action: 'CreateSubmissionRequest', clientSparkVersion: sparkVersion, ...request };
      const asked = { method: 'POST', path: `${BASE}/create`, json } as const;
      const answer = await client.request(asked).catch((error: Error) => {
        if (!neverConnected(error)) throw error;
        return { nobody: error.message };
      });
      if ('nobody' in answer) return { is: 'busy', message: answer.nobody };
      const { status } = answer;
      if (status === 400 || status === UNKNOWN_VERSION || status === 403) {
        return { is: 'refused', status, message: firstLine(answer) };
      }
      const said = read(CREATED, answer);
      if (!said.success) return { is: 'busy', message: said.message ?? 'it takes no submission now' };
      return { is: 'submitted', submissionId: need(said.submissionId, answer) };
    },
    status: async (id): Promise<SubmissionStatus> => {
      const path = `${BASE}/status/${encodeURIComponent(id)}`;
      const answer = await client.request({ method: 'GET', path });
      const said = read(STATUS, answer);
      if (said.submissionId !== id) throw new Error(`${answer.url}: it speaks of ${said.submissionId}`);
      const task = said.message === undefined ? undefined : taskOf(said.message);
      return { state: said.driverState, ...(task ? { task } : {}) };
    },
    kill: async (id): Promise<KillAnswer> => {
      const path = `${BASE}/kill/${encodeURIComponent(id)}`;
      const answer = await client.request({ method: 'POST', path });
      const { success, message = '' } = read(KILLED, answer);
      return { is: success ? 'killing' : 'no-such-driver', message };
    },
  };
}

const CREATED = z.object({
  action: z.literal('CreateSubmissionResponse'),
  success: z.boolean(),
  submissionId: z.string().min(1).optional(),
  message: z.string().optional(),
});

const STATUS = z.object({
  action: z.literal('SubmissionStatusResponse'),
  submissionId: z.string().min(1),
  driverState: z.enum(['QUEUED', 'RUNNING', 'FINISHED', 'RETRYING', 'NOT_FOUND']),
  message: z.string().optional(),
});

const KILLED = z.object({
  action: z.literal('KillSubmissionResponse'),
  success: z.boolean(),
  message: z.string().optional(),
});

/** @throws Error where the dispatcher answered with an error */
function read<T>(schema: z.ZodType<T>, answer: HttpAnswer): T {
  if (answer.status !== 200) {
    throw new Error(`${answer.url}: the dispatcher answered ${answer.status}: ${firstLine(answer)}`);
  }
  return shaped(schema, parseJson(answer.body, answer.url), answer.url);
}

function need(submissionId: string | undefined, { url }: HttpAnswer): string {
  if (submissionId !== undefined) return submissionId;
  throw new Error(`${url}: the dispatcher took the submission and does not say its id`);
}

/** Its errors carry a whole stack trace, of which the first line is of use. */
function firstLine(answer: HttpAnswer): string {
  try {
    const { message } = z.object({ message: z.string() }).parse(JSON.parse(answer.body.toString('utf8')));
    return wordsOf(answer, message.split('\n', 1)[0] ?? '');
  } catch {
    return answerText(answer);
  }
}

/** A Mesos TaskStatus as protobuf prints it; undefined where it is none. */
function taskOf(text: string): DriverTask | undefined {
  const value = (pattern: RegExp) => pattern.exec(text)?.[1];
  const taskId = value(/^task_id \{\n\s*value: "([^"]+)"$/m);
  const state = value(/^state: (TASK_\w+)$/m);
  if (taskId === undefined || state === undefined) return undefined;
  const agentId = value(/^slave_id \{\n\s*value: "([^"]+)"$/m) ?? '';
  return { taskId, state, agentId, message: value(/^message: "(.*)"$/m) ?? '' };
}
