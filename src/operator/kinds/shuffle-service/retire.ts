import type { ServiceState, UpgradePolicy } from '../../../manifest';
import { coverAgents } from './cover';
import { stopStuck } from './locked';
import { isRunning, type Observed, type ShuffleAction, type Stored } from './model';
import { endApp, isInPlace } from './rollout';
import { withoutApp } from './state';
import { isOverdue, recordAfter, useOf } from './use';

type WithState = Observed & { readonly state: Stored<ServiceState> };

/**
 * Apps that were published before. Agents that join get them, too, for the applications that still use them; they
 * end once they are unused, or at the deadline where the policy says so.
 */
export function retire(policy: UpgradePolicy, o: WithState): readonly ShuffleAction[] {
  return o.retiring.flatMap((sight): readonly ShuffleAction[] => {
    const { placed, app } = sight;
    const { value: state, etag } = o.state;
    if (!app) {
      const next = withoutApp(state, placed.appId);
      return [{ do: 'forget-app', because: `${placed.appId} is gone`, state: next, etag }];
    }
    if (o.view.is === 'unknown') return [];
    const use = useOf({ sight, record: placed.use, policy, o });
    const overdue = isOverdue(placed.use, policy, o.now);
    if (use.is === 'in-use' && !overdue) return coverAgents(sight, o);
    if (app.deployments.length > 0) return isRunning(sight) ? stopStuck(sight, o) : [];
    const because =
      use.is === 'unused'
        ? `nobody has used ${placed.appId} on port ${placed.port} for ${policy.quietSeconds} s`
        : `the deadline has passed and the policy is Proceed, although ${use.because}`;
    if (!placed.ending) return [endApp(o, placed.appId, because)];
    return [{ do: 'remove-app', because, appId: placed.appId, etag }];
  });
}

/** What was seen of the use of apps that are to go, where it has to be written down. */
export function noteUse(policy: UpgradePolicy, o: WithState): ShuffleAction | undefined {
  const { value: state, etag } = o.state;
  const retiring = state.retiring.map((placed) => {
    const sight = o.retiring.find((one) => one.placed.appId === placed.appId);
    return sight?.app ? { ...placed, use: recordAfter({ sight, record: placed.use, policy, o }) } : placed;
  });
  const { active, green } = o;
  const waiting = green?.placed.use && isInPlace(o) && active?.app && state.green;
  const next: ServiceState = {
    ...state,
    retiring,
    ...(waiting && green.placed.use && active && state.green
      ? {
          green: {
            ...state.green,
            use: recordAfter({ sight: active, record: green.placed.use, policy, o, inPlace: true }),
          },
        }
      : {}),
  };
  if (JSON.stringify(next) === JSON.stringify(state)) return undefined;
  return { do: 'note-use', because: 'who uses an app that is to go has changed', state: next, etag };
}
