import { attempt, rejectIf } from '../../../../domain/core/problem';
import { appDifferences } from '../../../../domain/marathon/diff';
import { roleProblems } from '../../../../domain/marathon/role-rules';
import { dispatcherApp, dispatcherAppId } from '../../../../domain/spark/dispatcher/app';
import { driverConfProblems } from '../../../../domain/spark/dispatcher/driver-conf-problems';
import { recoveryText } from '../../../../domain/spark/dispatcher/recovery';
import { NOTHING_PUBLISHED } from '../../../../domain/spark/own-properties';
import { OWNER_LABEL } from '../../../../manifest';
import { type PublishedDefaults, readDefaults } from '../../../engine/defaults-reading';
import type { World } from '../../../engine/kind';
import type { Marathon } from '../../../ports';
import { definitionHash, ownerIn, ownerOf, saidHash } from './identity';
import { look } from './look';
import type { Declared, Definition, Observed, Stored } from './model';
import { marathonOf } from './place';
import { readState } from './state';

export async function observe(declared: Declared, world: World): Promise<Observed> {
  const { name, spec } = declared;
  const { sparkDefaults } = spec;
  const stored = await readState(world.store, name);
  const found = sparkDefaults === undefined ? undefined : await readDefaults(world.store, sparkDefaults);
  const defaults = sparkDefaults === undefined ? undefined : (found ?? 'missing');
  const made = defaults === 'missing' ? undefined : attempt(() => wantedApp(declared, defaults));
  const wanted = made && 'value' in made ? made.value : undefined;
  const hash = wanted && saidHash(declared, found?.properties ?? {}, world.sha256);
  const state = stored?.value;
  const marathon = marathonOf(spec, world);
  const sight = await look(
    {
      appId: dispatcherAppId(spec, name),
      ...{ marathon, stored },
      webUiPort: state?.webUiPort ?? spec.webUiPort,
      framework: state?.framework ?? name,
      counts: mattersWhoRuns(declared, stored),
    },
    world,
  );
  const { app } = sight;
  const formerId = await formerApp(declared, stored, world);
  return {
    ...sight,
    defaults,
    contradictions: made && 'problems' in made ? made.problems : [],
    differences: app && wanted ? appDifferences(wanted, { ...app.definition, instances: 1 }) : [],
    asSent:
      app !== undefined &&
      hash !== undefined &&
      state?.sent === hash &&
      state.found === definitionHash(app.definition, world.sha256),
    role: wanted ? await roleOf(wanted, marathon) : [],
    ...(wanted && hash !== undefined ? { wanted, hash } : {}),
    ...(formerId === undefined ? {} : { formerId }),
  };
}

/** @throws ProblemError where what is published does not fit */
export function wantedApp({ name, spec }: Declared, published: PublishedDefaults | undefined): Definition {
  rejectIf(driverConfProblems(spec, published ?? NOTHING_PUBLISHED));
  const { properties: defaults } = published ?? NOTHING_PUBLISHED;
  return dispatcherApp(spec, { name, defaults, labels: { [OWNER_LABEL]: ownerOf(name) } });
}

/** A large read: only where a change might lose somebody, or older services wait for somebody's end. */
function mattersWhoRuns({ name, spec }: Declared, stored: Stored | undefined): boolean {
  const state = stored?.value;
  if (!state) return false;
  const another = state.recovery !== recoveryText(spec, name);
  return another || state.recovery === 'None' || state.former.length > 0 || state.frameworks.length > 1;
}

/** Asked only where the app names a role: without one any Marathon will do. */
async function roleOf(app: Definition, marathon: Marathon): Promise<Observed['role']> {
  const accepted = app['acceptedResourceRoles'] as readonly string[] | undefined;
  const named = app['role'] !== undefined || accepted?.some((role) => role !== '*');
  return named ? roleProblems(await marathon.info(), app as Parameters<typeof roleProblems>[1]) : [];
}

/** Of another id, or in another Marathon, and still this manifest's. */
async function formerApp(
  { name, spec }: Declared,
  stored: Stored | undefined,
  world: World,
): Promise<string | undefined> {
  const state = stored?.value;
  if (!state) return undefined;
  if (state.appId === dispatcherAppId(spec, name) && state.marathon === spec.marathon) return undefined;
  const app = await marathonOf(state, world).app(state.appId);
  return app && ownerIn(app) === ownerOf(name) ? state.appId : undefined;
}
