import type { Board } from './board';
import type { Item } from './item';
import type { Action, Applied } from './kind';
import { NotLeadingError } from './leadership';

export interface WriteProps {
  readonly item: Pick<Item, 'kind' | 'name'>;
  readonly action: Action;
  readonly board: Board;
}

/** A write that the board sees begin and end. */
export async function watchedWrite(write: () => Promise<Applied>, props: WriteProps): Promise<Applied> {
  const { item, action, board } = props;
  board.writeBegan(action);
  try {
    const applied = await write();
    const answer = applied.is === 'done' ? {} : { answer: applied.because };
    board.writeEnded(item, action, { outcome: applied.is, ...answer });
    return applied;
  } catch (error) {
    const answer = error instanceof Error ? error.message : String(error);
    // Without the lead it was not even begun.
    const outcome = error instanceof NotLeadingError ? 'wait' : 'unknown';
    board.writeEnded(item, action, { outcome, answer });
    throw error;
  }
}
