import type { MarathonAppManifest, MarathonAppState } from '../../../manifest';
import type { Applied, World } from '../../engine/kind';
import { writeOutcome } from '../../engine/write-outcome';
import type { WriteAnswer } from '../../ports';
import { definitionHash } from './compare';
import type { AppAction } from './model';
import { remember } from './state';

const DONE: Applied = { is: 'done' };

/** One write to Marathon, and then the note of it. */
export async function apply(
  action: AppAction,
  manifest: MarathonAppManifest,
  world: World,
): Promise<Applied> {
  const { marathon } = world;
  switch (action.do) {
    case 'create-app':
      return written(action, manifest, { world, answer: await marathon.create(action.app) });
    case 'replace-app':
      return written(action, manifest, { world, answer: await marathon.replace(action.app) });
    case 'raise-instances':
    case 'lower-instances': {
      const answer = await marathon.raise(action.appId, action.to);
      if (answer.is === 'accepted') await noteScaling(action, manifest, { world, answer });
      return writeOutcome(answer);
    }
    case 'stop-deployment':
      return writeOutcome(await marathon.stop(action.deploymentId));
  }
}

type Written = Extract<AppAction, { do: 'create-app' | 'replace-app' }>;
type Scaled = Extract<AppAction, { do: 'raise-instances' | 'lower-instances' }>;
interface Sent<A extends WriteAnswer = WriteAnswer> {
  readonly world: World;
  readonly answer: A;
}
type Accepted = Extract<WriteAnswer, { is: 'accepted' }>;

/** What Marathon made of it is read back at once and remembered, so that it is not written again for that. */
async function written(action: Written, manifest: MarathonAppManifest, sent: Sent): Promise<Applied> {
  const { world, answer } = sent;
  if (answer.is === 'refused' && (answer.status === 400 || answer.status === 422)) {
    return { is: 'refused', because: `Marathon answered ${answer.status}: ${answer.message}` };
  }
  if (answer.is !== 'accepted') return writeOutcome(answer);
  const { instances: _, ...definition } = action.app;
  const appId = manifest.spec.app.id;
  const app = await world.marathon.app(appId);
  const next: MarathonAppState = {
    appId,
    sent: definitionHash(definition, world.sha256),
    ...(app ? { found: definitionHash(app.definition, world.sha256) } : {}),
    ...begun(action.do === 'create-app' ? 'create' : 'replace', answer),
  };
  await remember(world.store, manifest.metadata.name, { etag: action.state?.etag, next });
  return DONE;
}

async function noteScaling(
  action: Scaled,
  manifest: MarathonAppManifest,
  { world, answer }: Sent<Accepted>,
): Promise<void> {
  const { state, appId } = action;
  const { deployment: _, ...known } = state?.value.appId === appId ? state.value : { appId };
  const next = { ...known, ...begun(action.do === 'raise-instances' ? 'raise' : 'lower', answer) };
  await remember(world.store, manifest.metadata.name, { etag: state?.etag, next });
}

function begun(did: NonNullable<MarathonAppState['deployment']>['did'], { deploymentId: id }: Accepted) {
  return id === '' ? {} : { deployment: { id, did } };
}
