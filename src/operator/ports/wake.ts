/**
 * Says that something may have changed, so that a pass need not be waited for. It is a hint and no more: events get
 * lost, and some changes have none (rule 9).
 */
export interface Wakes {
  /**
   * Calls `wake` for each hint, and after each time of not listening, for what happened then is not known. Reconnects
   * by itself and never throws; returns once `stop` is aborted, with nothing left open.
   */
  listen(wake: Wake, stop: AbortSignal): Promise<void>;
}

/** @param arrived the id of an agent that has come, where that is what happened */
export type Wake = (because: string, arrived?: string) => void;
