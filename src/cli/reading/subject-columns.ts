import type { StatusDocument } from '../../manifest';
import type { Column } from '../output/columns';
import { ageText } from './age';
import { type Subject, summary } from './subject';

type Status = StatusDocument['status'];

/** The table of subjects of one kind, or of all kinds where `kind` is undefined. */
export function subjectColumns(kind: string | undefined, now: Date): readonly Column<Subject>[] {
  const own = kind === undefined ? [] : (OF_KIND[kind] ?? []);
  return [
    ...(kind === undefined ? [{ head: 'KIND', cell: (one: Subject) => one.kind }] : []),
    { head: 'NAME', cell: ({ name }) => name },
    { head: 'READY', cell: (one) => summary(one).ready },
    ...own.map(({ head, wide, cell }) => ({
      head,
      wide: wide ?? false,
      cell: ({ status }: Subject) => (status ? cell(status) : undefined),
    })),
    { head: 'REASON', cell: (one) => summary(one).reason },
    { head: 'AGE', cell: (one) => ageText(summary(one).since, now) },
    { head: 'STACK', wide: true, cell: ({ stack }) => stack },
    { head: 'GENERATION', wide: true, cell: ({ generation }) => generation },
    { head: 'HELD', wide: true, cell: ({ hold }) => hold && (ageText(hold.since, now) ?? '?') },
    { head: 'MESSAGE', cell: (one) => summary(one).message },
  ];
}

/** `7/8`; nothing where neither is known. */
const of = (part: number | undefined, whole: number | undefined) =>
  part === undefined && whole === undefined ? undefined : `${part ?? '?'}/${whole ?? '?'}`;

/** What a kind says besides: the numbers that people ask for first. */
const OF_KIND: Readonly<Record<string, readonly Column<Status>[]>> = {
  ShuffleService: [
    { head: 'COVERED', cell: ({ agents }) => of(agents?.covered, agents?.eligible) },
    { head: 'LOST', cell: ({ agents }) => agents?.lost },
    { head: 'PORT', wide: true, cell: ({ activeRevision }) => activeRevision?.port },
    { head: 'SPARK', wide: true, cell: ({ activeRevision }) => activeRevision?.sparkVersion },
    { head: 'APP', wide: true, cell: ({ activeRevision }) => activeRevision?.appId },
    { head: 'ROLLOUT', wide: true, cell: ({ rollout }) => rollout && of(rollout.covered, rollout.eligible) },
    { head: 'RETIRING', wide: true, cell: ({ retiring }) => retiring?.length },
  ],
  SparkDefaults: [{ head: 'VERSION', wide: true, cell: ({ publishedVersion }) => publishedVersion }],
  SparkApplication: [
    { head: 'STATE', cell: ({ application }) => application?.state },
    { head: 'ATTEMPTS', wide: true, cell: ({ application }) => application?.attempts },
    { head: 'DRIVER', wide: true, cell: ({ application }) => application?.driver?.host },
    { head: 'ID', wide: true, cell: ({ application }) => application?.id },
    { head: 'FRAMEWORK', wide: true, cell: ({ application }) => application?.frameworkId },
  ],
  ScheduledSparkApplication: [
    { head: 'RUNNING', cell: ({ schedule }) => schedule?.activeRuns.length },
    { head: 'LAST RUN', cell: ({ schedule }) => lastRun(schedule) },
    { head: 'NEXT RUN', wide: true, cell: ({ schedule }) => schedule?.nextRunAt },
    {
      head: 'GOOD/BAD',
      wide: true,
      cell: ({ schedule }) => of(schedule?.successCount, schedule?.failureCount),
    },
    { head: 'JOB', wide: true, cell: ({ schedule }) => schedule?.id },
  ],
  SparkDispatcher: [
    { head: 'RUNNING', cell: ({ dispatcher }) => dispatcher?.running },
    { head: 'QUEUED', cell: ({ dispatcher }) => dispatcher?.queued },
    { head: 'RETRYING', wide: true, cell: ({ dispatcher }) => dispatcher?.retrying },
    { head: 'URL', wide: true, cell: ({ dispatcher }) => dispatcher?.url },
    { head: 'FRAMEWORK', wide: true, cell: ({ dispatcher }) => dispatcher?.frameworkId },
  ],
  MarathonApp: [
    { head: 'RUNNING', cell: ({ app }) => of(app?.running, app?.instances) },
    { head: 'APP', wide: true, cell: ({ app }) => app?.id },
  ],
  ZeppelinInterpreter: [
    { head: 'INTERPRETER', wide: true, cell: ({ interpreter }) => interpreter?.id },
    { head: 'URL', wide: true, cell: ({ interpreter }) => interpreter?.url },
  ],
};

function lastRun(schedule: Status['schedule']): string | undefined {
  if (!schedule?.lastRun) return undefined;
  return schedule.lastRun.succeeded ? 'succeeded' : 'failed';
}
