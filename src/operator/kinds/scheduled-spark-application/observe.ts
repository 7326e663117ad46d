import { attempt } from '../../../domain/core/problem';
import { canonicalJson } from '../../../domain/render/json';
import { driverJob } from '../../../domain/spark/application/driver-job';
import { OWNER_LABEL, RUN_LABEL, type ScheduledSparkApplicationManifest } from '../../../manifest';
import { type PublishedDefaults, readDefaults } from '../../engine/defaults-reading';
import type { World } from '../../engine/kind';
import type { MetronomeJob, Sha256 } from '../../ports';
import type { Definition, Observed } from './model';
import { readState } from './state';

export const ownerOf = (name: string) => `ScheduledSparkApplication/${name}`;

export async function observe(manifest: ScheduledSparkApplicationManifest, world: World): Promise<Observed> {
  const { name } = manifest.metadata;
  const { sparkDefaults } = manifest.spec.template;
  const stored = await readState(world.store, name);
  const found = sparkDefaults === undefined ? undefined : await readDefaults(world.store, sparkDefaults);
  const defaults = sparkDefaults === undefined ? undefined : (found ?? 'missing');
  const made = defaults === 'missing' ? undefined : attempt(() => wantedJob(manifest, defaults));
  const wanted = made && 'value' in made ? made.value : undefined;
  const hash = wanted && hashOf(wanted, world.sha256);
  const job = await world.metronome().job(name);
  const state = stored?.value;
  const asFound = job !== undefined && hashOf(job.definition, world.sha256) === state?.found;
  return {
    defaults,
    contradictions: made && 'problems' in made ? made.problems : [],
    isOurs: isOurs(name, job),
    asSent: hash !== undefined && state?.sent === hash && asFound,
    asWanted: job !== undefined && wanted !== undefined && holds(job.definition, wanted),
    ...(stored ? { stored } : {}),
    ...(wanted && hash !== undefined ? { wanted, hash } : {}),
    ...(job ? { job } : {}),
  };
}

export const isOurs = (name: string, job: MetronomeJob | undefined) =>
  job?.labels[OWNER_LABEL] === ownerOf(name);

export const hashOf = (definition: Definition, sha256: Sha256) => sha256(canonicalJson(definition));

/** @throws ProblemError where what is published does not fit */
export function wantedJob(
  { metadata: { name }, spec }: ScheduledSparkApplicationManifest,
  defaults: PublishedDefaults | undefined,
): Definition {
  const { type, activeDeadlineSeconds } = spec.template.restartPolicy;
  return driverJob(spec.template, {
    name,
    id: name,
    defaults: defaults?.properties ?? {},
    sharedDirectory: defaults?.sharedDirectory,
    labels: { [OWNER_LABEL]: ownerOf(name), [RUN_LABEL]: `${ownerOf(name)}/job` },
    restart: { policy: type === 'OnFailure' ? 'ON_FAILURE' : 'NEVER', activeDeadlineSeconds },
    schedule: {
      cron: spec.schedule,
      timezone: spec.timeZone,
      concurrencyPolicy: spec.concurrencyPolicy === 'Allow' ? 'ALLOW' : 'FORBID',
      startingDeadlineSeconds: spec.startingDeadlineSeconds,
      enabled: !spec.suspend,
    },
  });
}

/** Whether all that is wanted is there: Metronome fills in what was left out. */
export function holds(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(found) &&
      found.length === wanted.length &&
      wanted.every((one: unknown, i) => holds(found[i], one))
    );
  }
  if (typeof wanted !== 'object' || wanted === null) return found === wanted;
  if (typeof found !== 'object' || found === null) return false;
  const fields: Readonly<Record<string, unknown>> = { ...found };
  // Whatever else stands among texts by name, somebody has added.
  const isMap = Object.values(wanted).every((one) => typeof one === 'string');
  const same = !isMap || Object.keys(fields).length === Object.keys(wanted).length || !onlyTexts(fields);
  return same && Object.entries(wanted).every(([key, one]) => holds(fields[key], one));
}

const onlyTexts = (fields: Readonly<Record<string, unknown>>) =>
  Object.values(fields).every((one) => typeof one === 'string');
