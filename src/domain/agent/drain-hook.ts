import { Duration } from '../core/duration';
import { type Problem, shown } from '../core/problem';

/** What a group does before it ends a machine: it waits until nobody needs the machine's shuffle files any more. */
export interface DrainHook {
  /** How long users are waited for, from the moment at which the group decides to end the machine. */
  readonly deadline: Duration;
  /** How long nobody may have been seen to use the files. @default - as an AgentDrain has it */
  readonly quiet?: Duration;
  /** Whether the agent is marked as gone in the end, so that it can never register again. */
  readonly markGone: boolean;
}

/** A day's longest stages seldom take longer, and a scale-in is no emergency. */
export const DEFAULT_DRAIN_HOOK: DrainHook = { deadline: Duration.hours(1), markGone: false };

/** The hook's name within its group. */
export const DRAIN_HOOK = 'drains-first';

/**
 * The group goes on as if it were answered. With `ABANDON` it goes on as well, but ends the hooks of others, such as
 * one that ships logs; and a group with a lifecycle policy may then keep the machine.
 */
export const DRAIN_HOOK_RESULT = 'CONTINUE';

/** The longest time of a hook without a word (PutLifecycleHook, `HeartbeatTimeout`). */
const LONGEST_HEARTBEAT = Duration.hours(2);

/** What is left to tell the group after the deadline, before it goes on by itself. */
const MARGIN = Duration.minutes(5);

/** With every heartbeat a hook is over after 48 hours, or a hundred times its time-out if that is less. */
const LONGEST_DEADLINE = Duration.hours(47);

/**
 * As long as the deadline where a hook can be: then nothing ends sooner although no operator gives a word, and a
 * machine that nobody answers for ends when it would have ended anyway.
 */
export function heartbeatOf({ deadline }: DrainHook): Duration {
  const wanted = Duration.seconds(deadline.toSeconds() + MARGIN.toSeconds());
  return LONGEST_HEARTBEAT.isBelow(wanted) ? LONGEST_HEARTBEAT : wanted;
}

export function drainHookProblems({ deadline, quiet }: DrainHook): readonly Problem[] {
  const [long, short] = [deadline.toSeconds(), quiet?.toSeconds() ?? 0];
  const isSound = Number.isInteger(long) && long >= 60 && long <= LONGEST_DEADLINE.toSeconds();
  return [
    ...(isSound
      ? []
      : [
          {
            at: 'drainOnTermination.deadline',
            found: shown(`${deadline}`),
            wanted: 'whole seconds, from 1 minute to 47 hours: AWS ends every hook after 48',
          },
        ]),
    ...(Number.isInteger(short) && short <= long
      ? []
      : [
          {
            at: 'drainOnTermination.quiet',
            found: shown(`${quiet}`),
            wanted: `whole seconds, at most the deadline, ${deadline}`,
          },
        ]),
  ];
}

/** What the group says with each machine that it is about to end, so that nobody else has to be told. */
export function drainHookMetadata(hook: DrainHook): string {
  return JSON.stringify({
    deadlineSeconds: hook.deadline.toSeconds(),
    heartbeatSeconds: heartbeatOf(hook).toSeconds(),
    ...(hook.quiet === undefined ? {} : { quietSeconds: hook.quiet.toSeconds() }),
    ...(hook.markGone ? { markGone: true } : {}),
  });
}

export interface DrainHookTerms {
  readonly deadlineSeconds: number;
  readonly heartbeatSeconds: number;
  readonly quietSeconds?: number;
  readonly markGone: boolean;
}

/** Of a hook that was made by hand nothing is known but that it may be as short as 30 s. */
export function readDrainHookMetadata(text: string | undefined): DrainHookTerms {
  const read = record(text);
  const seconds = (name: string, least: number) => {
    const value = read[name];
    const isSound = typeof value === 'number' && Number.isInteger(value) && value >= least;
    return isSound && value <= 172_800 ? value : undefined;
  };
  const quiet = seconds('quietSeconds', 0);
  return {
    deadlineSeconds: seconds('deadlineSeconds', 1) ?? DEFAULT_DRAIN_HOOK.deadline.toSeconds(),
    heartbeatSeconds: seconds('heartbeatSeconds', 1) ?? 30,
    ...(quiet === undefined ? {} : { quietSeconds: quiet }),
    markGone: read['markGone'] === true,
  };
}

function record(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
