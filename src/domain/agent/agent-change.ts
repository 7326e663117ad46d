import { Ranges } from '../core/ranges';
import { type InfoChange, infoChanges } from '../mesos/agent-compatibility';
import { type AgentShape, flagsOf, infoOf, LATE_PART } from './agent-shape';

/**
 * What running agents need in order to become what a group now says, from the least to the most:
 * nothing; a start with the new files, in which they keep id and tasks; a new agent id, with which their tasks end;
 * a new machine.
 */
const KINDS = ['none', 'additive', 'newAgentId', 'newMachine'] as const;
export type ChangeKind = (typeof KINDS)[number];

export interface ChangeReason {
  /** In the user's words: `reservations.shuffle.cpus`, `attributes.rack`, `instanceTypes`. */
  readonly item: string;
  readonly needs: Exclude<ChangeKind, 'none'>;
  readonly because: string;
}

export interface AgentChange {
  readonly kind: ChangeKind;
  readonly reasons: readonly ChangeReason[];
}

/**
 * Classifies the difference by Mesos' own rules. A running agent compares with what it registered with first.
 * @param before what the running agents registered with
 */
export function agentChange(before: AgentShape, after: AgentShape): AgentChange {
  const reasons = [
    ...infoReasons(before, after),
    ...flagReasons(before, after),
    ...machineReasons(before, after),
    ...textReasons('', before.beside, after.beside).map((reason) => ({
      ...reason,
      needs: 'additive' as const,
    })),
  ];
  return { kind: worst(reasons.map(({ needs }) => needs)), reasons };
}

/** The change for agents of several shapes: what the neediest of them need, each reason once. */
export function changeOfAll(before: readonly AgentShape[], after: AgentShape): AgentChange {
  const changes = before.map((one) => agentChange(one, after));
  const reasons = new Map(
    changes.flatMap((change) => change.reasons).map((one) => [JSON.stringify(one), one]),
  );
  return { kind: worst(changes.map(({ kind }) => kind)), reasons: [...reasons.values()] };
}

function worst(kinds: readonly ChangeKind[]): ChangeKind {
  return KINDS[Math.max(0, ...kinds.map((kind) => KINDS.indexOf(kind)))] ?? 'none';
}

const item = (flag: string) => `agentFlags.${flag}`;

/** Flags that are part of what an agent registers with; they are compared there. */
const REGISTERED = new Set(['hostname', 'port', 'domain'].map(item));

/**
 * Flags that the hostname or the port follows from that an agent registers with: Slave::initialize of
 * src/slave/slave.cpp and process::initialize of 3rdparty/libprocess, apache/mesos 1.1.0 to 1.11.0.
 */
const ADDRESS = new Set(
  ['advertiseIp', 'advertisePort', 'hostnameLookup', 'ip', 'ipDiscoveryCommand'].map(item),
);

function flagReasons(before: AgentShape, after: AgentShape): readonly ChangeReason[] {
  return textReasons('agentFlags', flagsOf(before), flagsOf(after))
    .filter(({ item }) => !REGISTERED.has(item))
    .map(({ item, because }) =>
      ADDRESS.has(item)
        ? { item, needs: 'newAgentId', because: `${because}; the agent's hostname or port follows from it` }
        : { item, needs: 'additive', because },
    );
}

function infoReasons(before: AgentShape, after: AgentShape): readonly ChangeReason[] {
  return infoChanges(infoOf(before), infoOf(after)).map((change) => {
    const refused = after.policy === 'equal' || change.refusal !== undefined;
    const rule = change.refusal === undefined && refused ? ', and the reconfiguration policy is "equal"' : '';
    return {
      item: itemOf(change),
      needs: refused ? 'newAgentId' : 'additive',
      because: `${shareChange(change, before, after) ?? portChange(change) ?? difference(change)}${rule}`,
    };
  });
}

function itemOf({ of, name, role }: InfoChange): string {
  if (of === 'agent') return `agentFlags.${name}`;
  return of === 'attribute' ? `attributes.${name}` : `${name}(${role})`;
}

/** Of what everybody is offered only the difference is known, not the amount. */
function shareChange(change: InfoChange, before: AgentShape, after: AgentShape): string | undefined {
  const less = ({ resources }: AgentShape) =>
    resources.flatMap((one) =>
      one.name === change.name && one.role === change.role && 'less' in one ? [one.less] : [],
    )[0];
  const [was, is] = [less(before), less(after)];
  if (was === undefined || is === undefined) return undefined;
  const by = Math.round((was - is) * 1000) / 1000;
  return `${Math.abs(by)} ${by < 0 ? 'less' : 'more'} for everybody`;
}

/** Lists of ports are long; what came and what went is not. */
function portChange({ name, before, after }: InfoChange): string | undefined {
  if (name !== 'ports' || before === undefined || after === undefined) return undefined;
  const [was, is] = [before, after].map((text) => Ranges.parse(text.replace(/[[\]]/g, '')));
  if (!was || !is) return undefined;
  const [gone, more] = [was.without(is), is.without(was)];
  return [...(gone.isEmpty ? [] : [`${gone} gone`]), ...(more.isEmpty ? [] : [`${more} more`])].join(', ');
}

function difference({ before, after }: { readonly before?: string; readonly after?: string }): string {
  if (before === undefined) return `new: ${cut(after)}`;
  return after === undefined ? `gone: ${cut(before)}` : `was ${cut(before)}, is ${cut(after)}`;
}

function cut(text = ''): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

interface TextChange {
  readonly item: string;
  readonly because: string;
}

function textReasons(
  under: string,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly TextChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const [was, is] = [before[name], after[name]];
    if (was === is || [was, is].includes(LATE_PART)) return [];
    const item = under === '' ? name : `${under}.${flagName(name)}`;
    const both = {
      ...(was === undefined ? {} : { before: was }),
      ...(is === undefined ? {} : { after: is }),
    };
    return [{ item, because: difference(both) }];
  });
}

/** `MESOS_GC_DELAY` as code writes it. */
function flagName(variable: string): string {
  const name = variable.replace(/^MESOS_/, '').toLowerCase();
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Another type in the list is no matter of the machines that are there; one that is gone is. */
function machineReasons(before: AgentShape, after: AgentShape): readonly ChangeReason[] {
  return textReasons('', before.machine, after.machine).flatMap((reason): readonly ChangeReason[] => {
    const types = (shape: AgentShape) => (shape.machine['instanceTypes'] ?? '').split(' ');
    const grown =
      reason.item === 'instanceTypes' && types(before).every((type) => types(after).includes(type));
    return grown ? [] : [{ ...reason, needs: 'newMachine' }];
  });
}

const MEANING: Readonly<Record<ChangeKind, string>> = {
  none: 'running agents are what the group says',
  additive:
    'running agents can take this and keep their ids and tasks. They do not by themselves: new machines have it, running ones when they are told (docs/resources.md, "additive")',
  newAgentId:
    'an agent that runs cannot take this under its id, and ends if it is told to; with a new id its tasks end (docs/resources.md, "new agent id"). New machines have it',
  newMachine:
    'only new machines have this. Replace the running ones one by one, or say instanceRefresh (docs/resources.md, "new machine")',
};

/** For people: what the change means, and each reason. */
export function changeText({ kind, reasons }: AgentChange): string {
  const list = reasons.map(({ item, needs, because }) => `${item} (${needs}): ${because}`);
  return [`${kind}: ${MEANING[kind]}`, ...list].join('\n  ');
}
