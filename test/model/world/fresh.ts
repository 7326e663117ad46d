import type { Draft } from './draft';
import { deploymentId, names, taskId } from './names';

/** Speaks of ids that must not be given a second time: what the operator has read in this pass. */
export type Mentions = (token: string) => boolean;

const NOBODY: Mentions = () => false;

/** A number that makes the id of a task one of which nobody speaks any more. */
export function freshNumber(draft: Draft, app: number, host: number, spoken: Mentions = NOBODY): number {
  const { gen } = draft.agent(host);
  for (let n = 0; ; n++) {
    const token = taskId(app, host, gen, n);
    const taken = draft.tasks.some(
      (task) =>
        task.app === app && task.host === host && task.gen === gen && task.n === n && task.life !== 'waiting',
    );
    if (!taken && !spoken(token) && !written(draft, token)) return n;
  }
}

export function freshDeployment(draft: Draft, app: number, spoken: Mentions = NOBODY): number {
  for (let n = 0; ; n++) {
    const tokens = ['scale', 'stop', 'foreign'].map((kind) => deploymentId(app, n, kind));
    const taken = draft.deployments.some((one) => one.app === app && one.n === n);
    if (!taken && !tokens.some(spoken) && !tokens.some((token) => written(draft, token))) return n;
  }
}

/** In the store, or in a request that is under way. */
function written(draft: Draft, token: string): boolean {
  const quoted = `"${token}"`;
  return (
    draft.store.some(({ text }) => names.text(text).includes(quoted)) ||
    (draft.flight !== undefined && names.text(draft.flight.request).includes(quoted))
  );
}
