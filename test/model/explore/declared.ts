import { sha256 } from '../../../src/io/digest';
import { HASH_LENGTH, templateText } from '../../../src/operator/kinds/shuffle-service/template';
import { decisionsOf, endpointOf, placedIn } from '../operator/decisions';
import { manifestOf, policyOf, type Spec } from '../operator/parts';
import { factsOf } from '../world/definition';
import { slotOf } from '../world/draft';
import { FIRST_PORT, names } from '../world/names';
import { has, type State } from '../world/state';
import { windowOf } from '../world/truth';

/** What is missing in a world at rest, in words. */
export function undeclared(state: State, specs: readonly Spec[]): string | undefined {
  const manifest = manifestOf(specs, state);
  if (!manifest) return policyOf(specs) === 'Retain' ? undefined : left(state);
  const { active } = decisionsOf(state);
  const free = state.agents.filter(
    ({ at, deactivated, foreign }) => at === 'here' && !deactivated && foreign === 0,
  );
  if (active === undefined) {
    return free.length === 0 || everySlotHeld(state, undefined) ? undefined : 'no app was ever decided on';
  }
  const app = state.apps.find(({ id }) => names.text(id) === active.appId);
  if (!app) return free.length === 0 ? undefined : `the active app ${active.appId} is not there`;
  const missed = bareHost(state, active.port - FIRST_PORT);
  if (missed !== undefined) return `h${missed} has no healthy task of ${active.appId}`;
  return (
    notPublished(state) ?? notRolledOut(state, sha256(templateText(manifest.spec)).slice(0, HASH_LENGTH))
  );
}

function left(state: State): string | undefined {
  const apps = placedIn(decisionsOf(state)).map(({ appId }) => appId);
  return apps.length === 0 ? undefined : `${apps.join(', ')} are left of a service that is gone`;
}

/** A host that could have a healthy task on the slot and has none. */
function bareHost(state: State, slot: number): number | undefined {
  const { bare } = windowOf(state, slot);
  const found = state.agents.findIndex(
    ({ at, foreign }, host) => at === 'here' && has(bare, host) && !has(foreign, slot),
  );
  return found < 0 ? undefined : found;
}

function notPublished(state: State): string | undefined {
  const { active } = decisionsOf(state);
  if (!active || endpointOf(state)?.appId === active.appId) return undefined;
  const usable = state.agents.some(({ at, deactivated }) => at === 'here' && !deactivated);
  const { bare } = windowOf(state, active.port - FIRST_PORT);
  return bare === 0 && usable ? `${active.appId} is not published` : undefined;
}

function notRolledOut(state: State, hash: string): string | undefined {
  const { active, green, retiring } = decisionsOf(state);
  if (!active) return undefined;
  const isWanted = active.appId.includes(hash);
  if (isWanted && retiring.length > 0) return `${retiring.map(({ appId }) => appId).join()} is still there`;
  if (isWanted) return green ? `${green.appId} is still there` : undefined;
  const usable = state.agents.some(({ at, deactivated }) => at === 'here' && !deactivated);
  if (!usable || everySlotHeld(state, active.port - FIRST_PORT)) return undefined;
  if (green && bareOrStrange(state, green.port - FIRST_PORT)) return undefined;
  return `${active.appId} is active and not what the manifest says`;
}

/** Strangers keep some agent from having the slot. */
const bareOrStrange = (state: State, slot: number) =>
  state.agents.some(({ at, foreign }) => at === 'here' && has(foreign, slot));

/** A slot is taken for a new app only if nobody uses it on any agent. */
function everySlotHeld(state: State, but: number | undefined): boolean {
  return Array.from({ length: state.slots }, (_, slot) => slot)
    .filter((slot) => slot !== but)
    .every(
      (slot) =>
        state.agents.some(({ foreign }) => has(foreign, slot)) ||
        state.tasks.some((task) => task.life !== 'waiting' && slotOf(task) === slot) ||
        state.apps.some(({ definition }) => factsOf(definition).slot === slot),
    );
}
