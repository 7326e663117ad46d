import { rejectIf } from '../../../domain/core/problem';
import { applicationProblems } from '../../../domain/spark/application-problems';
import { type SparkDefaultsManifest, stateStoreKeys } from '../../../manifest';
import type { Render } from '../../engine/rendering';
import { textsOf } from './file';

export const renderSparkDefaults: Render<SparkDefaultsManifest> = (manifest, around) => {
  const { spec, metadata } = manifest;
  const endpoint = around.endpoint(spec.shuffleService);
  const { sparkVersion, properties } = spec;
  const { sharedDirectory } = endpoint;
  rejectIf(applicationProblems(properties, { sparkVersion, sharedDirectory }));
  const { conf, env } = textsOf(manifest, endpoint);
  return [
    { what: 'spark-defaults.conf', where: stateStoreKeys.sparkDefaults(metadata.name), content: conf },
    { what: 'spark-env.sh', where: stateStoreKeys.sparkEnv(metadata.name), content: env },
  ];
};
