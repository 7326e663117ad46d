import type { SparkDispatcherManifest } from '../../../manifest';
import type { Render } from '../../engine/rendering';
import { wantedApp } from './marathon/observe';
import { installRequest } from './package/apply';

export const renderSparkDispatcher: Render<SparkDispatcherManifest> = (
  { spec, metadata: { name } },
  around,
) => {
  if (spec.provider === 'Package') {
    return [{ what: 'package of DC/OS', where: 'POST /package/install', content: installRequest(spec) }];
  }
  const defaults = spec.sparkDefaults === undefined ? undefined : around.defaults(spec.sparkDefaults);
  return [{ what: 'app of Marathon', where: 'POST /v2/apps', content: wantedApp({ name, spec }, defaults) }];
};
