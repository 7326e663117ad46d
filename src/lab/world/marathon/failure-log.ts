import type { JsonObject } from './app';

/** The last failure of each app, as `embed=app.lastTaskFailure` shows it. A killed task is no failure. */
export class FailureLog {
  private readonly last = new Map<string, JsonObject>();

  record(appId: string, failure: JsonObject): void {
    this.last.set(appId, failure);
  }

  of(appId: string): JsonObject | undefined {
    return this.last.get(appId);
  }
}
