import { problemText } from '../../../domain/core/problem';
import { unreachable } from '../../../domain/core/unreachable';
import type {
  ConditionState,
  KindStatus,
  KnownDriver,
  SparkApplicationManifest,
  SparkApplicationState,
} from '../../../manifest';
import type { Judgement } from '../../engine/kind';
import { type Observed, say } from './model';
import { isHeldBack, isOutdated, mayRetry } from './plan';

type Application = NonNullable<KindStatus['application']>;

export function judge(manifest: SparkApplicationManifest, o: Observed): Judgement {
  const run = o.stored?.value;
  const ran = runCondition(manifest, o);
  return {
    conditions: [
      defaultsKnown(manifest, o),
      compatible(manifest, o),
      submitted(manifest, o),
      ran,
      cleared(o),
    ],
    unwanted: ['LeftBehind'],
    summary: ran.message,
    status: {
      deletionPolicy: manifest.spec.deletionPolicy,
      application: applicationStatus(run, stateOf(manifest, o)),
      ...usesOf(run),
    },
  };
}

/** A driver may use it from the moment in which it was told to until it has ended. */
export function usesOf(run: SparkApplicationState | undefined): Pick<KindStatus, 'uses'> {
  return run?.use && !run.ended ? { uses: [run.use] } : {};
}

function defaultsKnown({ spec }: SparkApplicationManifest, { defaults }: Observed): ConditionState {
  const { sparkDefaults } = spec;
  if (sparkDefaults === undefined) {
    return say('DefaultsKnown', 'True', 'NoneNamed', 'it has its own properties alone');
  }
  if (defaults === 'missing') {
    const message = `nothing is published under ${sparkDefaults}; it starts once its shuffle service has an endpoint`;
    return say('DefaultsKnown', 'False', 'NotPublished', message);
  }
  return say('DefaultsKnown', 'True', 'Published', `what ${sparkDefaults} publishes is known`);
}

/** What is published counts for the next start alone: who has started goes on with what was published then. */
function compatible(manifest: SparkApplicationManifest, o: Observed): ConditionState {
  const text = o.contradictions.map(problemText).join('; ');
  if (text === '') {
    const message = 'nothing that it says parts it from a shuffle service';
    return say('Compatible', 'True', 'Compatible', message);
  }
  return isHeldBack(manifest, o)
    ? say('Compatible', 'False', 'Contradicted', `it is not started: ${text}`)
    : say('Compatible', 'True', 'NoStartDue', `another start would be refused: ${text}`);
}

function submitted(manifest: SparkApplicationManifest, o: Observed): ConditionState {
  const { stored, sight } = o;
  const no = (reason: string, message: string) => say('Submitted', 'False', reason, message);
  if (!stored) return no('NotSubmitted', 'it has not been started');
  const run = stored.value;
  if (!run) {
    const message =
      'what is remembered of it cannot be read; nothing is started, for it may run. Remove that object';
    return say('Submitted', 'Unknown', 'StateUnreadable', `${message} once it is known that nothing runs`);
  }
  if (isOutdated(manifest, o)) {
    return no(
      'OutOfDate',
      `run ${run.attempt} is of an earlier manifest and makes room for one as declared now`,
    );
  }
  if (sight?.is === 'foreign') return no('OwnedByAnother', `${sight.because}; it is left alone`);
  if (sight?.is === 'absent') return no('NotSubmitted', `${run.place} is not there`);
  if (sight?.is === 'unknown') {
    const fix = sight.fix === undefined ? '' : `; ${sight.fix}`;
    return say('Submitted', 'Unknown', 'Held', `${sight.because}${fix}`);
  }
  if (run.generation !== o.generation && manifest.spec.onChange === 'Restart') {
    return no('NotReplaced', `run ${run.attempt} is of an earlier manifest and goes on: see Compatible`);
  }
  if (run.generation !== o.generation) {
    return no(
      'Held',
      'the manifest has changed and onChange is "Hold": declare another run under another name',
    );
  }
  return say('Submitted', 'True', 'Submitted', `start ${run.attempt}: ${run.runId ?? run.place}`);
}

