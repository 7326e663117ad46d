import type { Draft } from '../world/draft';
import { freshDeployment, type Mentions } from '../world/fresh';
import { names } from '../world/names';
import {
  type Answer,
  create,
  deleteAndScale,
  remove,
  replace,
  setInstances,
  stopDeployment,
  wipe,
} from '../world/requests';
import { settleStore } from './store';
import type { Call, Reply } from './tree';

type Json = Readonly<Record<string, unknown>> & { readonly id: string; readonly instances?: number };

export interface Performing {
  readonly spoken: Mentions;
  /** Marathon 1.9 (domain.md 1.1). */
  readonly rewritesRoles: boolean;
}

/** Does what the call asks for, and answers as the port does. */
export function perform(draft: Draft, { name, args }: Call, props: Performing): Reply {
  if (name === 'store.put') return settleStore(draft, args);
  const answer = marathon(draft, { name, args }, props);
  return { key: JSON.stringify(answer), value: () => answer };
}

function marathon(draft: Draft, { name, args }: Call, { spoken, rewritesRoles }: Performing): Answer {
  const [first, second] = args;
  const id = typeof first === 'string' ? names.of(first) : names.of((first as Json).id);
  const n = freshDeployment(draft, id, spoken);
  switch (name) {
    case 'marathon.create':
    case 'marathon.replace': {
      const { instances = 1, ...rest } = first as Json;
      const kept = rewritesRoles ? { ...rest, acceptedResourceRoles: ['*'] } : rest;
      const app = { id, definition: names.of(JSON.stringify(kept)), instances };
      return (name === 'marathon.create' ? create : replace)(draft, app, { n });
    }
    case 'marathon.raise':
      return setInstances(draft, id, { instances: second as number, n });
    case 'marathon.release':
      return deleteAndScale(draft, id, { tasks: [second as string], n });
    case 'marathon.wipe':
      return wipe(draft, id, second as string);
    case 'marathon.remove':
      return remove(draft, id, { n });
    case 'marathon.stop':
      return stopDeployment(draft, first as string);
    default:
      throw new Error(`the model knows no ${name}`);
  }
}
