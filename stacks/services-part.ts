import { SparkDistribution } from '../constructs';
import { unreachable } from '../src/domain/core/unreachable';
import { defined } from './defined';
import type { Settings } from './settings';

/** Where the binaries of a service come from. */
export function sparkPart(spark: Settings['shuffleServices'][string]['spark']): SparkDistribution {
  switch (spark.kind) {
    case 'docker':
      return SparkDistribution.docker(spark.image, { version: spark.version, home: spark.home });
    case 'ucr':
      return SparkDistribution.ucr(spark.image, { version: spark.version, home: spark.home });
    case 'archive': {
      const { kind: _, uri, version, ...more } = spark;
      return SparkDistribution.archive(uri, { version, ...defined(more) });
    }
    case 'host':
      return SparkDistribution.host(spark.home, { version: spark.version });
    default:
      return unreachable(spark);
  }
}
