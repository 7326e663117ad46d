import type { Detail } from './refusal';
import { scheduleProblem } from './schedule';

/** A value's shape, as far as Metronome's JSON schemas say it. */
type Shape = (value: unknown, path: string) => readonly Detail[];

const wrong = (path: string, error: string): readonly Detail[] => [{ path, errors: [error] }];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const any: Shape = () => [];
const truth: Shape = (value, path) =>
  typeof value === 'boolean' ? [] : wrong(path, 'Wrong type. Expected boolean.');

function text(pattern?: RegExp): Shape {
  return (value, path) => {
    if (typeof value !== 'string') return wrong(path, 'Wrong type. Expected string.');
    if (pattern === undefined || pattern.test(value)) return [];
    return wrong(path, `'${value}' does not match pattern '${pattern.source}'.`);
  };
}

function oneOf(...words: readonly string[]): Shape {
  return (value, path) =>
    words.includes(value as string) ? [] : wrong(path, `Instance is invalid enum value: ${words.join(', ')}`);
}

function atLeast(least: number, whole = false): Shape {
  return (value, path) => {
    if (typeof value !== 'number' || (whole && !Number.isInteger(value))) {
      return wrong(path, `Wrong type. Expected ${whole ? 'integer' : 'number'}.`);
    }
    return value >= least ? [] : wrong(path, `${value} is smaller than required minimum value of ${least}.`);
  };
}

function listOf(item: Shape): Shape {
  return (value, path) =>
    Array.isArray(value)
      ? value.flatMap((one: unknown, i) => item(one, `${path}/${i}`))
      : wrong(path, 'Wrong type. Expected array.');
}

function mapOf(item: Shape): Shape {
  return (value, path) =>
    isObject(value)
      ? Object.entries(value).flatMap(([key, one]) => item(one, `${path}/${key}`))
      : wrong(path, 'Wrong type. Expected object.');
}

interface Members {
  readonly required: readonly string[];
  readonly known: Readonly<Record<string, Shape>>;
  /** What is not known is no mistake. */
  readonly open?: boolean;
}

function object({ required, known, open = false }: Members): Shape {
  return (value, path) => {
    if (!isObject(value)) return wrong(path, 'Wrong type. Expected object.');
    const missing = required.filter((name) => value[name] === undefined);
    const strange = open ? [] : Object.keys(value).filter((name) => !Object.hasOwn(known, name));
    return [
      ...missing.flatMap((name) => wrong(`${path}/${name}`, `Property ${name} missing.`)),
      ...(strange.length === 0
        ? []
        : wrong(
            path,
            `Additional properties are not allowed but found ${strange.map((s) => `'${s}'`).join(', ')}.`,
          )),
      ...Object.entries(known).flatMap(([name, shape]) =>
        value[name] === undefined ? [] : shape(value[name], `${path}/${name}`),
      ),
    ];
  };
}

const JOB_ID = /^([a-z0-9]+(-+[a-z0-9]+)*)(\.([a-z0-9]+(-+[a-z0-9]+)*))*$/;
const SCHEDULE_ID = /^([a-z0-9][a-z0-9-]*[a-z0-9]+)$/;

const scheduleMembers = (id: Shape): Members => ({
  open: true,
  required: ['id', 'cron'],
  known: {
    id,
    cron: text(),
    timezone: text(),
    startingDeadlineSeconds: atLeast(1, true),
    concurrencyPolicy: oneOf('ALLOW', 'FORBID'),
    enabled: truth,
  },
});

