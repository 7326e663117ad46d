import { problemText } from '../../../domain/core/problem';
import type { MarathonApp } from '../../../domain/marathon/app';
import { differencesText } from '../../../domain/marathon/difference-text';
import { type RoleFields, roleRewritten } from '../../../domain/marathon/role-form';
import { upgradeStall } from '../../../domain/marathon/upgrade-stall';
import { type ConditionState, type MarathonAppManifest, OWNER_LABEL } from '../../../manifest';
import type { Observed, Standing } from './model';

const say = (
  type: string,
  status: ConditionState['status'],
  reason: string,
  message: string,
): ConditionState => ({ type, status, reason, message });

export function owned(manifest: MarathonAppManifest, { standing, formerId }: Observed): ConditionState {
  const { id } = manifest.spec.app;
  if (formerId !== undefined) {
    const message =
      `this manifest has declared ${formerId} before, which is still there; found ${id}. ` +
      `Declare ${id} by a manifest of another name, or remove ${formerId} by hand first`;
    return say('Owned', 'False', 'IdChanged', message);
  }
  if (!standing) return say('Owned', 'True', 'Free', `there is no app ${id}`);
  const { ownership } = standing;
  if (ownership.is === 'ours')
    return say('Owned', 'True', 'Owned', `${id} carries the label of this manifest`);
  if (ownership.is === 'adopted') {
    return say(
      'Owned',
      'True',
      'Adopted',
      `${id} is taken over; the label ${OWNER_LABEL} comes with its next change`,
    );
  }
  const { owner } = ownership;
  const message =
    owner === undefined
      ? `${id} is there and carries no label ${OWNER_LABEL}; it is left alone. Set adopt to true to take it over`
      : `${id} belongs to ${owner}; it is left alone. Set adopt to "${owner}" to take it over once that is gone`;
  return say('Owned', 'False', owner === undefined ? 'NotAdopted' : 'OwnedByAnother', message);
}

export function deployed(manifest: MarathonAppManifest, o: Observed): ConditionState {
  const no = (reason: string, message: string) => say('Deployed', 'False', reason, message);
  const { standing } = o;
  const { id } = manifest.spec.app;
  if (o.role.length > 0) return no('RoleUnavailable', o.role.map(problemText).join('; '));
  if (!standing) return no('NotCreated', `there is no app ${id}`);
  if (standing.differences.length === 0)
    return say('Deployed', 'True', 'AsDeclared', `${id} is as it is declared`);
  const text = differencesText(standing.differences);
  if (standing.asSent) return rewritten(o, standing, text);
  if (manifest.spec.upgrade.onChange === 'Hold') {
    return no('Held', `${id} is not as declared and upgrade.onChange is "Hold": ${text}`);
  }
  if (standing.app.deployments.length > 0) {
    return no(
      'Locked',
      `${id} is to be updated once deployment ${standing.app.deployments.join(', ')} ends: ${text}`,
    );
  }
  return no('OutOfDate', `${id} is not as declared: ${text}`);
}

/** Marathon gives something else back than it was sent, and nobody has changed it since. */
function rewritten(o: Observed, { app }: Standing, text: string): ConditionState {
  const roles = roleRewritten(o.wanted as RoleFields, app.definition as RoleFields);
  if (roles.length > 0) return say('Deployed', 'False', 'RoleRewritten', roles.map(problemText).join('; '));
  const message = `Marathon keeps ${app.id} otherwise than it was sent; it is not sent again: ${text}`;
  return say('Deployed', 'False', 'Rewritten', message);
}

/** A warning, True where an update could not end by itself; nothing is held back for it. */
export function upgradeStalls(manifest: MarathonAppManifest, o: Observed): ConditionState {
  const instances = manifest.spec.app.instances ?? o.standing?.app.instances ?? 1;
  const stall = upgradeStall(o.wanted as MarathonApp, instances);
  return stall === undefined
    ? say('UpgradeStalls', 'False', 'UpgradeEnds', 'nothing is known that would keep an update from ending')
    : say('UpgradeStalls', 'True', 'StrategyCannotEnd', stall);
}
