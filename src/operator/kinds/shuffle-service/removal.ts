import { type ConditionState, type KindStatus, type ServiceState, upgradePolicy } from '../../../manifest';
import { type Judgement, type Subject, subjectOf } from '../../engine/kind';
import { apply } from './apply';
import { noteBirth } from './birth';
import { releaseDrained } from './drained';
import { retiringOf } from './judge';
import type { Observed, ShuffleAction, Stored } from './model';
import { look } from './observe';
import { addressOf, worldOf } from './own-marathon';
import { pictureOf } from './picture';
import { recordReleases } from './releases';
import { noteUse, retire } from './retire';
import { discard } from './rollout';
import { placedOf } from './state';
import { say } from './up-to-date';

/** The manifest is gone, and with it its policy: what is in use is waited for. */
const POLICY = upgradePolicy.parse({ whenInUse: 'Wait' });

/** `deletionPolicy: Drain`: nobody is sent to the service any more, and what nobody uses ends. */
export function removal(service: string, status: KindStatus): Subject | undefined {
  if (status.deletionPolicy !== 'Drain') return undefined;
  return subjectOf<Observed, ShuffleAction>({
    paused: false,
    observe: async (world) => look(service, '', await worldOf(service, undefined, world)),
    plan: planRemoval,
    judge: (o) => judgeRemoval(service, o),
    apply: async (action, world) =>
      apply(action, { metadata: { name: service } }, await worldOf(service, undefined, world)),
  });
}

export function planRemoval(o: Observed): readonly ShuffleAction[] {
  const { state, endpoint, green } = o;
  if (!state || placedOf(state.value).length === 0) return [];
  const seen = { ...o, state };
  const written = noteBirth(seen) ?? recordReleases(seen) ?? noteUse(POLICY, seen);
  if (written) return [written];
  if (endpoint?.value && !endpoint.value.withdrawn) {
    const because = `the manifest is gone: nobody is to be sent to port ${endpoint.value.port} any more`;
    const withdrawn = { ...endpoint.value, withdrawn: true as const };
    return [{ do: 'publish-endpoint', because, endpoint: withdrawn, etag: endpoint.etag }];
  }
  if (green) return discard(seen, green);
  if (state.value.active) return [withdraw(state, o.now)];
  const drained = o.retiring.flatMap((sight) => releaseDrained(sight, seen));
  return [...drained, ...retire(POLICY, seen)];
}

function withdraw({ value, etag }: Stored<ServiceState>, now: string): ShuffleAction {
  const { active, ...rest } = value;
  return {
    do: 'withdraw',
    because: `the manifest is gone: ${active?.appId ?? 'the app'} ends once nobody uses it`,
    state: {
      ...rest,
      retiring: [...value.retiring, ...(active ? [{ ...active, use: { since: now } }] : [])],
    },
    etag,
  };
}

function judgeRemoval(service: string, o: Observed): Judgement {
  const left = o.state ? placedOf(o.state.value) : [];
  const marathon = addressOf(o.state?.value, undefined);
  const retiring = retiringOf({ spec: { upgrade: POLICY } }, o);
  const removed: ConditionState =
    left.length === 0
      ? say('Removed', 'True', 'Removed', `nothing of ${service} runs any more`)
      : say(
          'Removed',
          'False',
          'InUse',
          retiring.map(({ appId, because }) => `${appId}: ${because}`).join('; ') ||
            `${left.length} apps are left`,
        );
  return {
    conditions: [removed],
    summary: `the manifest is gone, and nothing of ${service} runs any more`,
    status: {
      deletionPolicy: 'Drain',
      ...(marathon === undefined ? {} : { marathon }),
      ...(retiring.length > 0 ? { retiring } : {}),
    },
    picture: () => pictureOf(o, { rows: [], retiring }),
  };
}
