import { Duration } from '../core/duration';
import { type Problem, shown } from '../core/problem';
import type { BootFeature } from './boot-feature';
import { RESOURCES_UNIT, runs } from './boot-units';
import { CONFINEMENT } from './confinement';
import type { PlatformRules } from './platform-rules';

/** Holds a new machine back until it is an agent. */
export interface LaunchHook {
  /**
   * After which a machine that is none is replaced. While the platform or Spark is being installed, which has limits
   * of its own, it starts anew every five minutes.
   */
  readonly timeout: Duration;
}

/** Twice what joining a DC/OS cluster takes on a bad day, and long enough to look into a machine that fails. */
export const DEFAULT_LAUNCH_HOOK: LaunchHook = { timeout: Duration.minutes(30) };

/** The hook's name within its group. */
export const LAUNCH_HOOK = 'becomes-an-agent';

/** From twice the heartbeat on, to the most that a hook can have (PutLifecycleHook, `HeartbeatTimeout`). */
export function launchHookProblems({ timeout }: LaunchHook): readonly Problem[] {
  const seconds = timeout.toSeconds();
  return Number.isInteger(seconds) && seconds >= 600 && seconds <= 7200
    ? []
    : [
        {
          at: 'launchHook.timeout',
          found: shown(`${timeout}`),
          wanted: 'whole seconds, from 10 minutes to 2 hours',
        },
      ];
}

/** Tells the group that the machine is an agent; the health of the machine has to be looked at for it. */
export function launchHookFeature(hook: LaunchHook | undefined, rules: PlatformRules): BootFeature {
  if (hook === undefined) return {};
  const [installer = ''] = rules.scripts;
  return {
    scripts: ['launch-hook.sh', 'identity.sh', 'aws.sh'],
    units: [{ name: UNIT, sections: SECTIONS }],
    enabled: [UNIT],
    started: [UNIT],
    settings: { LAUNCH_HOOK, INSTALL_STEP: installer.replace(/\.sh$/, '') },
  };
}

const UNIT = 'mesos-spark-launch.service';

const SECTIONS = [
  {
    name: 'Unit',
    settings: [
      ['Description', 'Word to the auto scaling group that this is an agent'],
      ['Wants', 'network-online.target'],
      ['After', `network-online.target ${RESOURCES_UNIT}`],
    ],
  },
  {
    name: 'Service',
    settings: [
      // Not a step that the boot waits for.
      ['Type', 'simple'],
      ['ExecStart', runs('launch-hook.sh')],
      ['Restart', 'on-failure'],
      ['RestartSec', '30'],
      ['StandardOutput', 'journal+console'],
      ['StandardError', 'journal+console'],
      ['ProtectSystem', 'full'],
      ['PrivateTmp', 'yes'],
      ['CapabilityBoundingSet', ''],
      ['RestrictAddressFamilies', 'AF_UNIX AF_INET AF_INET6'],
      ...CONFINEMENT,
    ],
  },
  { name: 'Install', settings: [['WantedBy', 'multi-user.target']] },
] as const;