function runCondition(manifest: SparkApplicationManifest, o: Observed): ConditionState {
  const run = o.stored?.value;
  const tell = (status: ConditionState['status'], reason: string, message: string) =>
    say('Ran', status, reason, message);
  const state = stateOf(manifest, o);
  const ended = run?.ended;
  switch (state) {
    case 'New':
      return tell('False', 'NotStarted', 'it has not been started');
    case 'Submitted':
      return tell('False', 'Waiting', waitsFor(o));
    case 'Running': {
      const { driver } = run ?? {};
      const where = driver?.host ?? driver?.agentId;
      const lost = o.sight?.is === 'running' && o.sight.lost ? ', which Mesos has lost sight of' : '';
      return tell(
        'True',
        'Running',
        `driver ${driver?.taskId ?? ''} runs${where ? ` on ${where}` : ''}${lost}`,
      );
    }
    case 'Completed':
      return tell('True', 'Completed', `${ended?.because}`);
    case 'PendingRerun':
      return tell('False', 'PendingRerun', `${ended?.because}; it is started again`);
    case 'Failed':
      return tell('False', 'Failed', `${ended?.because}`);
    case 'Killed':
      return tell('False', 'Killed', `${ended?.because}`);
    case 'Invalidating':
      return tell('False', 'Invalidating', `it is to end: ${run?.stopping ?? 'the manifest has changed'}`);
    case 'Unknown':
      return tell('Unknown', 'OutcomeUnknown', ended?.because ?? waitsFor(o));
    default:
      return unreachable(state);
  }
}

function waitsFor({ sight }: Observed): string {
  return sight && 'because' in sight ? sight.because : 'its start was asked for';
}

/** In the words of the Kubernetes operator for Spark. */
export function stateOf(manifest: SparkApplicationManifest, o: Observed): Application['state'] {
  const { stored, sight } = o;
  const run = stored?.value;
  if (!stored) return 'New';
  if (!run) return 'Unknown';
  if (run.ended) return mayRetry(manifest, o, run) ? 'PendingRerun' : run.ended.outcome;
  if (sight?.is === 'unknown' || sight?.is === 'foreign') return 'Unknown';
  if (sight?.is === 'absent') return 'New';
  if (run.stopping !== undefined || isOutdated(manifest, o)) return 'Invalidating';
  return sight?.is === 'running' ? 'Running' : sight?.is === 'ended' ? sight.outcome : 'Submitted';
}

function cleared({ stored, left }: Observed): ConditionState {
  const run = stored?.value;
  if (!run?.ended || !left) return say('LeftBehind', 'False', 'Nothing', 'nothing of an earlier run is left');
  if (left.frameworks === undefined) {
    return say(
      'LeftBehind',
      'Unknown',
      'MesosUnknown',
      'whether a framework of it is left, Mesos does not tell',
    );
  }
  const things = [...(left.place ? [run.place] : []), ...left.frameworks.map((id) => `framework ${id}`)];
  if (things.length === 0) return say('LeftBehind', 'False', 'Nothing', 'nothing of an earlier run is left');
  // A job stays as long as it was told to.
  const stays = run.runsOn !== 'Marathon' && left.frameworks.length === 0;
  const message = `${things.join(', ')} of an ended run ${stays ? 'stays until its time is over' : 'is taken away'}`;
  return say('LeftBehind', stays ? 'False' : 'True', stays ? 'Kept' : 'Clearing', message);
}

export function applicationStatus(
  run: SparkApplicationState | undefined,
  state: Application['state'],
): Application {
  if (!run) return { state, attempts: 0 };
  const { driver, runsOn } = run;
  const id = runsOn === 'Dispatcher' ? run.runId : run.place;
  return {
    state,
    attempts: run.attempt,
    ...(id === undefined ? {} : { id }),
    ...(runsOn === 'Metronome' && run.runId !== undefined ? { runId: run.runId } : {}),
    submittedAt: run.askedAt,
    ...(run.ended ? { endedAt: run.ended.at } : {}),
    ...(driver ? { driver: driverStatus(driver) } : {}),
    ...(driver?.framework === undefined ? {} : { frameworkId: driver.framework }),
  };
}

function driverStatus({
  taskId,
  agentId,
  host,
  taskFramework,
}: KnownDriver): NonNullable<Application['driver']> {
  return {
    taskId,
    ...(agentId === undefined ? {} : { agentId }),
    ...(host === undefined ? {} : { host }),
    ...(agentId === undefined || taskFramework === undefined
      ? {}
      : { sandbox: `/#/agents/${agentId}/frameworks/${taskFramework}/executors/${taskId}` }),
  };
}
