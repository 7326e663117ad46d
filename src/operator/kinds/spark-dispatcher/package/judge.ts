import type { ConditionState, KindStatus } from '../../../../manifest';
import type { Judgement } from '../../../engine/kind';
import { say } from '../say';
import type { DeclaredPackage, ObservedPackage } from './model';
import { differenceText, isEqual, isOurs } from './plan';

export function judge(declared: DeclaredPackage, o: ObservedPackage): Judgement {
  return {
    conditions: [installed(declared, o), configured(declared, o), running(o)],
    summary: `package ${declared.spec.package} ${o.installed?.version ?? ''} is installed as ${o.appId}, and runs`,
    status: { deletionPolicy: declared.spec.deletionPolicy, ...statusOf(o) },
  };
}

export function statusOf({ appId, app, framework }: ObservedPackage): KindStatus {
  const up = (app?.tasks ?? []).filter(({ state }) => state === 'TASK_RUNNING').length;
  return {
    app: { id: appId, instances: app?.instances ?? 0, running: up },
    dispatcher: {
      provider: 'Package',
      ...(framework ? { frameworkId: framework.id } : {}),
      ...(framework?.webUiUrl === undefined ? {} : { webUiUrl: framework.webUiUrl }),
    },
  };
}

function installed(declared: DeclaredPackage, o: ObservedPackage): ConditionState {
  const no = (reason: string, message: string) => say('Installed', 'False', reason, message);
  if (o.stored && !o.stored.value) {
    return no(
      'NoteUnreadable',
      'what is remembered of it cannot be read, or is of a dispatcher in Marathon; remove that object',
    );
  }
  if (o.formerId !== undefined) {
    return no(
      'Renamed',
      `it has been ${o.formerId} before, which is still installed; uninstall that by hand first`,
    );
  }
  if (!o.installed && o.app) {
    return no(
      'InTheWay',
      `${o.appId} is an app that is no package ${declared.spec.package}; it is left alone`,
    );
  }
  if (!o.installed)
    return no('NotInstalled', `no package ${declared.spec.package} is installed as ${o.appId}`);
  if (isOurs(o)) return say('Installed', 'True', 'Installed', `version ${o.installed.version} is installed`);
  if (isEqual(declared, o))
    return say('Installed', 'True', 'Adopted', `${o.appId} is as declared, and is taken over`);
  const message = `somebody has installed ${o.appId}, and not as declared: ${differenceText(declared, o)}. Set adopt to true to change it`;
  return no('NotAdopted', message);
}

function configured(declared: DeclaredPackage, o: ObservedPackage): ConditionState {
  const no = (reason: string, message: string) => say('Configured', 'False', reason, message);
  if (!o.installed) return no('NothingThere', 'it is not installed');
  if (isEqual(declared, o)) return say('Configured', 'True', 'AsAsked', 'its options are as declared');
  const text = differenceText(declared, o);
  if (o.rewritten)
    return no(
      'KeptOtherwise',
      `Cosmos keeps other options than it was sent; they are not sent again: ${text}`,
    );
  if ((o.app?.deployments.length ?? 0) > 0)
    return no('Deploying', `it is changed once its deployment ends: ${text}`);
  return no('Differs', text);
}

function running({ app, framework }: ObservedPackage): ConditionState {
  const no = (reason: string, message: string) => say('Serving', 'False', reason, message);
  const task = app?.tasks.find(({ state }) => state === 'TASK_RUNNING');
  if (!app || !task) return no('NotServing', app ? 'its task does not run' : 'there is no app');
  if (!framework) return no('Unregistered', 'it is not registered with Mesos, or Mesos does not tell');
  return say('Serving', 'True', 'Serving', `it runs on ${task.host} as framework ${framework.id}`);
}
