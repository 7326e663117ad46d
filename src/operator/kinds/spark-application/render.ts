import { rejectIf } from '../../../domain/core/problem';
import type { SparkApplicationManifest } from '../../../manifest';
import type { Render, Rendered } from '../../engine/rendering';
import { appOf, jobOf, submissionOf } from './definition';
import { fitProblems, identityOf } from './fit';
import { generationOf, placeOf, runLabels } from './identity';

/** Its first run. */
export const renderSparkApplication: Render<SparkApplicationManifest> = (manifest, around) => {
  const { spec, metadata } = manifest;
  const run = { generation: generationOf(manifest, around.sha256), attempt: 1 };
  const place = placeOf(metadata.name, spec.runsOn, run);
  const defaults = spec.sparkDefaults === undefined ? undefined : around.defaults(spec.sparkDefaults);
  rejectIf(fitProblems(manifest, defaults));
  const identity = {
    name: metadata.name,
    labels: runLabels(metadata.name, run),
    ...identityOf(defaults),
  };
  const restarts = spec.restartPolicy.type === 'Always';
  const made: Readonly<Record<typeof spec.runsOn, () => Rendered>> = {
    Marathon: () => ({
      what: 'app of Marathon',
      where: 'POST /v2/apps',
      content: appOf(manifest, identity, { place, restarts }),
    }),
    Metronome: () => ({
      what: 'job of Metronome',
      where: 'POST /v0/scheduled-jobs',
      content: jobOf(manifest, identity, { place }),
    }),
    Dispatcher: () => ({
      what: 'submission to the dispatcher',
      where: 'POST /v1/submissions/create',
      content: submissionOf(manifest, identity),
    }),
  };
  return [made[spec.runsOn]()];
};
