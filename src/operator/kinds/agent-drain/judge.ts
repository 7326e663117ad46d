import { type AgentDrainManifest, type ConditionState, type KindStatus, MAX_ROWS } from '../../../manifest';
import type { Judgement } from '../../engine/kind';
import { isOpen } from './cordon';
import { deadlineOf } from './deadline';
import type { Observed, Stored } from './model';
import { useOf } from './use';

const say = (
  type: string,
  status: ConditionState['status'],
  reason: string,
  message: string,
): ConditionState => ({ type, status, reason, message });

/** What the observation means for people: pure, like the plan, and from the same facts. */
export function judge(manifest: AgentDrainManifest, o: Observed): Judgement {
  const { state } = o;
  const { ended } = state?.value ?? {};
  const conditions = [resolved(manifest, o), ...(state ? [cordoned(o, state)] : []), drained(manifest, o)];
  return {
    conditions,
    summary: ended?.message ?? '',
    status: statusOf(manifest, o),
  };
}

export function statusOf({ spec }: AgentDrainManifest, o: Observed): KindStatus {
  const { state } = o;
  if (!state) return {};
  const { agentId, hostname, cordoned: isCordoned, removing, ended } = state.value;
  const users = removing ? removing.users : o.use ? useOf({ spec, state: state.value, o }).users : [];
  const deadlineAt = deadlineOf(spec, state.value);
  return {
    drain: {
      agentId,
      hostname,
      phase: ended ? 'Drained' : removing ? 'Removing' : isCordoned ? 'Waiting' : 'Cordoned',
      users: users.slice(0, MAX_ROWS).map((one) => ({ ...one })),
      ...(deadlineAt === undefined ? {} : { deadlineAt }),
      ...(spec.because === undefined ? {} : { because: spec.because }),
    },
  };
}

function resolved({ spec }: AgentDrainManifest, { state, resolved: found, view }: Observed): ConditionState {
  if (!state) {
    if (view.is === 'unknown') return say('Resolved', 'Unknown', view.reason, view.message);
    if (found?.is === 'not') return say('Resolved', 'False', found.reason, found.message);
    return say('Resolved', 'False', 'DrainDue', `the drain of ${spec.agent} is about to begin`);
  }
  const { agent, agentId, hostname } = state.value;
  if (agent !== spec.agent) {
    const message = `the drain of ${agent} has begun and goes on; declare another AgentDrain for ${spec.agent}`;
    return say('Resolved', 'False', 'AgentChanged', message);
  }
  return say('Resolved', 'True', 'Resolved', `${hostname} is agent ${agentId}`);
}

function cordoned({ place, view }: Observed, { value }: Stored): ConditionState {
  const { hostname, cordon, ended } = value;
  if (ended) return say('Cordoned', 'True', 'Ended', 'the drain is over');
  if (view.is === 'unknown') return say('Cordoned', 'Unknown', view.reason, view.message);
  if (!value.cordoned || (place.is === 'here' && isOpen(place.agent, value))) {
    return say('Cordoned', 'False', 'CordonDue', `frameworks are still offered what is free on ${hostname}`);
  }
  const how = {
    Deactivate: 'it is deactivated',
    Reserve: 'what is free there is reserved for nobody',
    Found: 'somebody else has deactivated it',
  }[cordon];
  return say('Cordoned', 'True', 'Cordoned', `nothing of ${hostname} is offered: ${how}`);
}

function drained({ spec }: AgentDrainManifest, o: Observed): ConditionState {
  const no = (reason: string, message: string) => say('Drained', 'False', reason, message);
  const { state, place, services } = o;
  if (!state) return no('NotBegun', 'nothing is done before the agent is known');
  const { ended, removing, hostname, cordoned: isCordoned } = state.value;
  if (ended) return say('Drained', 'True', ended.reason, withUsers(ended.message, state));
  if (place.is === 'unknown') return say('Drained', 'Unknown', 'NotObserved', place.message);
  if (!removing) {
    if (!isCordoned) return no('Cordoning', `${hostname} is to be kept from offers first`);
    const { users, because = 'nobody needs what is on it' } = useOf({ spec, state: state.value, o });
    return no(users.some(({ name }) => name === 'unknown') ? 'NotObserved' : 'InUse', because);
  }
  if (services.is === 'unknown') return no('NotObserved', services.message);
  const left = services.tasks.map(({ id, service }) => `${id} of ${service}`).join(', ');
  if (place.is === 'away' && services.tasks.length > 0) {
    return no(
      'AgentLost',
      `${hostname} is away, with ${left}; it is waited for until it is back or said to be gone (spec.markGone says so)`,
    );
  }
  return no(
    'Removing',
    left === ''
      ? `the drain of ${hostname} is about to end`
      : `waits for the shuffle service to remove ${left}: see its status if that does not come`,
  );
}

function withUsers(message: string, { value }: Stored): string {
  const users = value.removing?.users ?? [];
  if (users.length === 0) return message;
  const names = users
    .slice(0, 5)
    .map(({ name, frameworkId }) => (frameworkId ? `${name} (${frameworkId})` : name));
  const more = users.length > 5 ? ` and ${users.length - 5} more` : '';
  return `${message}; still there: ${names.join(', ')}${more}`;
}
