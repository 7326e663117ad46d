import type { Log } from '../ports';
import type { Board } from './board';
import { type Happening, reasonOf } from './events';
import type { Item } from './item';
import type { Kind } from './kind';
import { NotLeadingError } from './leadership';
import type { SharedReads } from './shared-reads';
import { watchedWrite } from './watched-write';

/** A look at each is a request: for more of them the pass over everything is the quicker one. */
const MOST = 8;

export interface ArrivalProps {
  /** Ids of agents. */
  readonly arrived: readonly string[];
  /** Of which the last look came to an end, and nothing was refused. */
  readonly items: readonly Item[];
  readonly kinds: readonly Kind[];
  readonly reads: SharedReads;
  readonly log: Log;
  /** Sees what is done. @default - nobody watches */
  readonly board?: Board;
}

/**
 * Before a pass over everything, which takes its time in a large cluster: what can be written at once for agents that
 * have come. Nothing is lost where it is not; whatever fails here the pass meets again.
 * @returns what was done, for the status
 * @throws NotLeadingError where nothing may be written any more
 */
export async function welcome(props: ArrivalProps): Promise<ReadonlyMap<Item, Happening>> {
  const { arrived, items, kinds, log } = props;
  const done = new Map<Item, Happening>();
  if (arrived.length === 0 || arrived.length > MOST) return done;
  for (const item of items) {
    const kind = kinds.find((one) => one.kind === item.kind && one.beginsWithAgents === true);
    if (!kind || item.held) continue;
    try {
      const happened = await one(kind, item, props);
      if (happened) done.set(item, happened);
    } catch (error) {
      if (error instanceof NotLeadingError) throw error;
      const because = error instanceof Error ? error.message : String(error);
      log.event('debug', 'arrival', { kind: item.kind, name: item.name, because });
    }
  }
  return done;
}

async function one(
  kind: Kind,
  item: Item,
  { arrived, reads, log, board }: ArrivalProps,
): Promise<Happening | undefined> {
  if (item.content.is !== 'read') return undefined;
  const subject = kind.parse(item.content.json);
  if (subject.paused || !subject.welcome) return undefined;
  const [action] = await subject.welcome(arrived, reads.look());
  if (!action) return undefined;
  // As in any other reconcile: what an action looks at before it writes is to be as it is now.
  reads.drop();
  const { do: did, because } = action;
  const write = () => action.apply();
  const { is: result } = await (board ? watchedWrite(write, { item, action, board }) : write());
  log.event('info', 'action', { kind: kind.kind, do: did, because, result });
  return result === 'done' ? { type: 'Normal', reason: reasonOf(did), message: because } : undefined;
}
