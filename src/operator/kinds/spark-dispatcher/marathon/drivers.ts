import type { SparkDispatcherState } from '../../../../manifest';
import type { DriversNote, Sight } from './model';

/**
 * Who may use an older service: every driver that is there once the dispatcher that sends to the new one is up, for
 * it may have been started, or only taken, before. They are forgotten one by one as they end.
 */
export function noteDrivers(o: Sight): readonly DriversNote[] {
  const { alive, app, view } = o;
  const state = o.stored?.value;
  if (!state) return [];
  if (alive === undefined || !view || !app || app.deployments.length > 0 || state.next) return [];
  const former = state.former.flatMap(({ use, drivers = alive }) => {
    const left = drivers.filter((id) => alive.includes(id));
    return left.length === 0 ? [] : [{ use, drivers: left }];
  });
  const size = (all: SparkDispatcherState['former']) =>
    all.reduce((sum, { drivers }) => sum + 1 + (drivers?.length ?? Number.POSITIVE_INFINITY), 0);
  if (size(former) === size(state.former)) return [];
  const because = `${former.length} older shuffle services are in use by drivers of it`;
  return [{ do: 'note-drivers', because, etag: o.stored?.etag, state: { ...state, former } }];
}
