import { z } from 'zod';
import type { FinishedRun, JobAnswer, Metronome, MetronomeJob, RunAnswer } from '../operator/ports';
import type { HttpClient } from './http';
import { answerText, type HttpAnswer } from './http-answer';
import type { HttpRequest } from './http-exchange';
import { refusalWords } from './refusal-words';
import { parseJson, shaped } from './shape';

/** Metronome's REST API (dcos/metronome de4174d). One that does not lead forwards everything to the leader. */
export function metronomeOverHttp(client: HttpClient): Metronome {
  return {
    info: async () => {
      const answer = ok(await client.request({ method: 'GET', path: '/info' }));
      return shaped(z.object({ version: z.string().min(1) }), parseJson(answer.body, answer.url), answer.url);
    },
    job: async (id) => {
      const embeds = 'embed=activeRuns&embed=schedules&embed=history';
      const answer = await client.request({ method: 'GET', path: `${jobPath(id)}?${embeds}`, large: true });
      if (answer.status === 404 && isAbsence(answer)) return undefined;
      return jobOf(shaped(JOB, parseJson(ok(answer).body, answer.url), answer.url));
    },
    // Only v0 takes the schedules along in every release, and PUT of v1 leaves them as they are.
    create: (job) => change(client, { method: 'POST', path: '/v0/scheduled-jobs', json: job }),
    replace: (job) => {
      const path = `/v0/scheduled-jobs/${encodeURIComponent(String(job['id']))}`;
      return change(client, { method: 'PUT', path, json: job });
    },
    remove: (id, stopRuns) =>
      change(client, { method: 'DELETE', path: `${jobPath(id)}?stopCurrentJobRuns=${stopRuns}` }),
    run: async (id): Promise<RunAnswer> => {
      const answer = await send(client, { method: 'POST', path: `${jobPath(id)}/runs` });
      if ('is' in answer) return answer;
      const run = shaped(z.object({ id: z.string().min(1) }), parseJson(answer.body, answer.url), answer.url);
      return { is: 'started', runId: run.id };
    },
    stopRun: (jobId, runId) => {
      const path = `${jobPath(jobId)}/runs/${encodeURIComponent(runId)}/actions/stop`;
      return change(client, { method: 'POST', path });
    },
  };
}

const jobPath = (id: string) => `/v1/jobs/${encodeURIComponent(id)}`;

async function change(client: HttpClient, request: HttpRequest): Promise<JobAnswer> {
  const answer = await send(client, request);
  return 'is' in answer ? answer : { is: 'accepted' };
}

/** The answer where it was done, else why it was not. @throws Error where nobody knows */
async function send(
  client: HttpClient,
  request: HttpRequest,
): Promise<HttpAnswer | Exclude<JobAnswer, { is: 'accepted' }>> {
  const answer = await client.request(request);
  const { status } = answer;
  if (status >= 200 && status < 300) return answer;
  const message = refusalWords(answer);
  if (status === 409) return { is: 'conflict', message };
  if (status === 404 && isAbsence(answer)) return { is: 'absent', message };
  if (status >= 400 && status < 500 && ![401, 404, 408, 429].includes(status)) {
    return { is: 'refused', status, message };
  }
  throw new Error(`${request.method} ${request.path}: Metronome answered ${status}: ${message}`);
}

/** Metronome's own word, and not that of a proxy which knows no such service. */
function isAbsence(answer: HttpAnswer): boolean {
  return /^Job (Run )?not found$/.test(answerText(answer));
}

function ok(answer: HttpAnswer): HttpAnswer {
  if (answer.status === 200) return answer;
  throw new Error(`${answer.url}: Metronome answered ${answer.status}: ${answerText(answer)}`);
}

const TIME = z.string().min(1);
const COUNT = z.int().nonnegative();

const FINISHED = z.object({
  id: z.string().min(1),
  createdAt: TIME,
  finishedAt: TIME,
  /** Older releases do not say them. */
  tasks: z.array(z.string()).default([]),
});

const JOB = z.looseObject({
  id: z.string().min(1),
  labels: z.record(z.string(), z.string()).default({}),
  run: z.looseObject({}),
  schedules: z.array(z.looseObject({ nextRunAt: TIME.optional() })).default([]),
  activeRuns: z.array(
    z.object({
      id: z.string().min(1),
      status: z.string().min(1),
      createdAt: TIME,
      tasks: z.array(z.object({ id: z.string().min(1), status: z.string().min(1) })),
    }),
  ),
  history: z.object({
    successCount: COUNT,
    failureCount: COUNT,
    successfulFinishedRuns: z.array(FINISHED),
    failedFinishedRuns: z.array(FINISHED),
  }),
});

function jobOf({ activeRuns, history, ...job }: z.infer<typeof JOB>): MetronomeJob {
  const { historySummary: _, schedules, ...rest } = job;
  const nextRunAt = schedules[0]?.nextRunAt;
  const finished = (runs: readonly z.infer<typeof FINISHED>[], succeeded: boolean): readonly FinishedRun[] =>
    runs.map((run) => ({ ...run, succeeded }));
  return {
    id: job.id,
    labels: job.labels,
    definition: { ...rest, schedules: schedules.map(({ nextRunAt: _next, ...schedule }) => schedule) },
    activeRuns,
    successCount: history.successCount,
    failureCount: history.failureCount,
    finishedRuns: [
      ...finished(history.successfulFinishedRuns, true),
      ...finished(history.failedFinishedRuns, false),
    ].sort((a, b) => (a.finishedAt < b.finishedAt ? 1 : -1)),
    ...(nextRunAt === undefined ? {} : { nextRunAt }),
  };
}
