import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly to?: 'standby';
  readonly port?: number;
}

export interface RecordedResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly bodyCut?: unknown;
}

/** What was seen of the whole when nothing changed any more. */
export interface RecordedState {
  readonly apps: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly deployments: readonly Readonly<Record<string, unknown>>[];
  readonly queue: readonly RecordedQueueItem[];
  readonly tasksByHost: Readonly<Record<string, readonly RecordedTask[]>>;
  readonly simulatedTasks: Readonly<Record<string, readonly string[]>>;
}

export interface RecordedQueueItem {
  readonly app: string;
  readonly count: number;
  readonly role: string;
  readonly delay: { readonly overdue: boolean };
  readonly rejectSummaryLastOffers: Readonly<Record<string, number>>;
}

export interface RecordedTask {
  readonly task: string;
  /** State, ports and the result of the check, `TASK_RUNNING:7337 alive=true`. */
  readonly state: string;
  readonly version: string | null;
}

export interface MarathonStep {
  readonly do: string;
  readonly request?: RecordedRequest;
  readonly response?: RecordedResponse;
  readonly simulate?: string;
  readonly observed?: unknown;
  readonly lines?: readonly unknown[];
  readonly then?: RecordedState;
}

export type RecordedEvent = Readonly<Record<string, unknown>> & { readonly eventType: string };

export interface MarathonRecording {
  readonly scenario: string;
  readonly marathonFlags: readonly string[];
  readonly agents: readonly string[];
  readonly steps: readonly MarathonStep[];
  readonly events: readonly RecordedEvent[];
  readonly lesson: string;
}

export interface MesosStep {
  readonly do?: string;
  readonly at: number;
  readonly request?: RecordedRequest;
  readonly response?: RecordedResponse;
}

export interface MesosRecording {
  readonly scenario: string;
  readonly agents: readonly { readonly name: string; readonly flags: readonly string[] }[];
  readonly steps: readonly MesosStep[];
}

const folder = path.join(__dirname, '..', 'recordings');

/** Names without `.json`, sorted; the recorded tables beside them have no number. */
export function recordingNames(server: 'marathon' | 'mesos'): readonly string[] {
  return readdirSync(path.join(folder, server))
    .filter((file) => /^\d/.test(file))
    .map((file) => file.replace(/\.json$/, ''))
    .sort();
}

export function readRecording<T>(server: 'marathon' | 'mesos', scenario: string): T {
  return JSON.parse(readFileSync(path.join(folder, server, `${scenario}.json`), 'utf8')) as T;
}
