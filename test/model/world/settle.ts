import { fits, hearOfGone, hearOfReturn, place } from './agents';
import type { Draft } from './draft';
import { freshNumber, type Mentions } from './fresh';
import { checkScale, endDeployment, mayEnd, proceed, taskEnds } from './scaling';
import { has, type Task } from './state';

/** How a test settles the world: which tasks' checks never pass. */
export interface Settling {
  readonly healthy?: boolean;
  readonly scaleCheck?: boolean;
  readonly spoken?: Mentions;
  /** In the order in which they get tasks. @default - by number */
  readonly hosts?: readonly number[];
}

/**
 * Everything that goes on by itself, in one fixed order, until nothing moves: tasks start on the first host that
 * fits, get healthy, die where they were killed; deployments end; Marathon hears of agents.
 */
export function settle(draft: Draft, props: Settling = {}): void {
  for (let rounds = 0; rounds < 100; rounds++) {
    while (step(draft, props)) {}
    if (props.scaleCheck === false) return;
    const before = draft.tasks.length + draft.victims.length;
    for (const app of draft.apps) checkScale(draft, app.id);
    if (draft.tasks.length + draft.victims.length === before) return;
  }
  throw new Error('the world never comes to rest');
}

/** One thing that happens by itself, or false. */
function step(draft: Draft, props: Settling): boolean {
  return begin(draft, props) || hear(draft) || end(draft) || finish(draft);
}

function hear(draft: Draft): boolean {
  for (const [host, { at, gone, gen, orphans }] of draft.agents.entries()) {
    const tasks = draft.tasks.filter((task) => task.host === host);
    if (at === 'here' && tasks.some((task) => task.life === 'lost' && task.gen === gen)) {
      hearOfReturn(draft, host);
      return true;
    }
    if (tasks.some((task) => has(gone, task.gen))) {
      hearOfGone(draft, host);
      return true;
    }
    if (at === 'here' && orphans !== 0) {
      draft.setAgent(host, { orphans: 0 });
      return true;
    }
  }
  return false;
}

function end(draft: Draft): boolean {
  const dying = draft.tasks.filter(({ life, up }) => life === 'killing' || (life === 'running' && up));
  for (const task of dying) taskEnds(draft, task);
  // A deployment that waited for nothing else is over before Marathon looks at the app because of the end.
  while (finish(draft)) {}
  for (const { app } of dying) checkScale(draft, app);
  return dying.length > 0;
}

function begin(draft: Draft, { healthy = true, spoken, hosts }: Settling): boolean {
  const staged = draft.tasks.find(({ life }) => life === 'staging');
  if (staged) {
    draft.renewTask(staged, { life: 'running' });
    return true;
  }
  const unknown =
    healthy && draft.tasks.find(({ life, health, up }) => life === 'running' && !up && health !== 'good');
  if (unknown) {
    draft.setTask(unknown, { health: 'good' });
    return true;
  }
  // Instances that the running deployment has made are the last ones.
  const waiting = draft.tasks.filter(({ life, up }) => life === 'waiting' && !up);
  for (const task of [...waiting.filter(isOld), ...waiting.filter((one) => !isOld(one))]) {
    const host = (hosts ?? draft.agents.map((_, i) => i)).find((i) => fits(draft, task, i));
    if (host === undefined) continue;
    place(draft, task, { host, n: freshNumber(draft, task.app, host, spoken) });
    return true;
  }
  return false;
}

const isOld = ({ mark }: Task) => mark === 'none';

function finish(draft: Draft): boolean {
  proceed(draft);
  const over = draft.deployments.find((deployment) => mayEnd(draft, deployment));
  if (over) endDeployment(draft, over);
  return over !== undefined;
}
