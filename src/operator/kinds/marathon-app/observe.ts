import { roleProblems } from '../../../domain/marathon/role-rules';
import type { MarathonAppManifest } from '../../../manifest';
import { readApp } from '../../engine/app-reading';
import type { World } from '../../engine/kind';
import type { Marathon, MarathonApp } from '../../ports';
import { definitionHash, ownership, standing, wantedDefinition } from './compare';
import type { Lock, Observed, Stored } from './model';
import { forgetOthers, quietSeconds } from './quiet';
import { readState } from './state';
import { isStoppable } from './stoppable';

export async function observe(manifest: MarathonAppManifest, world: World): Promise<Observed> {
  const { name } = manifest.metadata;
  const appId = manifest.spec.app.id;
  const state = await readState(world.store, name);
  const wanted = wantedDefinition(manifest);
  const hash = definitionHash(wanted, world.sha256);
  const reading = await readApp(world.marathon, appId);
  const { app } = reading;
  const formerId = await formerApp(manifest, state, world.marathon);
  return {
    wanted,
    hash,
    queued: reading.queued,
    queueReasons: reading.queueReasons,
    role: await roleOf(manifest, world.marathon),
    locks: app ? await locks(name, { app, state }, world) : [],
    ...(state ? { state } : {}),
    ...(formerId === undefined ? {} : { formerId }),
    ...(app ? { standing: standing(manifest, app, { state, hash, sha256: world.sha256 }) } : {}),
  };
}

/** Of another id, and still this manifest's. */
async function formerApp(
  manifest: MarathonAppManifest,
  state: Stored | undefined,
  marathon: Marathon,
): Promise<string | undefined> {
  const former = state?.value.appId ?? '';
  if (former === '' || former === manifest.spec.app.id) return undefined;
  const app = await marathon.app(former);
  return app === undefined || ownership(manifest, app).is === 'foreign' ? undefined : former;
}

/** Asked only where the app names a role: without one any Marathon will do. */
async function roleOf(manifest: MarathonAppManifest, marathon: Marathon): Promise<Observed['role']> {
  const { app } = manifest.spec;
  const named = app.role !== undefined || app.acceptedResourceRoles?.some((role) => role !== '*');
  return named ? roleProblems(await marathon.info(), app as Parameters<typeof roleProblems>[1]) : [];
}

/** The list of deployments is read only while the app is locked. */
export async function locks(
  name: string,
  { app, state }: { readonly app: MarathonApp; readonly state: Stored | undefined },
  world: World,
): Promise<readonly Lock[]> {
  forgetOthers(world, name, app.deployments);
  if (app.deployments.length === 0) return [];
  const running = await world.marathon.deployments();
  const begun = state?.value.deployment;
  return running
    .filter(({ id }) => app.deployments.includes(id))
    .map((deployment) => ({
      deployment,
      stoppable: isStoppable(deployment, { appId: app.id, begun }),
      quietSeconds: quietSeconds(world, name, { deployment, app }),
    }));
}
