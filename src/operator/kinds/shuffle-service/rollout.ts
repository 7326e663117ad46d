import { problemText } from '../../../domain/core/problem';
import type { Placed, ServiceState, ShuffleServiceManifest } from '../../../manifest';
import { ASKED } from './birth';
import { coverAgents, createApp } from './cover';
import { blindness } from './eligibility';
import { isStuck, stopStarting, stopStuck } from './locked';
import { type AppSight, isRunning, type Observed, type ShuffleAction, type Stored } from './model';
import { marathonPart } from './own-marathon';
import { publishEndpoint } from './publish';
import { withoutApp, withPlaced } from './state';
import { isOverdue, useOf } from './use';
import { wantedBy } from './wanted';

type WithState = Observed & { readonly state: Stored<ServiceState> };

/** From what is active to what the spec says: beside it on another port, or in its place. */
export function rollout(manifest: ShuffleServiceManifest, o: WithState): readonly ShuffleAction[] {
  const wanted = wantedBy(manifest, o);
  const { active, green, retiring } = o;
  if (green && wanted(green)) {
    if (isInPlace(o)) return replace(manifest, o);
    return [...(activeIsComing(o) ? [] : coverAgents(green, o)), ...publishEndpoint(green, o)];
  }
  // What was never published nobody uses: a newer spec takes its place.
  if (green) return discard(o, green);
  if (wanted(active)) return [];
  // What ran before, and still runs, is wanted again.
  const back = retiring.find(wanted);
  return back ? publishEndpoint(back, o) : begin(manifest, o);
}

/**
 * Agents wait for the active app, which Marathon is starting there: whoever is sent to them is sent to it, so nothing
 * else is asked for before it had its time. One that does not come holds its successor up no longer than that.
 */
function activeIsComing({ active, deployments }: WithState): boolean {
  if (!isRunning(active) || active.app.deployments.length === 0) return false;
  return (active.agents?.free.length ?? 0) > 0 && !isStuck(active, { deployments });
}

/** The endpoint names another app than `active`: a switch that was not written down yet. */
export function followEndpoint(o: WithState): ShuffleAction | undefined {
  const { value: state, etag } = o.state;
  const published = o.endpoint?.value;
  if (!published || published.withdrawn || !state.active || published.appId === state.active.appId)
    return undefined;
  // What is replaced in its place is not published before it runs.
  const candidates = [isInPlace(o) ? undefined : state.green, ...state.retiring];
  const next = candidates.find((one) => one?.appId === published.appId);
  if (!next) return undefined;
  const { green, retiring, active, ...rest } = state;
  const others = retiring.filter(({ appId }) => appId !== next.appId);
  return {
    do: 'switch',
    because: `${next.appId} on port ${next.port} is published; ${active.appId} ends once nobody uses it`,
    state: {
      ...rest,
      active: placedOnly(next),
      ...(green && green.appId !== next.appId ? { green } : {}),
      retiring: [...others, { ...active, use: { since: o.now } }],
    },
    etag,
  };
}

/** Nothing is begun before there is room for it on every agent: half a rollout helps nobody. */
function begin(manifest: ShuffleServiceManifest, o: WithState): readonly ShuffleAction[] {
  const { next, state } = o;
  const { revision } = next ?? {};
  if (!next || !revision || whyNotBegun(o) !== undefined) return [];
  const { id, port, app } = revision;
  const green = { revision: id, appId: app.id, port, releases: [], born: ASKED };
  const inPlace = port === state.value.active?.port;
  const begun: ShuffleAction = {
    do: 'begin-rollout',
    because: `the spec is ${o.hash}, ${state.value.active?.appId ?? 'what runs'} is not`,
    state: { ...state.value, green: { ...green, ...(inPlace ? { use: { since: o.now } } : {}) } },
    etag: state.etag,
  };
  if (next.stored) return [begun];
  const because = `what is rendered for ${manifest.metadata.name} now stays as it is`;
  return [{ do: 'store-revision', because, revision }, begun];
}

/** Why a rollout that is due does not begin, for people too. */
export function whyNotBegun({
  next,
  view,
  state,
}: Observed): { reason: string; message: string } | undefined {
  if (!next) return undefined;
  const { form, slot, revision, agents } = next;
  if (form.form === 'Impossible') return { reason: 'RoleUnavailable', message: problemText(form.problem) };
  if (slot?.is === 'none') return { reason: 'RolloutBlocked', message: `no port is free: ${slot.message}` };
  if (!revision || !agents || view.is === 'unknown')
    return { reason: 'NotObserved', message: 'the agents are not known' };
  const blind = blindness(view, revision.role);
  if (blind) return blind;
  if (view.recovered.length > 0) {
    return { reason: 'AgentsRecovering', message: `${view.recovered.length} agents have not registered yet` };
  }
  if (agents.eligible.length === 0) return { reason: 'NoEligibleAgent', message: 'no agent could run it' };
  if (revision.port === state?.value.active?.port) return undefined;
  const blocked = [...agents.verdicts].flatMap(([host, one]) =>
    one.is === 'blocked' ? [`${host}: ${one.because}`] : [],
  );
  if (blocked.length === 0) return undefined;
  const some = blocked.slice(0, 3).join('; ');
  return {
    reason: 'RolloutBlocked',
    message: `no room beside what runs on ${blocked.length} agents (${some})`,
  };
}