const RUN = object({
  required: ['cpus', 'mem', 'disk'],
  known: {
    ...{ cpus: atLeast(0.01), mem: atLeast(32), disk: atLeast(0), gpus: atLeast(0, true) },
    ...{ cmd: text(/./s), args: listOf(text()), user: text(), maxLaunchDelay: atLeast(1, true) },
    artifacts: listOf(
      object({
        required: ['uri'],
        known: { uri: text(), executable: truth, extract: truth, cache: truth },
      }),
    ),
    docker: object({
      required: ['image'],
      known: {
        ...{ image: text(), forcePullImage: truth, privileged: truth },
        parameters: listOf(object({ required: ['key', 'value'], known: { key: text(), value: text() } })),
      },
    }),
    ucr: object({
      required: ['image'],
      known: {
        image: object({
          required: ['id'],
          known: { id: text(), kind: oneOf('docker', 'appc'), forcePull: truth },
        }),
        privileged: truth,
      },
    }),
    env: mapOf((value, path) => (isObject(value) ? [] : text()(value, path))),
    secrets: mapOf(any),
    networks: listOf(
      object({
        required: ['mode'],
        known: { name: text(), mode: oneOf('host', 'container/bridge', 'container'), labels: mapOf(text()) },
      }),
    ),
    placement: object({
      required: [],
      known: {
        constraints: listOf(
          object({
            required: ['attribute', 'operator'],
            known: { attribute: text(), operator: oneOf('IS', 'EQ', 'LIKE', 'UNLIKE'), value: text() },
          }),
        ),
      },
    }),
    restart: object({
      required: ['policy'],
      known: { policy: oneOf('NEVER', 'ON_FAILURE'), activeDeadlineSeconds: any },
    }),
    taskKillGracePeriodSeconds: any,
    volumes: listOf(
      object({
        required: ['containerPath'],
        known: { containerPath: text(/^\/.*$/), hostPath: text(), mode: oneOf('RO', 'RW'), secret: text() },
      }),
    ),
  },
});

const JOB = object({
  required: ['id', 'run'],
  known: {
    id: text(JOB_ID),
    description: text(),
    dependencies: listOf(object({ required: [], known: { id: text(JOB_ID) }, open: true })),
    labels: mapOf(text()),
    schedules: listOf(object(scheduleMembers(text(JOB_ID)))),
    run: RUN,
  },
});

const SCHEDULE = object(scheduleMembers(text(SCHEDULE_ID)));

/** What Metronome's schema, its readers and its validators refuse, in that order; each only where the one before is content. */
export function jobDetails(body: unknown): readonly Detail[] {
  const shape = JOB(body, '');
  if (shape.length > 0) return shape;
  const { run, schedules = [] } = body as {
    readonly run: Readonly<Record<string, unknown>>;
    readonly schedules?: readonly Readonly<Record<string, unknown>>[];
  };
  const read = schedules.flatMap((one, i) => readProblems(one, `/schedules(${i})`));
  if (read.length > 0) return read;
  const { cmd, docker, ucr } = run;
  return [
    ...(cmd === undefined && docker === undefined && ucr === undefined
      ? wrong('/run', 'Cmd, Docker or UCR image must be specified')
      : []),
    ...(docker !== undefined && ucr !== undefined
      ? wrong('/run', 'Either Docker or UCR should be provided, but not both')
      : []),
    ...(schedules.length > 1 ? wrong('/schedules', `has size ${schedules.length}, expected 1 or less`) : []),
    ...schedules.flatMap((one, i) => deadline(one, `/schedules(${i})`)),
  ];
}

export function scheduleDetails(body: unknown): readonly Detail[] {
  const shape = SCHEDULE(body, '');
  if (shape.length > 0) return shape;
  const fields = body as Readonly<Record<string, unknown>>;
  const read = readProblems(fields, '');
  return read.length > 0 ? read : deadline(fields, '');
}

function readProblems(schedule: Readonly<Record<string, unknown>>, path: string): readonly Detail[] {
  const problem = scheduleProblem(schedule);
  return problem === undefined
    ? []
    : wrong(`${path}${problem.startsWith('No') ? '/timezone' : '/cron'}`, problem);
}

function deadline(schedule: Readonly<Record<string, unknown>>, path: string): readonly Detail[] {
  const { startingDeadlineSeconds: seconds = 900 } = schedule;
  if (Number(seconds) >= 60) return [];
  return wrong(`${path}/startingDeadline`, `got ${String(seconds)} seconds, expected 1 minute or more`);
}
