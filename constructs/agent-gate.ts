import type { PlatformRules } from '../src/domain/agent/platform-rules';
import {
  DEFAULT_GATE,
  gateAttributeProblems,
  gateFlags,
  gateObstacle,
  gateProblems,
  hasReservedPorts,
  type ShuffleGate,
} from '../src/domain/agent/shuffle-gate';
import type { Problem } from '../src/domain/core/problem';
import type { AgentFlags } from '../src/domain/mesos/agent-flags';
import type { StaticReservation } from '../src/domain/mesos/static-reservation';

/** What keeps executors away from an agent until its shuffle services answer. */
export interface ShuffleGateProps {
  /**
   * How many of them have to answer: as many as services are declared, if no application may come before its own. Synth warns where
   * this program declares another number of them on the group.
   * @default 1
   */
  readonly services?: number;
}

/** What of a group's props the gate has to do with. */
export interface GateInput {
  readonly shuffleGate?: ShuffleGateProps | 'off';
  readonly reservations?: readonly StaticReservation[];
  readonly attributes?: Readonly<Record<string, string>>;
  readonly agentFlags?: AgentFlags;
}

export interface ReadGate {
  /** Undefined where executors may come at once. */
  readonly shuffleGate: ShuffleGate | undefined;
  /** The agents' flags, and those that the gate needs. */
  readonly flags: AgentFlags;
  /** Why there is none, where nobody asked for one and there could not be one. */
  readonly missing: Problem | undefined;
}

const NEEDS = 'Mesos 1.5 or later, which is known to be that, with the reconfiguration policy additive';

/** The props with their defaults; every problem goes to `problems`. */
export function readGate(props: GateInput, rules: PlatformRules, problems: Problem[]): ReadGate {
  const { shuffleGate: asked, reservations = [], agentFlags: flags = {}, attributes = {} } = props;
  const none = { shuffleGate: undefined, flags, missing: undefined };
  if (asked === 'off' || (asked === undefined && !hasReservedPorts(reservations))) return none;
  const obstacle = gateObstacle(rules, flags);
  if (obstacle !== undefined) {
    const problem = { at: 'shuffleGate', found: obstacle, wanted: NEEDS };
    const fix = 'say version on the cluster and leave the policy out';
    if (asked === undefined) {
      const off =
        "until then executors may come before their shuffle service; shuffleGate: 'off' says that this is known";
      return { ...none, missing: { ...problem, fix: `${fix}; ${off}` } };
    }
    problems.push({ ...problem, fix });
    return none;
  }
  const gate = { ...DEFAULT_GATE, ...asked };
  problems.push(...gateProblems(gate, reservations), ...gateAttributeProblems(attributes));
  return { shuffleGate: gate, flags: gateFlags(rules, flags), missing: undefined };
}