/** The new app takes the port of what runs, which has to end first. */
export function isInPlace({ state }: Observed): boolean {
  const { active, green } = state?.value ?? {};
  return green !== undefined && green.port === active?.port;
}

function replace(manifest: ShuffleServiceManifest, o: WithState): readonly ShuffleAction[] {
  const { active, green, state, now } = o;
  if (!active || !green) return [];
  if (!active.app) {
    const { appId } = active.placed;
    const { green: _, ...rest } = withoutApp(state.value, appId);
    const because = `${appId} is gone; ${green.placed.appId} takes its port`;
    return [
      { do: 'switch', because, state: { ...rest, active: placedOnly(green.placed) }, etag: state.etag },
    ];
  }
  const record = green.placed.use ?? { since: now };
  const policy = manifest.spec.upgrade;
  const use = useOf({ sight: active, record, policy, o, inPlace: true });
  if (use.is === 'in-use' && !isOverdue(record, policy, now)) return [];
  if (active.app.deployments.length > 0) return isRunning(active) ? stopStuck(active, o) : [];
  const because = `its successor replaces it in its place; ${use.is === 'unused' ? 'nobody uses it' : `the deadline has passed, although ${use.because}`}`;
  return [{ do: 'remove-app', because, appId: active.placed.appId, etag: state.etag }];
}

export function discard(o: WithState, green: AppSight): readonly ShuffleAction[] {
  const { appId } = green.placed;
  const { value: state, etag } = o.state;
  if (!green.app) {
    const because = `${appId} was never published and is gone`;
    return [{ do: 'forget-app', because, state: withoutApp(state, appId), etag }];
  }
  const because = `${appId} was never published, and the spec is another one now`;
  if (!green.placed.ending) return [endApp(o, appId, because)];
  if (green.app.deployments.length > 0) return isRunning(green) ? stopStarting(green, o) : [];
  return [{ do: 'remove-app', because, appId, etag }];
}

/** Writes down that an app is to end; from then on it can only end. */
export function endApp({ state: { value, etag } }: WithState, appId: string, because: string): ShuffleAction {
  return { do: 'end-app', because, state: withPlaced(value, appId, () => ({ ending: true })), etag };
}

function placedOnly({ revision, appId, port, releases, born }: Placed): Placed {
  return { revision, appId, port, releases, ...(born === undefined ? {} : { born }) };
}

/** First the decision, each part of it by a write that happens once, then the app that follows from it. */
export function firstDeployment(manifest: ShuffleServiceManifest, o: Observed): readonly ShuffleAction[] {
  // One that has ended meanwhile is forgotten first.
  const wanted = wantedBy(manifest, o);
  const again = o.retiring.find((sight) => sight.app && wanted(sight));
  if (again && o.state) return [reactivate(again.placed, o.state)];
  const { next, state } = o;
  const { revision } = next ?? {};
  if (!next || !revision) return [];
  const create = next.app ? [] : createApp(next, o, true);
  // Nothing is decided on a partial view, nor for no agent at all.
  if (!next.app && create.length === 0) return [];
  const { id, port, app } = revision;
  const service = manifest.metadata.name;
  const store: ShuffleAction = {
    do: 'store-revision',
    because: `nothing runs for ${service} yet; what is rendered now stays as it is`,
    revision,
  };
  const activate: ShuffleAction = {
    do: 'activate',
    because: next.app
      ? `${app.id} runs on port ${port} already and becomes the app of ${service}`
      : `port ${port} is free on every agent; ${app.id} becomes the app of ${service}`,
    state: {
      service,
      ...marathonPart(manifest.spec),
      active: { revision: id, appId: app.id, port, releases: [], ...(next.app ? {} : { born: ASKED }) },
      retiring: state?.value.retiring ?? [],
      ...(state?.value.former ? { former: state.value.former } : {}),
    },
    ...(state ? { etag: state.etag } : {}),
  };
  return [...(next.stored ? [] : [store]), activate, ...create];
}

function reactivate(placed: Placed, { value, etag }: Stored<ServiceState>): ShuffleAction {
  return {
    do: 'activate',
    because: `${placed.appId} still runs, and is what the spec says`,
    state: {
      ...value,
      active: placedOnly(placed),
      retiring: value.retiring.filter(({ appId }) => appId !== placed.appId),
    },
    etag,
  };
}
