import type { Board } from './board';

/** `because` says what is wrong, in a sentence. */
export type Health = { readonly is: 'good' } | { readonly is: 'bad'; readonly because: string };

const GOOD: Health = { is: 'good' };
const PATIENCE_MILLIS = 300_000;
const PATIENCE_INTERVALS = 12;

/**
 * Whether the process does anything: what a watchdog is to know. The loop goes round at least every interval, and
 * in a long pass every key and write counts; nothing that it waits for takes minutes. So it is stuck after 5 minutes
 * or 12 intervals, whichever is longer. That a store or a master is down is no reason to end the process.
 */
export function liveness(board: Board): Health {
  const most = Math.max(PATIENCE_MILLIS, PATIENCE_INTERVALS * board.view.intervalMillis);
  if (board.leadMillis > most) return bad(`the lead was sought last ${seconds(board.leadMillis)} ago`);
  if (board.stillMillis <= most) return GOOD;
  const { work } = board.view;
  const at = work ? `, at ${work.kind}/${work.name}` : '';
  return bad(`nothing has been done for ${seconds(board.stillMillis)}${at}`);
}

/** Whether it does its part: it leads and its passes end, or it stands by and could take the lead. */
export function readiness(board: Board): Health {
  const alive = liveness(board);
  if (alive.is === 'bad') return alive;
  const { lead, passes } = board.view;
  if (lead.askedAt === undefined) return bad('the lead has not been sought yet');
  if (!lead.leads)
    return lead.error === undefined ? GOOD : bad(`the lead could not be sought: ${lead.error}`);
  if (!passes.last) return bad('it leads, and the first pass has not ended yet');
  return passes.last.error === undefined ? GOOD : bad(`the last pass failed: ${passes.last.error}`);
}

function bad(because: string): Health {
  return { is: 'bad', because };
}

function seconds(millis: number): string {
  return `${Math.floor(millis / 1000)} s`;
}
