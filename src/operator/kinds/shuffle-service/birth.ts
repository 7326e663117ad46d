import type { Placed, ServiceState } from '../../../manifest';
import { coverAgents } from './cover';
import type { AppSight, Observed, ShuffleAction, Stored } from './model';
import { withPlaced } from './state';

/** It is to be created; since when it is will be seen then. */
export const ASKED: Placed['born'] = 'asked';

/**
 * An app that somebody deleted is created anew under its id, and Marathon lists lost tasks of its earlier life as if
 * they were of this one (domain-observed 6). They are older than the app: since when that is, is noted at the first
 * look after it was created, and before it is created again it is noted that it will be another one.
 */
export function noteBirth(o: Observed & { readonly state: Stored<ServiceState> }): ShuffleAction | undefined {
  for (const sight of [o.active, ...o.retiring, o.green]) {
    const born = sight && bornNow(sight, o);
    if (!sight || born === sight.placed.born) continue;
    const { appId } = sight.placed;
    const because =
      born === ASKED ? `${appId} was deleted, and is created anew` : `${appId} is since ${born}`;
    const state = withPlaced(o.state.value, appId, () => (born === undefined ? {} : { born }));
    return { do: 'note-birth', because, state, etag: o.state.etag };
  }
  return undefined;
}

function bornNow(sight: AppSight, o: Observed): Placed['born'] {
  const { app, placed } = sight;
  if (app) return placed.born === ASKED ? (app.configuredAt ?? ASKED) : placed.born;
  const { active, green, retiring } = o;
  // What was to end is not created again.
  const makesRoom = sight === active && green?.placed.port === placed.port;
  if (makesRoom || retiring.some((one) => one === sight)) return placed.born;
  const isCreated = coverAgents(sight, o).some((action) => action.do === 'create-app');
  return isCreated ? ASKED : placed.born;
}
