import { differencesText } from '../../../domain/marathon/difference-text';
import type { ConditionState, ShuffleServiceManifest } from '../../../manifest';
import { drift } from './drift';
import type { AppSight, Observed } from './model';
import { addressOf } from './own-marathon';
import { coveredHosts, hostsAway } from './publish';
import { isInPlace, whyNotBegun } from './rollout';
import { useOf } from './use';
import { wantedBy } from './wanted';

export const say = (
  type: string,
  status: ConditionState['status'],
  reason: string,
  message: string,
): ConditionState => ({ type, status, reason, message });

/** Whether what is active is what the spec says; if not, how far the change is and what it waits for. */
export function upToDate(manifest: ShuffleServiceManifest, o: Observed): ConditionState {
  const { active, green, retiring } = o;
  const { spec } = manifest;
  const wanted = wantedBy(manifest, o);
  const no = (reason: string, message: string) => say('UpToDate', 'False', reason, message);
  if (!active) return no('NothingRuns', 'there is nothing to update');
  const address = addressOf(o.state?.value, spec.marathon);
  if (address !== spec.marathon) {
    const where = address ?? "the cluster's own Marathon";
    return no(
      'MarathonChanged',
      `${active.placed.appId} is on ${where} and stays there; declare a service under another name for ${spec.marathon ?? 'another one'}`,
    );
  }
  if (green && !wanted(green)) {
    return no('Discarding', `${green.placed.appId} was never published and is taken away for a newer spec`);
  }
  if (wanted(active)) return say('UpToDate', 'True', 'UpToDate', 'what runs is what the spec says');
  if (green) return isInPlace(o) ? replacing(manifest, o) : no('RollingOut', progress(green, o));
  const back = retiring.find(wanted);
  if (back) return no('RollingBack', progress(back, o));
  const blocked = whyNotBegun(o);
  const waits = blocked?.message ?? 'the rollout is about to begin';
  return no(blocked?.reason ?? 'RolloutDue', `${active.placed.appId} is not what the spec says: ${waits}`);
}

function progress(sight: AppSight, o: Observed): string {
  const { placed, app, tasks, agents, queued } = sight;
  const changed = drift(sight, true);
  const covered = app && agents ? coveredHosts(app, tasks, agents).length : 0;
  const waits = queued > 0 ? `; ${queued} instances wait for an offer` : '';
  const [away, ...others] = hostsAway(sight, o);
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const back =
    away === undefined ? '' : `; the agent of ${away}${more} is disconnected, and would come back without it`;
  const left =
    changed.length > 0
      ? `; it was changed by somebody else and is not published so: ${differencesText(changed)}; delete it, and it is made anew`
      : '';
  return `${placed.appId} runs on ${covered} of ${agents?.eligible.length ?? 0} agents on port ${placed.port}${waits}${back}${left}`;
}

function replacing({ spec }: ShuffleServiceManifest, o: Observed): ConditionState {
  const { active, green } = o;
  const record = green?.placed.use;
  if (!active?.app || !record)
    return say('UpToDate', 'False', 'Replacing', 'the old app is gone, the new one is next');
  const use = useOf({ sight: active, record, policy: spec.upgrade, o, inPlace: true });
  const why = use.is === 'unused' ? 'nobody uses it' : use.because;
  return say(
    'UpToDate',
    'False',
    'InUse',
    `${active.placed.appId} has to end before its successor starts: ${why}`,
  );
}
