import type { Board } from './board';
import { type Reconciled, type ReconcileProps, unthrown } from './reconcile';

/** A reconcile that the board sees begin and end. */
export async function watched(props: ReconcileProps & { readonly board: Board }): Promise<Reconciled> {
  const { item, world, board } = props;
  const began = world.clock.elapsedMillis();
  board.keyBegan(item);
  const reconciled = await unthrown(props);
  const { report, seen } = reconciled;
  const picture = seen?.picture?.();
  board.keyEnded(
    item,
    report && {
      report,
      conditions: seen?.conditions ?? [],
      ...(seen?.unwanted ? { unwanted: seen.unwanted } : {}),
      ...(picture ? { picture } : {}),
      millis: world.clock.elapsedMillis() - began,
    },
  );
  return reconciled;
}
