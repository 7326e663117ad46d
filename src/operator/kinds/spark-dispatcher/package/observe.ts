import { canonicalJson } from '../../../../domain/render/json';
import { optionDifferences, packageAppId } from '../../../../domain/spark/dispatcher/package-options';
import type { World } from '../../../engine/kind';
import type { Sha256 } from '../../../ports';
import type { DeclaredPackage, ObservedPackage } from './model';
import { readState } from './state';

const DIGITS = 16;

export const optionsHash = (options: unknown, sha256: Sha256) =>
  sha256(canonicalJson(options)).slice(0, DIGITS);

export async function observe({ name, spec }: DeclaredPackage, world: World): Promise<ObservedPackage> {
  const { sha256 } = world;
  const cosmos = world.cosmos();
  const stored = await readState(world.store, name);
  const state = stored?.value;
  const appId = packageAppId(spec.package, spec.options);
  const installed = await cosmos.service(spec.package, appId);
  const app = await world.marathon.app(appId);
  const isElsewhere = state !== undefined && (state.appId !== appId || state.package !== spec.package);
  const former = isElsewhere ? await cosmos.service(state.package, state.appId) : undefined;
  const hash = optionsHash(spec.options, sha256);
  const found = installed && optionsHash(installed.options ?? {}, sha256);
  const differences = installed ? optionDifferences(spec.options, installed.options ?? {}) : [];
  const framework = await frameworkOf(appId, world);
  return {
    ...{ appId, hash, differences },
    rewritten: differences.length > 0 && state?.sent === hash && state.found === found,
    ...(stored ? { stored } : {}),
    ...(installed ? { installed } : {}),
    ...(found === undefined ? {} : { found }),
    ...(app ? { app } : {}),
    ...(framework ? { framework } : {}),
    ...(former ? { formerId: former.appId } : {}),
  };
}

/** The package calls its framework as its service. */
async function frameworkOf(appId: string, { mesos }: World) {
  const all = await mesos.frameworks();
  if (all.is === 'unknown') return undefined;
  return all.frameworks.find(({ name, connected }) => name === appId.slice(1) && connected !== false);
}
