import { z } from 'zod';
import { drainUserSchema } from './agent-drain-state';
import { conditionSchema, statusEventSchema } from './condition';
import { API_VERSION, manifestName } from './meta';

/** One agent as its shuffle service sees it. */
export const agentRowSchema = z.strictObject({
  hostname: z.string(),
  /**
   * `running`: covered. `starting`: not healthy yet. `missing`: eligible and without a task. `returning`: back,
   * its task not yet reported. `lost`: unreachable, the slot is held. `released`: unreachable, the slot given up.
   * `leaving`: no longer eligible, its task goes on.
   */
  state: z.enum(['running', 'starting', 'missing', 'returning', 'lost', 'released', 'leaving']),
  taskId: z.string().optional(),
  port: z.int().optional(),
  /** Why an agent is not eligible any more, or its task not healthy. */
  because: z.string().optional(),
});

export type AgentRow = z.infer<typeof agentRowSchema>;

export const agentTableSchema = z.strictObject({
  /** Agents that should have a task. */
  eligible: z.int(),
  /** Eligible agents with a running, healthy task. */
  covered: z.int(),
  /** `instances` of the Marathon app, and what it should be. */
  instances: z.int(),
  target: z.int(),
  /** Lost agents whose slot is held. */
  lost: z.int(),
  /** Rows that are not `running` come first; at most {@link MAX_ROWS}, `omitted` says how many are left out. */
  rows: z.array(agentRowSchema),
  omitted: z.int(),
});

export type AgentTable = z.infer<typeof agentTableSchema>;

/** An endpoint that a consumer of shuffle services hands to applications at the moment. */
export const endpointUseSchema = z.strictObject({ service: z.string(), appId: z.string(), port: z.int() });

export type EndpointUse = z.infer<typeof endpointUseSchema>;

/** The task of a driver. */
export const driverSchema = z.strictObject({
  taskId: z.string(),
  agentId: z.string().optional(),
  host: z.string().optional(),
  /** Where its logs are: behind the master's address, in its web UI. */
  sandbox: z.string().optional(),
});

/** Keeps the status of a large cluster a few kilobytes small. */
export const MAX_ROWS = 50;

