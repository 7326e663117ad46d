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
  /** A stream: the chunks as received, or decoded. */
  readonly chunks?: readonly { readonly after: number; readonly data: string }[];
  readonly events?: readonly { readonly after: number; readonly event: RecordedStreamEvent }[];
  readonly closedByServerAfter?: number | null;
}

export type RecordedStreamEvent = Readonly<Record<string, unknown>> & { readonly type: string };

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
  /** The distinct answers to a repeated question. */
  readonly answers?: readonly Readonly<Record<string, unknown>>[];
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

/** Besides a request, what was seen of streams and processes. */
export interface MesosStep {
  readonly do?: string;
  readonly at: number;
  /** Types of the events of a stream that was open. */
  readonly types?: readonly string[];
  readonly events?: readonly string[];
  readonly firstEvents?: readonly string[];
  readonly lastEvents?: readonly RecordedStreamEvent[];
  readonly endedByMaster?: boolean;
  readonly stream?: { readonly endedByPeer: boolean; readonly terminatingChunk: boolean };
  /** Resources that were offered, by host. */
  readonly offers?: Readonly<Record<string, readonly unknown[]>>;
  /** Roles of resources in a snapshot, by host. */
  readonly roles?: Readonly<Record<string, readonly string[]>>;
  readonly schedulerStatus?: number;
  /** Second, status, `Location` or a summary of the body; status null where the connection was refused. */
  readonly poll?: readonly (readonly [number, number | null, string])[];
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
