import { Breath } from './breath';
import { memberNames } from './json-bytes';
import { JsonRow } from './json-row';
import { walkItems, walkMembers } from './json-walk';
import { isFields, UnexpectedAnswer } from './shape';

export interface Registry {
  /** Of the master that keeps it. */
  readonly masterId: string;
  /** Ids of the agents that are gone for good. */
  readonly gone: ReadonlySet<string>;
}

const PARTS = memberNames('master', 'gone');
const MASTER = ['info'] as const;
const LIST = memberNames('slaves');
const GONE = ['id'] as const;

/**
 * Reads a master's registry, which holds every agent as it registered: large, and passed over but for two parts.
 * @throws SyntaxError or UnexpectedAnswer where it is not a whole registry
 */
export async function readRegistry(bytes: Buffer): Promise<Registry> {
  const breath = new Breath();
  const master = new JsonRow(bytes, MASTER, 'master');
  const row = new JsonRow(bytes, GONE, 'gone.slaves');
  const gone = new Set<string>();
  let masterId: string | undefined;
  await walkMembers(bytes, 0, PARTS, breath, (part, at) => {
    if (part === 'master') {
      const end = master.read(at);
      masterId = idOf(master.fields('info')['id'], 'master.info.id');
      return end;
    }
    return walkMembers(bytes, at, LIST, breath, (_, list) =>
      walkItems(bytes, list, breath, (item) => {
        const end = row.read(item);
        gone.add(idOf(row.fields('id')['value'], 'gone.slaves[].id.value'));
        return end;
      }),
    );
  });
  return { masterId: masterId ?? idOf(undefined, 'master'), gone };
}

function idOf(value: unknown, where: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new UnexpectedAnswer(where, isFields(value) ? 'an object' : value, 'an id');
}