/** `status/<kind>/<name>.json`: written by the operator only, and only when its bytes change. */
export const statusSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.string(),
  metadata: z.strictObject({ name: manifestName }),
  status: z.strictObject({
    /** The manifest that this status speaks of: the first 12 hex digits of the SHA-256 of its bytes. */
    observedGeneration: z.string(),
    /** The stack whose index names the manifest. */
    stack: z.string(),
    /** Where that index lies: under `declared/` of the state store. Absent: in the manifest store. */
    source: z.literal('declared').optional(),
    /** Kept for the day on which the manifest is gone. */
    deletionPolicy: z.string().optional(),
    /** `Ready` first, the others by name. */
    conditions: z.array(conditionSchema),
    /**
     * What happened lately, the latest last. Written only together with something new: a repetition is counted
     * when the next news is.
     */
    events: z.array(statusEventSchema).optional(),
    activeRevision: z
      .strictObject({ id: z.string(), appId: z.string(), port: z.int(), sparkVersion: z.string() })
      .optional(),
    /** The Marathon app that is looked after, as it is in place. */
    app: z
      .strictObject({
        ...{ id: z.string(), instances: z.int(), running: z.int() },
        /** Where it is a Marathon: as others name it. Kept for the day on which the manifest is gone. */
        answersAt: z.array(z.string()).optional(),
      })
      .optional(),
    /** The Marathon that is not the cluster's own on which a service is, or is to be. */
    marathon: z.string().optional(),
    agents: agentTableSchema.optional(),
    /** The version that is being rolled out beside the active one. */
    rollout: z
      .strictObject({ appId: z.string(), port: z.int(), covered: z.int(), eligible: z.int() })
      .optional(),
    /** Older versions that applications may still use, and why each is still there. */
    retiring: z
      .array(z.strictObject({ appId: z.string(), port: z.int(), since: z.string(), because: z.string() }))
      .optional(),
    /** Key of the published file in the state store. */
    published: z.string().optional(),
    /** Which version is named as the current one: the first 12 hex digits of the SHA-256 of its files. */
    publishedVersion: z.string().optional(),
    /** The interpreter of a Zeppelin that is looked after, and the names of the properties that are ours there. */
    interpreter: z
      .strictObject({ url: z.string(), id: z.string(), properties: z.array(z.string()) })
      .optional(),
    /** The Spark application that is looked after: its present run, or the last one. */
    application: z
      .strictObject({
        state: z.enum([
          'New',
          'Submitted',
          'Running',
          'Completed',
          'Failed',
          'Killed',
          'PendingRerun',
          'Invalidating',
          'Unknown',
        ]),
        /** Starts, the present one included. */
        attempts: z.int(),
        /** The app of Marathon, the job of Metronome, or the dispatcher's submission. */
        id: z.string().optional(),
        /** Of a job of Metronome. */
        runId: z.string().optional(),
        driver: driverSchema.optional(),
        /** Begins the id of the framework that the driver is. */
        frameworkId: z.string().optional(),
        /** ISO 8601, UTC. */
        submittedAt: z.string().optional(),
        endedAt: z.string().optional(),
      })
      .optional(),
    /** The Spark dispatcher that is looked after. */
    dispatcher: z
      .strictObject({
        /** What it was made by. */
        provider: z.enum(['Marathon', 'Package']).default('Marathon'),
        /** Where submissions are sent. */
        url: z.string().optional(),
        webUiUrl: z.string().optional(),
        frameworkId: z.string().optional(),
        /** Drivers that wait for an offer, run, and wait to be started again; absent while nobody knows. */
        queued: z.int().optional(),
        running: z.int().optional(),
        retrying: z.int().optional(),
      })
      .optional(),
    /** The drain of an agent. */
    drain: z
      .strictObject({
        agentId: z.string(),
        hostname: z.string(),
        /** `Cordoned`: it takes nothing new. `Waiting`: for users. `Removing`: the services' tasks. `Drained`: the end. */
        phase: z.enum(['Cordoned', 'Waiting', 'Removing', 'Drained']),
        /** Whom it waits for; after a deadline, who was still there. At most {@link MAX_ROWS}. */
        users: z.array(drainUserSchema),
        /** ISO 8601, UTC: when it goes on whoever is there. */
        deadlineAt: z.string().optional(),
        because: z.string().optional(),
      })
      .optional(),
    /** Runs of a schedule, as far as Metronome remembers them. */
    schedule: z
      .strictObject({
        id: z.string(),
        activeRuns: z.array(z.string()),
        successCount: z.int(),
        failureCount: z.int(),
        /** As Metronome writes times. */
        nextRunAt: z.string().optional(),
        lastRun: z
          .strictObject({ id: z.string(), succeeded: z.boolean(), finishedAt: z.string() })
          .optional(),
      })
      .optional(),
    /** What works, but not as somebody may think. */
    warnings: z
      .array(
        z.strictObject({
          severity: z.enum(['warning', 'note']),
          /** One CamelCase word that a program can match. */
          reason: z.string(),
          /** Where, what was found, what was wanted, and how to mend it. */
          message: z.string(),
        }),
      )
      .optional(),
    /** Shuffle services retire an older app only when nobody reports it any more. */
    uses: z.array(endpointUseSchema).optional(),
  }),
});

export type StatusDocument = z.infer<typeof statusSchema>;
/** What a kind says beside its conditions. */
export type KindStatus = Partial<
  Pick<
    StatusDocument['status'],
    | 'deletionPolicy'
    | 'activeRevision'
    | 'app'
    | 'marathon'
    | 'agents'
    | 'rollout'
    | 'retiring'
    | 'uses'
    | 'published'
    | 'publishedVersion'
    | 'interpreter'
    | 'application'
    | 'schedule'
    | 'warnings'
    | 'dispatcher'
    | 'drain'
  >
>;
