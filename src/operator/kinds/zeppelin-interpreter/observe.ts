import type { Problem } from '../../../domain/core/problem';
import { canonicalJson } from '../../../domain/render/json';
import { ownPropertyProblems, type Published, saidUnder } from '../../../domain/spark/own-properties';
import { isEmpty, maskedNames, propertyChange, secretNames } from '../../../domain/zeppelin/property-change';
import type { ZeppelinInterpreterManifest, ZeppelinPlace, ZeppelinTarget } from '../../../manifest';
import { type PublishedDefaults, readDefaults } from '../../engine/defaults-reading';
import type { World } from '../../engine/kind';
import type { InterpreterSetting, Sha256, Zeppelin, ZeppelinActivity } from '../../ports';
import type { Observed, Standing, Stored, Wanted } from './model';
import { about, readState } from './state';
import { usesOf } from './uses';

export async function observe(manifest: ZeppelinInterpreterManifest, world: World): Promise<Observed> {
  const defaults = await readDefaults(world.store, manifest.spec.sparkDefaults);
  const contradictions = defaults ? contradictionsOf(manifest, defaults) : [];
  const wanted = defaults && contradictions.length === 0 ? wantedOf(manifest, defaults, world) : undefined;
  const seen = await look(targetOf(manifest), { name: manifest.metadata.name, wanted }, world);
  return { ...seen, contradictions, isPublished: defaults !== undefined };
}

function targetOf({ spec }: ZeppelinInterpreterManifest): ZeppelinTarget {
  const { interpreter, restart, maximumWaitSeconds } = spec;
  const limit = maximumWaitSeconds === undefined ? {} : { maximumWaitSeconds };
  return { ...placeOf(spec), interpreter, restart, ...limit };
}

export function placeOf({ url, credentials, login }: ZeppelinPlace): ZeppelinPlace {
  return { url, ...(credentials ? { credentials } : {}), ...(login ? { login } : {}) };
}

/** A Zeppelin has whatever Spark; of an older file, which does not say which one it is for, the newest is taken. */
const NEWEST = '3.5.0';

export function contradictionsOf(
  { spec }: ZeppelinInterpreterManifest,
  published: Published,
): readonly Problem[] {
  const { sparkConf } = spec;
  const problems = ownPropertyProblems(sparkConf, published, published.sparkVersion ?? NEWEST);
  return saidUnder('sparkConf', sparkConf, problems);
}

/** What is published, as Spark reads it: without space around the values. */
function wantedOf(
  { spec }: ZeppelinInterpreterManifest,
  { properties: published, use }: PublishedDefaults,
  { sha256 }: Pick<World, 'sha256'>,
): Wanted {
  const properties = givenProperties(spec, published);
  return { properties, hash: hashOf(properties, sha256), ...(use ? { use } : {}) };
}

/** What the interpreter is given: its own win over the published ones. */
export function givenProperties(
  spec: Pick<ZeppelinInterpreterManifest['spec'], 'properties' | 'sparkConf'>,
  published: Published['properties'],
): Readonly<Record<string, string>> {
  const trimmed = Object.entries(published).map(([name, text]) => [name, text.trim()]);
  return { ...Object.fromEntries(trimmed), ...spec.sparkConf, ...spec.properties };
}

export function hashOf(value: unknown, sha256: Sha256): string {
  return sha256(canonicalJson(value)).slice(0, 16);
}

/** Also of an interpreter whose manifest is gone: then nothing is wanted of it. */
export async function look(
  target: ZeppelinTarget,
  { name, wanted }: { readonly name: string; readonly wanted: Wanted | undefined },
  world: World,
): Promise<Observed> {
  const zeppelin = world.zeppelinAt(placeOf(target));
  const setting = await zeppelin.interpreter(target.interpreter);
  const state = about(await readState(world.store, name), target, setting?.id);
  const standing = setting && wanted && stand(setting, { wanted, state }, world.sha256);
  const asked = activityMatters(target, standing, state);
  const now = world.clock.now();
  const since = state?.value?.waitsSince;
  return {
    target,
    contradictions: [],
    isPublished: false,
    uses: setting ? await usesOf(setting.properties, world.store) : [],
    waitedSeconds: since === undefined ? 0 : Math.floor((now.getTime() - Date.parse(since)) / 1000),
    now: now.toISOString(),
    ...(state ? { state } : {}),
    ...(wanted ? { wanted } : {}),
    ...(setting ? { setting } : {}),
    ...(standing ? { standing } : {}),
    ...(asked ? { activity: await activityOf(zeppelin) } : {}),
  };
}

function stand(
  setting: InterpreterSetting,
  { wanted, state }: { readonly wanted: Wanted; readonly state: Stored | undefined },
  sha256: Sha256,
): Standing {
  const { properties } = setting;
  const ours = state?.value?.properties ?? [];
  const change = propertyChange(properties, { wanted: wanted.properties, ours });
  const found = foundHash(setting, wanted, sha256);
  const differs = !isEmpty(change) && state?.value?.sent === wanted.hash && state.value.found !== undefined;
  return {
    setting,
    change,
    found,
    rewritten: differs && state?.value?.found === found,
    drifted: differs && state?.value?.found !== found,
    secrets: secretNames(properties, wanted.properties),
    masked: maskedNames(properties),
  };
}

/** Of what stands under the names that are wanted: a hash, for nobody knows what somebody else has put there. */
export function foundHash({ properties }: InterpreterSetting, wanted: Wanted, sha256: Sha256): string {
  const values = Object.keys(wanted.properties).map((name) => [
    name,
    Object.hasOwn(properties, name) ? (properties[name]?.value ?? null) : 'absent',
  ]);
  return hashOf(Object.fromEntries(values), sha256);
}

/** One request a note: only where something is to be written that would end paragraphs. */
function activityMatters(
  { restart }: ZeppelinTarget,
  standing: Standing | undefined,
  state: Stored | undefined,
): boolean {
  if (restart !== 'WhenIdle' || !standing) return false;
  const writes = !isEmpty(standing.change) && !standing.rewritten && standing.masked.length === 0;
  return writes || state?.value?.restartDue !== undefined;
}

async function activityOf(zeppelin: Zeppelin): Promise<ZeppelinActivity> {
  try {
    return await zeppelin.activity();
  } catch (error) {
    return { is: 'unknown', because: error instanceof Error ? error.message : String(error) };
  }
}
