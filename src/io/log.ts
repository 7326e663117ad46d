import type { Clock, Log, LogLevel } from '../operator/ports';

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** One JSON line an event: time, level, event, then its fields. journald and log shippers read it as it is. */
export function jsonLog(write: (line: string) => unknown, clock: Clock, least: LogLevel = 'info'): Log {
  return {
    event: (level, event, fields = {}) => {
      if (RANK[level] < RANK[least]) return;
      write(`${JSON.stringify({ time: clock.now().toISOString(), level, event, ...fields })}\n`);
    },
  };
}
