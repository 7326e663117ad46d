import { differencesText } from '../../../../domain/marathon/difference-text';
import { dispatcherAppId } from '../../../../domain/spark/dispatcher/app';
import { recoveryText } from '../../../../domain/spark/dispatcher/recovery';
import type { EndpointUse, SparkDispatcherState } from '../../../../manifest';
import { noteDrivers } from './drivers';
import { ownerOf } from './identity';
import type { Declared, Definition, DispatcherAction, Observed, Sight } from './model';
import { otherCredentials, placePart } from './place';
import { announced, sameUse, taken } from './state';

/** What is to be written. While a deployment locks the app, everything waits that Marathon would have to do. */
export function plan(declared: Declared, o: Observed): readonly DispatcherAction[] {
  const { stored, app, wanted } = o;
  if (o.formerId !== undefined || (stored && !stored.value)) return [];
  if (!app) return o.role.length > 0 || !wanted ? [] : create(declared, o);
  if (o.owner !== ownerOf(declared.name)) return [];
  const noted = note(declared, o);
  if (noted.length > 0) return noted;
  if (app.deployments.length > 0) return stopHanging(declared, o);
  return [...count(o), ...replace(declared, o)];
}

export const useOf = ({ defaults }: Pick<Observed, 'defaults'>): EndpointUse | undefined =>
  typeof defaults === 'object' ? defaults.use : undefined;

/** What is remembered of what is about to be sent. */
function before({ name, spec }: Declared, o: Observed): SparkDispatcherState {
  const { marathon: _, marathonCredentials: _c, ...old } = o.stored?.value ?? { frameworks: [], former: [] };
  const place = { appId: dispatcherAppId(spec, name), ...placePart(spec) };
  return announced({ ...old, ...place }, useOf(o));
}

/** And of what has been sent. Until then what is there is as it was sent before. */
function after({ name, spec }: Declared, o: Observed): SparkDispatcherState {
  const { principal: _p, deployment: _d, ...old } = taken(before({ name, spec }, o), useOf(o));
  return {
    ...old,
    ...(spec.authentication ? { principal: spec.authentication.principal } : {}),
    ...(o.hash === undefined ? {} : { sent: o.hash }),
    recovery: recoveryText(spec, name),
    ...{ port: spec.port, webUiPort: spec.webUiPort },
    framework: name,
  };
}

function create(declared: Declared, o: Observed): readonly DispatcherAction[] {
  const { wanted } = o;
  if (!wanted || isLockedOut(declared, o)) return [];
  const because = `Marathon has no app ${String(wanted['id'])}`;
  return [{ do: 'create-app', because, ...sending(declared, o, wanted) }];
}

/**
 * Marathon replaces as many old tasks as are healthy beyond what the strategy wants, and so waits for ever where none
 * is; what is down anyway is taken away, and made anew at the next look.
 */
function replace(declared: Declared, o: Observed): readonly DispatcherAction[] {
  const { wanted, app } = o;
  if (!wanted || !app || !isDue(o) || o.role.length > 0 || !mayChange(declared, o)) return [];
  const because = differencesText(o.differences);
  if (o.task?.healthy === true) return [{ do: 'replace-app', because, ...sending(declared, o, wanted) }];
  return [
    {
      do: 'remove-app',
      because: `it takes no submissions, and is to be made anew: ${because}`,
      appId: app.id,
    },
  ];
}

const sending = (declared: Declared, o: Observed, app: Definition) => ({
  app,
  state: before(declared, o),
  after: after(declared, o),
  etag: o.stored?.etag,
});

/** The app is to be sent once more. */
export const isDue = ({ differences, asSent }: Observed) => differences.length > 0 && !asSent;

/** Another principal under the id of the framework that is kept: Mesos would never let it register again. */
export function isLockedOut({ name, spec }: Declared, { stored }: Sight): boolean {
  const state = stored?.value;
  if (!state || state.frameworks.length === 0 || state.recovery === 'None') return false;
  return state.recovery === recoveryText(spec, name) && state.principal !== spec.authentication?.principal;
}

/** Whether the restart would lose drivers: what was sent kept nothing, or what is wanted keeps it elsewhere. */
export function losesDrivers({ name, spec }: Declared, { stored }: Sight): boolean {
  const state = stored?.value;
  if (!state) return false;
  return state.recovery === 'None' || state.recovery !== recoveryText(spec, name);
}

/** Nobody waits or runs, and that is known. */
export const isIdle = ({ alive }: Sight) => alive !== undefined && alive.length === 0;

export function mayChange(declared: Declared, o: Observed): boolean {
  if (isLockedOut(declared, o)) return false;
  return !losesDrivers(declared, o) || declared.spec.upgrade.whenInUse === 'Proceed' || isIdle(o);
}

function count({ app }: Observed): readonly DispatcherAction[] {
  const { id: appId = '', instances = 1 } = app ?? {};
  if (instances === 1) return [];
  const because = `${instances} instances, and a dispatcher is one`;
  return [{ do: instances < 1 ? 'raise-instances' : 'lower-instances', because, appId }];
}

/** One that we began, that waits for an offer while nothing of the app runs: without it the app can be changed. */
function stopHanging(declared: Declared, o: Observed): readonly DispatcherAction[] {
  const [id, ...more] = o.app?.deployments ?? [];
  const ours = id !== undefined && more.length === 0 && o.stored?.value?.deployment === id;
  const waits = o.app?.tasks.length === 0;
  if (!ours || !waits || !isDue(o) || !mayChange(declared, o)) return [];
  const because = 'nothing of it runs yet, and it is to be changed before it does';
  return [{ do: 'stop-deployment', because, deploymentId: id }];
}

/** What a look has shown and must not be forgotten; one note at a time. */
function note(declared: Declared, o: Observed): readonly DispatcherAction[] {
  const { stored, frameworkId, hash } = o;
  const state = stored?.value;
  const etag = stored?.etag;
  if (!state) return [];
  const known = otherCredentials(declared, state);
  if (known) {
    const because = `the manifest names other credentials for ${state.marathon}`;
    return [{ do: 'note-credentials', because, etag, state: known }];
  }
  if (frameworkId !== undefined && state.frameworks.at(-1) !== frameworkId) {
    const frameworks = [...state.frameworks.filter((id) => id !== frameworkId), frameworkId];
    const because = `its framework is ${frameworkId}`;
    return [{ do: 'note-framework', because, etag, state: { ...state, frameworks } }];
  }
  const inPlace = o.differences.length === 0 && hash !== undefined && o.wanted !== undefined;
  if (inPlace && (state.sent !== hash || state.next !== undefined || !sameUse(state.use, useOf(o)))) {
    const because = 'the app is as wanted, which is not noted yet';
    return [{ do: 'note-sent', because, etag, state: after(declared, o) }];
  }
  return noteDrivers(o);
}
