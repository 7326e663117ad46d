import type { Applied, World } from '../../../engine/kind';
import { writeOutcome } from '../../../engine/write-outcome';
import { definitionHash, ownerIn, ownerOf } from './identity';
import type { Declared, DispatcherAction } from './model';
import { marathonOf } from './place';
import { overtaken, remember } from './state';

const DONE: Applied = { is: 'done' };

export async function apply(action: DispatcherAction, declared: Declared, world: World): Promise<Applied> {
  const marathon = marathonOf(declared.spec, world);
  switch (action.do) {
    case 'create-app':
    case 'replace-app':
      return send(action, declared, world);
    case 'raise-instances':
    case 'lower-instances':
      return writeOutcome(await marathon.raise(action.appId, 1));
    case 'remove-app': {
      // It may have been made anew meanwhile, by somebody else.
      const app = await marathon.app(action.appId);
      const isOurs = app !== undefined && ownerIn(app) === ownerOf(declared.name);
      return isOurs ? writeOutcome(await marathon.remove(action.appId)) : DONE;
    }
    case 'stop-deployment':
      return writeOutcome(await marathon.stop(action.deploymentId));
    case 'note-credentials':
    case 'note-framework':
    case 'note-sent':
    case 'note-drivers': {
      const { etag, state: next } = action;
      const written = await remember(world.store, declared.name, { etag, next });
      return written === undefined ? { is: 'wait', because: overtaken(declared.name) } : DONE;
    }
  }
}

type Sending = Extract<DispatcherAction, { do: 'create-app' | 'replace-app' }>;

/**
 * First the note of which service drivers will be sent to, then the app, then what Marathon made of it: read back at
 * once, so that it is not sent again for that. Who ends in between leaves a note that says more uses than there are.
 */
async function send(action: Sending, { name, spec }: Declared, world: World): Promise<Applied> {
  const etag = await remember(world.store, name, { etag: action.etag, next: action.state });
  if (etag === undefined) return { is: 'wait', because: overtaken(name) };
  const marathon = marathonOf(spec, world);
  const answer =
    action.do === 'create-app' ? await marathon.create(action.app) : await marathon.replace(action.app);
  if (answer.is === 'refused' && (answer.status === 400 || answer.status === 422)) {
    return { is: 'refused', because: `Marathon answered ${answer.status}: ${answer.message}` };
  }
  if (answer.is !== 'accepted') return writeOutcome(answer);
  const app = await marathon.app(action.state.appId);
  const next = {
    ...action.after,
    ...(app ? { found: definitionHash(app.definition, world.sha256) } : {}),
    ...(action.do === 'create-app' && answer.deploymentId !== '' ? { deployment: answer.deploymentId } : {}),
  };
  const stored = await remember(world.store, name, { etag, next });
  return stored === undefined ? { is: 'wait', because: overtaken(name) } : DONE;
}
