import type { AgentBootProps } from '../src/domain/agent/boot-props';
import { DEFAULT_HEALTH, healthProblems } from '../src/domain/agent/health';
import { DEFAULT_LAUNCH_HOOK, launchHookProblems } from '../src/domain/agent/launch-hook';
import type { PlatformRules } from '../src/domain/agent/platform-rules';
import { Duration } from '../src/domain/core/duration';
import { attempt, type Problem } from '../src/domain/core/problem';

/** Where each agent answers how it is: `GET /` with 200 where it is healthy, else 503. */
export interface HealthProps {
  /** Nobody else is offered it. @default 61337 */
  readonly port?: number;
}

/** What holds a new machine back until it is an agent, and replaces one that does not become one. */
export interface LaunchHookProps {
  /**
   * How long it may take; while the platform is being installed the time starts anew every five minutes.
   * @default '30m'
   */
  readonly timeout?: Duration | string;
}

export interface Watch {
  readonly health?: HealthProps | 'off';
  readonly launchHook?: LaunchHookProps | 'off';
}

/** The props with their defaults; every problem goes to `problems`. */
export function readWatch(
  { health = {}, launchHook = {} }: Watch,
  rules: PlatformRules,
  problems: Problem[],
): Pick<AgentBootProps, 'health' | 'launchHook'> {
  const asked = health === 'off' ? undefined : { ...DEFAULT_HEALTH, ...health };
  if (asked !== undefined) problems.push(...healthProblems(asked, rules));
  if (launchHook === 'off') return { health: asked };
  if (asked === undefined) {
    problems.push({
      at: 'launchHook',
      found: "health: 'off'",
      wanted: 'health, for a machine that does not look at itself cannot say that it is an agent',
      fix: "say launchHook: 'off', too",
    });
  }
  const { timeout = DEFAULT_LAUNCH_HOOK.timeout } = launchHook;
  const read = attempt(() => Duration.of(timeout));
  if ('problems' in read) {
    problems.push(...read.problems.map((problem) => ({ ...problem, at: 'launchHook.timeout' })));
    return { health: asked };
  }
  problems.push(...launchHookProblems({ timeout: read.value }));
  return { health: asked, launchHook: { timeout: read.value } };
}
