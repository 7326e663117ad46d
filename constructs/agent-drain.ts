import type { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { AutoscalingLifecycleHook } from '@cdktf/provider-aws/lib/autoscaling-lifecycle-hook';
import type { Construct } from 'constructs';
import {
  DEFAULT_DRAIN_HOOK,
  DRAIN_HOOK,
  DRAIN_HOOK_RESULT,
  type DrainHook,
  drainHookMetadata,
  drainHookProblems,
  heartbeatOf,
} from '../src/domain/agent/drain-hook';
import { Duration } from '../src/domain/core/duration';
import { attempt, type Problem } from '../src/domain/core/problem';
import { Purchasing } from './agent-purchasing';
import { attributeText } from './terraform-text';

/** What a group does before it ends a machine of its own accord: scaling in, an instance refresh, a broken machine. */
export interface DrainOnTerminationProps {
  /**
   * How long users of the machine's shuffle files are waited for, from 1 minute to 47 hours.
   * @default '1h'
   */
  readonly deadline?: Duration | string;
  /**
   * How long nobody may have been seen to use the files, at most the deadline: an application whose executors have
   * ended keeps a connection while it needs them.
   * @default '10m'
   */
  readonly quiet?: Duration | string;
  /**
   * True: in the end the master is told that the agent never returns. Wants the right to do so
   * (`mark_agents_gone`); without it the operator learns of the machine's end from EC2.
   * @default false
   */
  readonly markGone?: boolean;
  /**
   * True: who lowers the group's size ends machines, of the group's choice. Machines that run already keep their
   * protection until it is taken from them (`aws autoscaling set-instance-protection`).
   * @default false: only a machine that somebody names is ended
   */
  readonly scaleIn?: boolean;
  /**
   * True: the group replaces spot machines that EC2 is likelier than usual to take back (capacity rebalancing).
   * @default false
   */
  readonly rebalance?: boolean;
  /**
   * Whose operator answers the group. `'elsewhere'`: one that this program does not make, with `--interruptions`.
   * @default - an `Operator` of this program that has the group among its `agents`
   */
  readonly operator?: 'elsewhere';
}

/** A group that waits for an operator before it ends a machine. */
export interface IDrainedGroup {
  readonly autoScalingGroupName: string;
  readonly autoScalingGroupArn: string;
  /** It replaces machines upon EC2's recommendation. */
  readonly rebalances: boolean;
  /** Called by the operator that answers it. @returns who does so already */
  answeredBy?(operatorPath: string): string | undefined;
}

/** The props with their defaults. */
export interface DrainSettings {
  readonly hook: DrainHook;
  readonly scaleIn: boolean;
  readonly rebalance: boolean;
  readonly elsewhere: boolean;
}

/** What of a group's props says whether its machines end, and how. */
interface Terminating {
  readonly drainOnTermination?: DrainOnTerminationProps;
  readonly instanceRefresh?: unknown;
  readonly purchasing?: Purchasing;
}

/** Every problem goes to `problems`. */
export function readDrain(
  { drainOnTermination: given, instanceRefresh, purchasing = Purchasing.onDemand() }: Terminating,
  problems: Problem[],
): DrainSettings | undefined {
  if (given === undefined) {
    if (instanceRefresh !== undefined) problems.push(NO_DRAIN);
    return undefined;
  }
  const { markGone = false, rebalance = false } = given;
  const quiet = readTime('quiet', given.quiet, problems);
  const hook = {
    deadline: readTime('deadline', given.deadline, problems) ?? DEFAULT_DRAIN_HOOK.deadline,
    ...(quiet === undefined ? {} : { quiet }),
    markGone,
  };
  problems.push(...drainHookProblems(hook));
  if (rebalance && purchasing.isOnDemand) problems.push(NO_SPOT);
  return { hook, scaleIn: given.scaleIn ?? false, rebalance, elsewhere: given.operator === 'elsewhere' };
}

function readTime(
  name: 'deadline' | 'quiet',
  given: Duration | string | undefined,
  problems: Problem[],
): Duration | undefined {
  if (given === undefined) return undefined;
  const read = attempt(() => Duration.of(given));
  if ('value' in read) return read.value;
  problems.push(...read.problems.map((problem) => ({ ...problem, at: `drainOnTermination.${name}` })));
  return undefined;
}

const NO_DRAIN: Problem = {
  at: 'instanceRefresh',
  found: 'no drainOnTermination',
  wanted:
    'drainOnTermination as well: without it every machine ends with the shuffle files that jobs still need',
  fix: 'say drainOnTermination: {}, and deploy it before the first change that replaces machines',
};

const NO_SPOT: Problem = {
  at: 'drainOnTermination.rebalance',
  found: 'true, and no machine is a spot instance',
  wanted: 'a purchasing with spot instances, or no rebalance',
};

/** The hook by which the group waits; what its operator has to know of it comes with every machine. */
export function agentDrainHook(scope: Construct, id: string, group: AutoscalingGroup, hook: DrainHook): void {
  new AutoscalingLifecycleHook(scope, id, {
    name: DRAIN_HOOK,
    autoscalingGroupName: group.name,
    lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    heartbeatTimeout: heartbeatOf(hook).toSeconds(),
    defaultResult: DRAIN_HOOK_RESULT,
    notificationMetadata: attributeText(drainHookMetadata(hook)),
  });
}

/** The group as operators see it, which remembers who answers. */
export function drainedGroup(group: AutoscalingGroup, { rebalance }: DrainSettings) {
  let by: string | undefined;
  return {
    group: {
      autoScalingGroupName: group.name,
      autoScalingGroupArn: group.arn,
      rebalances: rebalance,
      answeredBy: (operatorPath: string) => {
        const before = by;
        by ??= operatorPath;
        return before;
      },
    } satisfies IDrainedGroup,
    isAnswered: () => by !== undefined,
  };
}
