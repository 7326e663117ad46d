import { Cron } from 'croner';
import type { JsonObject } from '../marathon/app';

export interface Schedule {
  readonly id: string;
  readonly cron: string;
  readonly timezone: string;
  readonly startingDeadlineSeconds: number;
  readonly concurrencyPolicy: 'ALLOW' | 'FORBID';
  readonly enabled: boolean;
}

/** dcos/metronome de4174d, jobs/…/model/ScheduleSpec.scala. */
export function scheduleOf(body: Readonly<Record<string, unknown>>): Schedule {
  return {
    ...{ timezone: 'UTC', startingDeadlineSeconds: 900, concurrencyPolicy: 'ALLOW', enabled: true },
    ...(body as unknown as Schedule),
  };
}

/** Undefined where there is none. */
export function nextRunAt({ cron, timezone }: Schedule, after: number): number | undefined {
  return cronOf(cron, timezone).nextRun(new Date(after))?.getTime();
}

/** Five fields, and a year where somebody wants one. Where both days are said, both must be met (CronSpec.scala). */
function cronOf(text: string, timezone: string): Cron {
  const [minute, hour, day, month, weekDay, year] = text.trim().split(/\s+/);
  const five = [minute, hour, day, month, weekDay].join(' ');
  const options = { timezone, domAndDow: true, paused: true } as const;
  return year === undefined
    ? new Cron(five, { ...options, mode: '5-part' })
    : new Cron(`0 ${five} ${year}`, { ...options, mode: '7-part' });
}

/** Why Metronome would not take it, in its words. */
export function scheduleProblem({ cron, timezone = 'UTC' }: Partial<Schedule>): string | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
  } catch {
    return `No time zone found with this id: "${timezone}"`;
  }
  try {
    cronOf(String(cron), timezone);
    return undefined;
  } catch {
    return `Can not read cron expression "${cron}"`;
  }
}

export function scheduleJson(schedule: Schedule, now: number): JsonObject {
  const next = nextRunAt(schedule, now);
  return { ...schedule, ...(next === undefined ? {} : { nextRunAt: metronomeTime(next) }) };
}

/** As Metronome writes times: the offset without a colon. */
export function metronomeTime(millis: number): string {
  return new Date(millis).toISOString().replace('Z', '+0000');
}
