import type { Json, JsonObject } from '../marathon/app';
import { type Schedule, scheduleJson } from './schedule';

/** A job as Metronome keeps it: what it was sent, with every default filled in. */
export interface Job {
  readonly id: string;
  readonly description?: string;
  readonly dependencies: readonly { readonly id: string }[];
  readonly labels: Readonly<Record<string, string>>;
  readonly run: RunSpec;
  readonly schedules: readonly Schedule[];
}

export interface Constraint {
  readonly attribute: string;
  readonly operator: string;
  readonly value?: string;
}

/** As far as the lab reads it; what else there is passes through. */
export interface RunSpec {
  readonly cpus: number;
  readonly mem: number;
  readonly placement: { readonly constraints: readonly Constraint[] };
  readonly restart: { readonly policy: 'NEVER' | 'ON_FAILURE'; readonly activeDeadlineSeconds?: number };
  readonly [field: string]: unknown;
}

/** dcos/metronome de4174d, jobs/…/model/JobRunSpec.scala, Container.scala and api/…/v1/models/package.scala. */
const RUN_DEFAULTS = {
  gpus: 0,
  env: {},
  placement: { constraints: [] },
  artifacts: [],
  maxLaunchDelay: 3600,
  volumes: [],
  restart: { policy: 'NEVER' },
  secrets: {},
  networks: [],
};

type Fields = Readonly<Record<string, unknown>>;

/** Of a body that has the right shape. */
export function jobOf(body: Fields, schedules: readonly Schedule[]): Job {
  const { description, dependencies = [], labels = {}, id } = body as Fields & Partial<Job>;
  return {
    id: String(id),
    ...(description === undefined ? {} : { description }),
    dependencies,
    labels,
    run: runOf(body['run'] as Fields),
    schedules,
  };
}

function runOf(run: Fields): RunSpec {
  const all = { ...RUN_DEFAULTS, ...run } as unknown as RunSpec & { readonly artifacts: readonly Fields[] };
  const docker = all['docker'] as Fields | undefined;
  const ucr = all['ucr'] as (Fields & { readonly image: Fields }) | undefined;
  return {
    ...all,
    // Metronome writes IS for the EQ that it has always taken.
    placement: { constraints: (all.placement.constraints ?? []).map(asIs) },
    restart: { ...all.restart, policy: all.restart.policy ?? 'NEVER' },
    artifacts: all.artifacts.map((one) => ({ extract: true, executable: false, cache: false, ...one })),
    ...(docker ? { docker: { privileged: false, parameters: [], forcePullImage: false, ...docker } } : {}),
    ...(ucr
      ? { ucr: { privileged: false, ...ucr, image: { kind: 'docker', forcePull: false, ...ucr.image } } }
      : {}),
  };
}

function asIs(constraint: Constraint): Constraint {
  return constraint.operator === 'EQ' ? { ...constraint, operator: 'IS' } : constraint;
}

export function jobJson(job: Job, now: number): JsonObject {
  return {
    ...(job as unknown as JsonObject),
    run: job.run as unknown as Json,
    schedules: job.schedules.map((schedule) => scheduleJson(schedule, now)),
  };
}
