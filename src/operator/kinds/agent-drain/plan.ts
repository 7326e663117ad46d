import { canonicalJson } from '../../../domain/render/json';
import type { AgentDrainManifest, AgentDrainSpec, AgentDrainState } from '../../../manifest';
import { cordonFor, isOpen, ours } from './cordon';
import { isOverdue } from './deadline';
import type { DrainAction, Observed, Stored } from './model';
import { recordAfter, useOf } from './use';

/**
 * What is to be written, in order: the decision, then the cordon, then what is known of users, and only once nobody is
 * left or the deadline has passed that nothing is waited for any more. The tasks themselves are removed by their
 * services, which alone write `instances`.
 */
export function plan({ spec }: AgentDrainManifest, o: Observed): readonly DrainAction[] {
  const { state } = o;
  if (!state) return begin(spec, o);
  if (state.value.ended) return [];
  const { value, etag } = state;
  if (o.place.is === 'gone') return [isGone(state)];
  if (value.removing) return [...remove(spec, o, state), ...cordon(o, state)];
  const overdue = isOverdue(spec, value, o);
  if (overdue) return [stopWaiting(spec, o, state)];
  const closing = cordon(o, state);
  if (closing.length > 0 || !value.cordoned) return closing;
  const waits = spec.deadline !== undefined;
  const next = recordAfter({ spec, state: value, o, waits });
  if (canonicalJson(next) !== canonicalJson(value)) {
    return [{ do: 'note-use', because: 'who needs what is on the agent has changed', next, etag }];
  }
  return useOf({ spec, state: value, o }).because === undefined ? [stopWaiting(spec, o, state)] : [];
}

function begin(spec: AgentDrainSpec, o: Observed): readonly DrainAction[] {
  const { resolved, view, etag, now, others, machine } = o;
  if (resolved?.is !== 'found' || view.is === 'unknown') return [];
  const { agentId, hostname } = resolved;
  const how = cordonFor(agentId, view, others);
  const agent = view.agents.find(({ id }) => id === agentId);
  const next: AgentDrainState = {
    agent: spec.agent,
    agentId,
    hostname,
    since: now,
    cordon: how,
    ...(machine !== undefined && how === 'Reserve' ? { machine } : {}),
    ...(agent && !isOpen(agent, { cordon: how }) ? { cordoned: true as const } : {}),
    seen: [],
  };
  const because = `${hostname} (${agentId}) is to go${spec.because === undefined ? '' : `: ${spec.because}`}`;
  return [{ do: 'begin-drain', because, next, ...(etag === undefined ? {} : { etag }) }];
}

/** Until nothing is offered of the agent; of one that is away it is asked once. */
function cordon({ place, view }: Observed, { value, etag }: Stored): readonly DrainAction[] {
  if (view.is === 'unknown') return [];
  const open = place.is === 'here' && isOpen(place.agent, value);
  if (value.cordoned && !open) return [];
  // Somebody has activated it again meanwhile.
  const how = open && value.cordon === 'Found' ? ours(view) : value.cordon;
  const because =
    how === 'Reserve'
      ? `what is free on ${value.hostname} is reserved for nobody, so that it is not offered`
      : `${value.hostname} is deactivated, so that it is not offered; its tasks go on`;
  return [{ do: 'cordon', because, next: { ...value, cordon: how, cordoned: true }, etag }];
}

function stopWaiting(spec: AgentDrainSpec, o: Observed, { value, etag }: Stored): DrainAction {
  const { users, because: waitsFor } = useOf({ spec, state: value, o });
  const { quiet: _, ...rest } = value;
  const isUnused = waitsFor === undefined;
  const because = isUnused
    ? `nobody needs what is on ${value.hostname}`
    : `the deadline has passed, although ${waitsFor}`;
  const removing = {
    reason: isUnused ? ('Unused' as const) : ('DeadlinePassed' as const),
    because,
    task: spec.removeTask,
    users: isUnused ? [] : [...users],
  };
  return { do: 'stop-waiting', because, next: { ...rest, removing }, etag };
}

/** Once the services have removed what is theirs. */
function remove(spec: AgentDrainSpec, o: Observed, state: Stored): readonly DrainAction[] {
  const { value, etag } = state;
  const { services, place } = o;
  const { removing } = value;
  if (!removing || services.is === 'unknown' || o.view.is === 'unknown') return [];
  const left = removing.task ? services.tasks : [];
  const isAway = place.is === 'away';
  // Lost tasks end with the agent, where it is marked as gone, or with its machine.
  if (left.some(({ lost }) => !lost) && !isAway) return [];
  const marks = spec.markGone && !value.markedGone;
  if (marks && (left.length === 0 || isAway)) {
    const because = `nothing of ${value.hostname} is waited for any more, and spec.markGone says that it never returns`;
    return [{ do: 'mark-gone', because, next: { ...value, markedGone: true }, etag }];
  }
  if (left.length === 0) {
    return [end(state, reasonOf(removing), `${value.hostname} may go: ${removing.because}`)];
  }
  if (isAway && spec.terminate) {
    const because = `${value.hostname} is away, its machine is to end, and ${removing.because}`;
    return [end(state, 'AgentLost', because)];
  }
  return [];
}

/** By this drain, or by somebody else in the middle of it. */
function isGone({ value, etag }: Stored): DrainAction {
  const { agentId, hostname, removing, markedGone } = value;
  const state: Stored = { value: { ...value, gone: true }, etag };
  if (removing && markedGone) {
    return end(state, reasonOf(removing), `${hostname} is marked as gone: ${removing.because}`);
  }
  return end(state, 'AgentGone', `the master says that agent ${agentId} (${hostname}) is gone`);
}

const reasonOf = ({ reason }: NonNullable<AgentDrainState['removing']>): Reason =>
  reason === 'Unused' ? 'Drained' : 'DeadlinePassed';

type Reason = NonNullable<AgentDrainState['ended']>['reason'];

function end({ value, etag }: Stored, reason: Reason, message: string): DrainAction {
  return { do: 'end-drain', because: message, next: { ...value, ended: { reason, message } }, etag };
}
