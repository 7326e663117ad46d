/** What `spark-submit --deploy-mode cluster` sends. */
export interface SubmissionRequest {
  readonly sparkVersion: string;
  /** The jar or the script: a URI that agents can fetch. */
  readonly appResource: string;
  /** Empty where it is no Java. */
  readonly mainClass: string;
  readonly appArgs: readonly string[];
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly sparkProperties: Readonly<Record<string, string>>;
}

/** The last thing that Mesos has told of a driver's task. */
export interface DriverTask {
  readonly taskId: string;
  /** `TASK_RUNNING`, … */
  readonly state: string;
  readonly agentId: string;
  readonly message: string;
}

/**
 * `FINISHED` is every end, also by failure or kill: the task says which. `NOT_FOUND` says nothing of what became of a
 * driver: the dispatcher forgets who has finished when it starts again, and whom it has taken out of its queue.
 */
export interface SubmissionStatus {
  readonly state: 'QUEUED' | 'RUNNING' | 'FINISHED' | 'RETRYING' | 'NOT_FOUND';
  readonly task?: DriverTask;
}

/** What became of a request that changes something. Anything else is thrown: whether it took effect is not known. */
export type SubmissionAnswer =
  | { readonly is: 'submitted'; readonly submissionId: string }
  /** It cannot take one now: its queue is full, it is not registered with Mesos, or nobody listens there yet. */
  | { readonly is: 'busy'; readonly message: string }
  /** 4xx: it does not understand the request. */
  | { readonly is: 'refused'; readonly status: number; readonly message: string };

export type KillAnswer =
  | { readonly is: 'killing'; readonly message: string }
  /** It has ended already, or the dispatcher does not know it. */
  | { readonly is: 'no-such-driver'; readonly message: string };

/** Spark's MesosClusterDispatcher: it starts drivers as tasks of its own framework. */
export interface SparkDispatcher {
  /** The dispatcher makes the id: each call is another driver. */
  submit(request: SubmissionRequest): Promise<SubmissionAnswer>;
  status(submissionId: string): Promise<SubmissionStatus>;
  kill(submissionId: string): Promise<KillAnswer>;
}

/** What a dispatcher shows on its page: ids of submissions. */
export interface DispatcherView {
  readonly frameworkId: string;
  /** They wait for an offer. */
  readonly queued: readonly string[];
  readonly launched: readonly string[];
  /** They have failed and wait to be started again. */
  readonly retrying: readonly string[];
}

/** The dispatcher's web UI, on a port of its own: its API shows nobody its queue. */
export interface DispatcherUi {
  view(): Promise<DispatcherView>;
}
