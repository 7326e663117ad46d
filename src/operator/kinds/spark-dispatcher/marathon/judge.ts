import { problemText } from '../../../../domain/core/problem';
import { differencesText } from '../../../../domain/marathon/difference-text';
import { type RoleFields, roleRewritten } from '../../../../domain/marathon/role-form';
import { dispatcherAppId } from '../../../../domain/spark/dispatcher/app';
import { type ConditionState, type KindStatus, OWNER_LABEL } from '../../../../manifest';
import type { Judgement } from '../../../engine/kind';
import { say } from '../say';
import { ownerOf } from './identity';
import type { Declared, Observed, Sight } from './model';
import { isDue, isIdle, isLockedOut, losesDrivers, mayChange } from './plan';
import { usesOf } from './state';

export function judge(declared: Declared, o: Observed): Judgement {
  const drivers = driversKnown(o);
  const left = leftBehind(o);
  return {
    conditions: [
      defaultsKnown(declared, o),
      compatible(o),
      owned(declared, o),
      deployed(declared, o),
      running(o),
      registered(o),
      left,
      drivers,
    ],
    // Who cannot be asked is no fault of what is declared.
    unwanted: ['LeftBehind', ...(drivers.status === 'False' ? ['DriversKnown'] : [])],
    summary: summary(declared, o),
    status: { deletionPolicy: declared.spec.deletionPolicy, ...statusOf(o, declared.spec.port) },
  };
}

export function statusOf(o: Sight, port: number): KindStatus {
  const { task, view, webUiUrl, frameworkId } = o;
  const uses = usesOf(o.stored?.value);
  const host = webUiUrl === undefined ? undefined : new URL(webUiUrl).hostname;
  return {
    dispatcher: {
      provider: 'Marathon',
      ...(task && host !== undefined ? { url: `http://${host}:${port}` } : {}),
      ...(webUiUrl === undefined ? {} : { webUiUrl }),
      ...(frameworkId === undefined ? {} : { frameworkId }),
      ...(view
        ? { queued: view.queued.length, running: view.launched.length, retrying: view.retrying.length }
        : {}),
    },
    ...(uses.length > 0 ? { uses: [...uses] } : {}),
  };
}

function summary({ name, spec }: Declared, o: Observed): string {
  const { url = '' } = statusOf(o, spec.port).dispatcher ?? {};
  return `dispatcher ${name} takes submissions at ${url}; ${driversText(o)}`;
}

export function driversText({ view }: Sight): string {
  if (!view) return 'what it has to do is not known';
  const { queued, launched, retrying } = view;
  return `${launched.length} drivers run, ${queued.length} wait for an offer, ${retrying.length} are to be started again`;
}

function defaultsKnown({ spec }: Declared, { defaults }: Observed): ConditionState {
  const { sparkDefaults } = spec;
  if (sparkDefaults === undefined) {
    return say('DefaultsKnown', 'True', 'NoneNamed', 'drivers get the defaults of the manifest alone');
  }
  if (defaults === 'missing') {
    const message = `nothing is published under ${sparkDefaults}; the dispatcher starts once its shuffle service has an endpoint`;
    return say('DefaultsKnown', 'False', 'NotPublished', message);
  }
  return say('DefaultsKnown', 'True', 'Published', `what ${sparkDefaults} publishes is known`);
}

function compatible({ contradictions, app }: Observed): ConditionState {
  if (contradictions.length === 0) {
    const message = 'nothing that drivers are given parts them from a shuffle service';
    return say('Compatible', 'True', 'Compatible', message);
  }
  const stays = app ? `${app.id} stays as it is` : 'it is not started';
  const text = contradictions.map(problemText).join('; ');
  return say('Compatible', 'False', 'Contradicted', `${stays}: ${text}`);
}

function owned({ name, spec }: Declared, o: Observed): ConditionState {
  const id = dispatcherAppId(spec, name);
  const no = (reason: string, message: string) => say('Owned', 'False', reason, message);
  if (o.stored && !o.stored.value) {
    const message =
      'what is remembered of it cannot be read; nothing is written, for a shuffle service may be in use by its drivers. ' +
      'Remove that object once that is known';
    return no('StateUnreadable', message);
  }
  if (o.formerId !== undefined) {
    const message =
      `it has been ${o.formerId} before, which is still there, and two with the same state would lame each other. ` +
      `Remove that app by hand, or declare ${id} by a manifest of another name`;
    return no('Moved', message);
  }
  if (!o.app) return say('Owned', 'True', 'Free', `there is no app ${id}`);
  if (o.owner === ownerOf(name))
    return say('Owned', 'True', 'Owned', `${id} carries the label of this manifest`);
  const whose = o.owner === undefined ? `carries no label ${OWNER_LABEL}` : `belongs to ${o.owner}`;
  return no('OwnedByAnother', `${id} is there and ${whose}; it is left alone`);
}

