import { problemText } from '../../../domain/core/problem';
import { zeppelinWarnings } from '../../../domain/spark/renders/zeppelin-properties';
import { isEmpty } from '../../../domain/zeppelin/property-change';
import {
  type ConditionState,
  distinctUses,
  type KindStatus,
  type ZeppelinInterpreterManifest,
} from '../../../manifest';
import type { Judgement } from '../../engine/kind';
import type { Observed, Standing } from './model';
import { mayInterrupt, namesText, whatWaits, whyNot } from './plan';

const say = (
  type: string,
  status: ConditionState['status'],
  reason: string,
  message: string,
): ConditionState => ({ type, status, reason, message });

export function judge(manifest: ZeppelinInterpreterManifest, o: Observed): Judgement {
  const count = Object.keys(o.wanted?.properties ?? {}).length;
  return {
    conditions: [
      ...[defaultsKnown(manifest, o), compatible(o), found(o)],
      ...[current(o), restarted(o), usable(o)],
    ],
    summary: `${o.target.interpreter} has ${count} properties of ${manifest.spec.sparkDefaults}, and runs with them`,
    status: { deletionPolicy: manifest.spec.deletionPolicy, ...statusOf(o), ...warningStatus(o) },
  };
}

/** What the interpreter may use: what it was given, what it is about to be given, and what stands there. */
export function statusOf(o: Observed): KindStatus {
  const uses = distinctUses([...(o.state?.value?.uses ?? []), ...o.uses]);
  const id = o.setting?.id ?? o.state?.value?.setting;
  const properties = [...(o.state?.value?.properties ?? [])];
  return {
    ...(uses.length === 0 ? {} : { uses: [...uses] }),
    ...(id === undefined ? {} : { interpreter: { url: o.target.url, id, properties } }),
  };
}

/** What Zeppelin does not hand on to Spark as it stands. */
function warningStatus({ wanted }: Observed): KindStatus {
  const warnings = zeppelinWarnings(wanted?.properties ?? {}).map(({ severity, reason, ...problem }) => ({
    ...{ severity, reason, message: problemText(problem) },
  }));
  return warnings.length === 0 ? {} : { warnings };
}

function defaultsKnown({ spec }: ZeppelinInterpreterManifest, { isPublished }: Observed): ConditionState {
  if (isPublished) return say('DefaultsKnown', 'True', 'DefaultsKnown', `${spec.sparkDefaults} is published`);
  const message = `${spec.sparkDefaults} has published nothing yet; the interpreter stays as it is`;
  return say('DefaultsKnown', 'False', 'NotPublished', message);
}

function compatible({ contradictions }: Observed): ConditionState {
  if (contradictions.length === 0) {
    const message = 'nothing in sparkConf parts the interpreter from a shuffle service';
    return say('Compatible', 'True', 'Compatible', message);
  }
  const text = contradictions.map(problemText).join('; ');
  return say('Compatible', 'False', 'Contradicted', `the interpreter stays as it is: ${text}`);
}

function found({ target, setting }: Observed): ConditionState {
  if (setting)
    return say('InterpreterFound', 'True', 'InterpreterFound', `${setting.name}, id ${setting.id}`);
  const message = `Zeppelin has no interpreter ${target.interpreter}; make one of that name, or name another one`;
  return say('InterpreterFound', 'False', 'NoSuchInterpreter', message);
}

function current(o: Observed): ConditionState {
  const { standing } = o;
  const no = (reason: string, message: string) => say('Current', 'False', reason, message);
  if (!standing) return no('NothingToCompare', 'there is no interpreter, or nothing that it is to be given');
  const secrets =
    standing.secrets.length === 0
      ? ''
      : `; left alone, for they hold secrets: ${namesText(standing.secrets)}`;
  if (isEmpty(standing.change))
    return say('Current', 'True', 'AsWanted', `every property is as wanted${secrets}`);
  const what = `${whatWaits(o, true)}${secrets}`;
  if (standing.rewritten)
    return no('Rewritten', `Zeppelin keeps other values than it was sent; they are not sent again. ${what}`);
  if (standing.masked.length > 0) return no('Masked', `${maskedText(standing)}. ${what}`);
  if (o.target.restart === 'Never')
    return no('Held', `restart is "Never", and to write is to restart. ${what}`);
  if (mayInterrupt(o)) return no('OutOfDate', what);
  return no(o.activity?.is === 'busy' ? 'Busy' : 'ActivityUnknown', `${what}. ${waitText(o)}`);
}

function maskedText({ masked }: Standing): string {
  return `Zeppelin shows stars for ${namesText(masked)}, and to write any property would put them in the place of the secret`;
}

function waitText(o: Observed): string {
  const since = o.state?.value?.waitsSince;
  const limit = o.target.maximumWaitSeconds;
  return [
    `it waits${since === undefined ? '' : ` since ${since}`}`,
    limit === undefined ? '' : `, for ${limit} s at most`,
    `: ${whyNot(o)}`,
  ].join('');
}

/** Whether the interpreter is known to run with what stands there. */
function restarted(o: Observed): ConditionState {
  const no = (reason: string, message: string) => say('Restarted', 'False', reason, message);
  if (!o.standing) return say('Restarted', 'True', 'NothingWritten', 'nothing was written');
  const due = o.state?.value?.restartDue;
  if (due === undefined) return say('Restarted', 'True', 'Restarted', 'no restart is due');
  const message = `properties were written at ${due}, and what runs may still have the old ones`;
  if (o.target.restart === 'Never') return no('RestartHeld', `${message}; restart is "Never"`);
  if (mayInterrupt(o)) return no('RestartDue', message);
  return no('RestartWaits', `${message}; ${waitText(o)}`);
}

/** What Zeppelin itself says of it. */
function usable({ setting }: Observed): ConditionState {
  if (!setting) return say('Usable', 'Unknown', 'NoInterpreter', 'there is none');
  const { status, errorReason } = setting;
  if (status === 'ERROR') {
    return say('Usable', 'False', 'InterpreterError', `Zeppelin says: ${errorReason ?? 'an error'}`);
  }
  if (status === 'DOWNLOADING_DEPENDENCIES') {
    return say('Usable', 'False', 'Downloading', 'Zeppelin fetches its dependencies');
  }
  return say(
    'Usable',
    'True',
    'Usable',
    status === '' ? 'Zeppelin says nothing else' : `Zeppelin says: ${status}`,
  );
}

/** What stands in the status once the manifest is gone and nothing is done about it. */
export function deleted({ interpreter }: KindStatus): ConditionState {
  const what = interpreter ? `${interpreter.id} at ${interpreter.url}` : 'the interpreter';
  const message = `the manifest is gone: ${what} keeps its properties, and they are no longer kept up to date`;
  return say('Ready', 'False', 'Retained', message);
}
