export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Fields of one event. A sentence for people stands in `because` or `message`; secrets never do. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  event(level: LogLevel, event: string, fields?: LogFields): void;
}