function deployed(declared: Declared, o: Observed): ConditionState {
  const no = (reason: string, message: string) => say('Deployed', 'False', reason, message);
  const { app, wanted } = o;
  if (o.role.length > 0) return no('RoleUnavailable', o.role.map(problemText).join('; '));
  if (isLockedOut(declared, o)) return no('PrincipalChanged', lockedOutText(declared));
  if (!app) return no('NotCreated', 'there is no app yet');
  if (!wanted) return no('NotCompared', 'what is wanted is not known yet');
  if (o.differences.length === 0)
    return say('Deployed', 'True', 'AsDeclared', `${app.id} is as it is declared`);
  const text = differencesText(o.differences);
  if (!isDue(o)) {
    const roles = roleRewritten(wanted as RoleFields, app.definition as RoleFields);
    if (roles.length > 0) return no('RoleRewritten', roles.map(problemText).join('; '));
    return say(
      'Deployed',
      'True',
      'AsSent',
      `${app.id} is as it was sent; with its next change comes: ${text}`,
    );
  }
  if (!mayChange(declared, o)) return no('Held', heldText(declared, o, text));
  if (app.deployments.length > 0) {
    return no('Locked', `it is to be changed once deployment ${app.deployments.join(', ')} ends: ${text}`);
  }
  return no('OutOfDate', `${app.id} is not as declared: ${text}`);
}

function lockedOutText({ spec }: Declared): string {
  const principal = spec.authentication?.principal;
  return (
    `the framework that is kept in ZooKeeper has another principal than ${principal ?? 'none'}, and Mesos lets no ` +
    'framework change it. Choose another recovery directory; drivers of the old one are then left alone'
  );
}

function heldText(declared: Declared, o: Observed, text: string): string {
  const why = losesDrivers(declared, o) ? 'the restart would leave drivers without a dispatcher' : '';
  const who =
    o.alive === undefined
      ? `whether there are any is not known (${o.silence ?? 'it does not run, or Mesos does not tell'})`
      : `there are ${o.alive.length}: ${o.alive.slice(0, 5).join(', ')}`;
  return `${why}, and ${who}; it waits, or set upgrade.whenInUse to "Proceed". To come: ${text}`;
}

function running(o: Observed): ConditionState {
  const { app, task } = o;
  const no = (reason: string, message: string) => say('Running', 'False', reason, message);
  if (!app) return no('NotCreated', 'there is no app yet');
  if (app.instances > 1) {
    return no(
      'TooMany',
      `${app.instances} instances: the older ones answer and start nothing. One is kept; restart it`,
    );
  }
  const lost = app.tasks.find(({ state }) => state === 'TASK_UNREACHABLE');
  if (lost) {
    const message =
      `its task is on ${lost.host}, which Mesos has lost sight of. It may run on, so that no other one is started; ` +
      'once the machine is known to be gone, mark its agent as gone, or delete the task in Marathon';
    return no('Lost', message);
  }
  const why = o.queueReasons.length === 0 ? '' : ` (offers were declined for ${o.queueReasons.join(', ')})`;
  if (o.queued > 0) return no('Waiting', `it waits for an offer${why}`);
  if (!task) return no('NotRunning', 'its task does not run; see its last failure in Marathon');
  if (app.deployments.length > 0)
    return no('DeploymentRunning', `deployment ${app.deployments.join(', ')} runs`);
  if (task.healthy === true) return say('Running', 'True', 'Running', `it runs on ${task.host}`);
  return no('Unhealthy', `it runs on ${task.host} and takes no submissions; see its log there`);
}

function registered(o: Observed): ConditionState {
  const { frameworks, frameworkId, task } = o;
  if (!task || frameworkId === undefined) {
    return say('Registered', 'False', 'NotRegistered', 'it has not registered with Mesos');
  }
  if (frameworks === undefined) {
    return say('Registered', 'Unknown', 'MesosUnknown', 'which frameworks there are, Mesos does not tell');
  }
  const found = frameworks.find(({ id }) => id === frameworkId);
  if (!found) {
    const message =
      `Mesos does not know framework ${frameworkId} any more, and lets nobody register with its id again. ` +
      'Choose another recovery directory';
    return say('Registered', 'False', 'FrameworkGone', message);
  }
  if (found.connected === false) {
    const message = `framework ${frameworkId} is not connected to Mesos; if that stays so, restart the app`;
    return say('Registered', 'False', 'Disconnected', message);
  }
  return say('Registered', 'True', 'Registered', `it is framework ${frameworkId}`);
}

/** Frameworks of earlier dispatchers of the same name, which had kept nothing or elsewhere. */
function leftBehind(o: Observed): ConditionState {
  const others = (o.frameworks ?? []).map(({ id }) => id).filter((id) => id !== o.frameworkId);
  if (others.length === 0) return say('LeftBehind', 'False', 'Nothing', 'there is no other framework of it');
  const text = others.join(', ');
  if (isIdle(o)) return say('LeftBehind', 'False', 'Empty', `framework ${text} of before is empty`);
  const message = `drivers of framework ${text} may run without a dispatcher; it can be torn down by hand once they end`;
  return say('LeftBehind', 'True', 'Orphans', message);
}

function driversKnown(o: Observed): ConditionState {
  if (o.view) return say('DriversKnown', 'True', 'Known', driversText(o));
  if (o.silence === undefined) return say('DriversKnown', 'True', 'NotRunning', 'it does not run');
  return say(
    'DriversKnown',
    'False',
    'PageSilent',
    `its page does not tell which drivers there are: ${o.silence}`,
  );
}
