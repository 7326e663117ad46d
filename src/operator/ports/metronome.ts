type Fields = Readonly<Record<string, unknown>>;

/** A run that is not over. */
export interface MetronomeRun {
  readonly id: string;
  /** `INITIAL`, `STARTING`, `ACTIVE`, and for a moment `SUCCESS` or `FAILED`. */
  readonly status: string;
  /** As Metronome writes it: `2016-07-15T13:02:59.735+0000`. */
  readonly createdAt: string;
  readonly tasks: readonly { readonly id: string; readonly status: string }[];
}

/** A run that is over. */
export interface FinishedRun {
  readonly id: string;
  readonly succeeded: boolean;
  readonly createdAt: string;
  readonly finishedAt: string;
  /** Ids of its tasks. */
  readonly tasks: readonly string[];
}

export interface MetronomeJob {
  readonly id: string;
  /** What the server returned, without runs and history, and without what follows from the clock. */
  readonly definition: Fields;
  readonly labels: Readonly<Record<string, string>>;
  readonly activeRuns: readonly MetronomeRun[];
  readonly successCount: number;
  readonly failureCount: number;
  /** As far as Metronome still knows them, the latest first. */
  readonly finishedRuns: readonly FinishedRun[];
  /** Undefined where nothing is scheduled. */
  readonly nextRunAt?: string;
}

/** What became of a request that changes something. Anything else is thrown: whether it took effect is not known. */
export type JobAnswer =
  | { readonly is: 'accepted' }
  /** 409: a job of that id is there already, or it has runs that are not over. */
  | { readonly is: 'conflict'; readonly message: string }
  /** 404: there is no such job, or no such run. */
  | { readonly is: 'absent'; readonly message: string }
  /** Any other 4xx. `message` holds Metronome's own words. */
  | { readonly is: 'refused'; readonly status: number; readonly message: string };

export type RunAnswer =
  | { readonly is: 'started'; readonly runId: string }
  | Exclude<JobAnswer, { is: 'accepted' }>;

/** DC/OS's service for jobs. A job with `schedules` is run by its cron expression, any can be run at once. */
export interface Metronome {
  info(): Promise<{ readonly version: string }>;
  /** Definition, runs and history from one answer; undefined if there is no such job. */
  job(id: string): Promise<MetronomeJob | undefined>;
  /** With its schedules. Never changes a job that is there. */
  create(job: Fields): Promise<JobAnswer>;
  /** The whole job with its schedules in the place of what is there; runs go on as they began. */
  replace(job: Fields): Promise<JobAnswer>;
  /** Refused with `conflict` while it has runs that are not over, unless they are to be stopped. */
  remove(id: string, stopRuns: boolean): Promise<JobAnswer>;
  /** Each call starts another run. */
  run(id: string): Promise<RunAnswer>;
  stopRun(jobId: string, runId: string): Promise<JobAnswer>;
}
