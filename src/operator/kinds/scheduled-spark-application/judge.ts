import { problemText } from '../../../domain/core/problem';
import type { ConditionState, KindStatus, ScheduledSparkApplicationManifest } from '../../../manifest';
import { OWNER_LABEL } from '../../../manifest';
import type { Judgement } from '../../engine/kind';
import type { MetronomeJob } from '../../ports';
import { type Observed, say } from './model';
import { usesOf } from './state';

export function judge(manifest: ScheduledSparkApplicationManifest, o: Observed): Judgement {
  const scheduled = scheduledCondition(manifest, o);
  const uses = usesOf(o.stored?.value);
  return {
    conditions: [defaultsKnown(manifest, o), compatible(o), scheduled, lastRun(o)],
    unwanted: ['LastRunFailed'],
    summary: scheduled.message,
    status: {
      deletionPolicy: manifest.spec.deletionPolicy,
      ...(o.job && o.isOurs ? { schedule: scheduleStatus(o.job) } : {}),
      ...(uses.length > 0 ? { uses: [...uses] } : {}),
    },
  };
}

function defaultsKnown(manifest: ScheduledSparkApplicationManifest, o: Observed): ConditionState {
  const { sparkDefaults } = manifest.spec.template;
  if (sparkDefaults === undefined) {
    return say('DefaultsKnown', 'True', 'NoneNamed', 'it has its own properties alone');
  }
  if (o.defaults === 'missing') {
    const message = `nothing is published under ${sparkDefaults}; the job stays as it is until something is`;
    return say('DefaultsKnown', 'False', 'NotPublished', message);
  }
  return say('DefaultsKnown', 'True', 'Published', `what ${sparkDefaults} publishes is known`);
}

function compatible({ contradictions, job, isOurs }: Observed): ConditionState {
  if (contradictions.length === 0) {
    const message = 'nothing that it says parts it from a shuffle service';
    return say('Compatible', 'True', 'Compatible', message);
  }
  const stays = job && isOurs ? `job ${job.id} stays as it is` : 'no job is made';
  const text = contradictions.map(problemText).join('; ');
  return say('Compatible', 'False', 'Contradicted', `${stays}: ${text}`);
}

function scheduledCondition(manifest: ScheduledSparkApplicationManifest, o: Observed): ConditionState {
  const { job } = o;
  const no = (reason: string, message: string) => say('Scheduled', 'False', reason, message);
  if (!job) return no('NotCreated', 'Metronome has no such job yet');
  if (!o.isOurs) {
    return no(
      'OwnedByAnother',
      `job ${job.id} is there and carries no label ${OWNER_LABEL} of this manifest`,
    );
  }
  if (!o.wanted) return no('NotCompared', 'what is wanted is not known: see DefaultsKnown and Compatible');
  if (!o.asWanted && o.asSent) {
    return no('Rewritten', `Metronome keeps job ${job.id} otherwise than it was sent; it is not sent again`);
  }
  if (!o.asWanted) return no('OutOfDate', `job ${job.id} is not as declared`);
  if (manifest.spec.suspend) return say('Scheduled', 'True', 'Suspended', 'suspend is true: no run begins');
  return say('Scheduled', 'True', 'Scheduled', `the next run begins ${job.nextRunAt ?? 'never'}`);
}

function lastRun({ job, isOurs }: Observed): ConditionState {
  const [last] = isOurs ? (job?.finishedRuns ?? []) : [];
  if (!last) return say('LastRunFailed', 'False', 'NoRunYet', 'no run is over');
  return last.succeeded
    ? say('LastRunFailed', 'False', 'Succeeded', `run ${last.id} succeeded at ${last.finishedAt}`)
    : say('LastRunFailed', 'True', 'Failed', `run ${last.id} failed at ${last.finishedAt}`);
}

export function scheduleStatus(job: MetronomeJob): NonNullable<KindStatus['schedule']> {
  const { id, activeRuns, successCount, failureCount, nextRunAt, finishedRuns } = job;
  const [last] = finishedRuns;
  return {
    ...{ id, successCount, failureCount },
    activeRuns: activeRuns.map((run) => run.id).sort(),
    ...(nextRunAt === undefined ? {} : { nextRunAt }),
    ...(last ? { lastRun: { id: last.id, succeeded: last.succeeded, finishedAt: last.finishedAt } } : {}),
  };
}
