import { agentChange } from '../../../src/domain/agent/agent-change';
import { agentShape } from '../../../src/domain/agent/agent-shape';
import type { AgentBootProps } from '../../../src/domain/agent/boot-props';
import { keptShare } from '../../../src/domain/agent/kept-share';
import { offeredProblems } from '../../../src/domain/agent/offered-problems';
import { platformRules } from '../../../src/domain/agent/platform';
import { type AgentInfo, infoChanges } from '../../../src/domain/mesos/agent-compatibility';
import { readResources } from '../../../src/domain/mesos/resources-reader';
import { asked, askedAttributes } from '../../boot/resources-asked';
import { sampleOf } from '../../boot/resources-combinations';

/** A machine that holds whatever is asked for. */
const MACHINE = { cpus: 192, memoryMib: 2_000_000, diskMib: 60_000_000, volumes: [500] };

const FIELDS = [
  'reservations',
  'ports',
  'overcommit',
  'attributes',
  'hostShuffleServices',
  'health',
] as const;

/** What the agent would register with there: its boot step is held to the same values elsewhere. */
function registered(props: AgentBootProps): AgentInfo | undefined {
  const resources = asked({ ...MACHINE, props });
  if (resources === undefined) return undefined;
  const reading = readResources(resources.toJsonText(), '*');
  if ('error' in reading) throw new Error(reading.error);
  return { resources: reading.resources, attributes: askedAttributes(props) };
}

/** The one group with some of what the other says. */
function mixed(one: AgentBootProps, other: AgentBootProps, which: number): AgentBootProps {
  const taken = FIELDS.filter((_, bit) => (which >> bit) % 2 === 1);
  return { ...one, ...Object.fromEntries(taken.map((field) => [field, other[field]])) };
}

function isPossible(props: AgentBootProps): boolean {
  const offered = { ...props, kept: keptShare(props) };
  return offeredProblems(offered, platformRules(props.platform, props.role)).length === 0;
}

test("what is said of a change is what Mesos makes of the whole that the agent's machine offers", () => {
  const counts = { none: 0, additive: 0, newAgentId: 0, newMachine: 0 };
  const groups = sampleOf(50).map(({ props }) => props);
  for (const [i, before] of groups.entries()) {
    const next = groups
      .slice(i + 1)
      .find((one) => one.platform === before.platform && one.role === before.role);
    const was = registered(before);
    if (next === undefined || was === undefined) continue;
    // Nothing, each by itself, and some of them together.
    for (const which of [0, ...FIELDS.map((_, bit) => 2 ** bit), (i * 37) % 2 ** FIELDS.length]) {
      const after = mixed(before, next, which);
      const is = registered(after);
      if (is === undefined || !isPossible(after)) continue;
      const { kind, reasons } = agentChange(agentShape(before, {}), agentShape(after, {}));
      const changes = infoChanges(was, is);
      const equal = before.platform.kind === 'mesos';
      const ends = equal ? changes.length > 0 : changes.some(({ refusal }) => refusal !== undefined);
      expect([kind === 'newAgentId', reasons]).toEqual([ends, reasons]);
      if (kind === 'none') expect(changes).toEqual([]);
      counts[kind] += 1;
    }
  }
  expect(Math.min(counts.none, counts.additive, counts.newAgentId)).toBeGreaterThan(20);
  expect(counts.newMachine).toBe(0);
});
