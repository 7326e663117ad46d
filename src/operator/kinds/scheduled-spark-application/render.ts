import type { ScheduledSparkApplicationManifest } from '../../../manifest';
import type { Render } from '../../engine/rendering';
import { wantedJob } from './observe';

export const renderScheduledSparkApplication: Render<ScheduledSparkApplicationManifest> = (
  manifest,
  around,
) => {
  const { sparkDefaults } = manifest.spec.template;
  const defaults = sparkDefaults === undefined ? undefined : around.defaults(sparkDefaults);
  return [
    {
      what: 'job of Metronome with its schedule',
      where: 'POST /v0/scheduled-jobs',
      content: wantedJob(manifest, defaults),
    },
  ];
};
