import type { Problem } from '../src/domain/core/problem';
import { ownPropertyProblems, type Published, saidUnder } from '../src/domain/spark/own-properties';
import type { SparkDefaults } from './spark-defaults';

/** A {@link SparkDefaults}, or the name of one in another stack: then the operator alone tells what contradicts it. */
export type GivenDefaults = Pick<SparkDefaults, 'name'> &
  Partial<Pick<SparkDefaults, 'properties' | 'sharedDirectory' | 'sparkVersion'>>;

/** What is known of them when the stack is made; the port is not. */
export function publishedBy(defaults: GivenDefaults | undefined): Published | undefined {
  const { properties, sharedDirectory, sparkVersion } = defaults ?? {};
  return properties === undefined ? undefined : { properties, sharedDirectory, sparkVersion };
}

/** What of `sparkConf` contradicts them, for whatever Spark they are. */
export function sparkConfProblems(
  sparkConf: Readonly<Record<string, string>>,
  defaults: GivenDefaults,
): readonly Problem[] {
  const published = publishedBy(defaults);
  if (published?.sparkVersion === undefined) return [];
  return saidUnder('sparkConf', sparkConf, ownPropertyProblems(sparkConf, published, published.sparkVersion));
}
