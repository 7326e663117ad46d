import type { HostShuffleServiceProps } from '../constructs';
import { ProblemError } from '../src/domain/core/problem';
import { defined, texts } from './defined';
import { authenticationPart, sparkPart } from './services-part';
import type { Settings } from './settings';

type Services = NonNullable<Settings['agents'][string]['hostShuffleServices']>;

/** @throws ProblemError where a distribution cannot be */
export function hostShufflePart(services: Services): readonly HostShuffleServiceProps[] {
  return services.map((service, i) => {
    const { spark, properties, environment, tuning, authentication, ...rest } = service;
    return {
      ...defined(rest),
      spark: under(`hostShuffleServices[${i}]`, () => sparkPart(spark)),
      ...defined({
        authentication: under(`hostShuffleServices[${i}]`, () => authenticationPart(authentication)),
        properties: properties && texts(properties),
        environment: environment && texts(environment),
        tuning: tuning && defined(tuning),
      }),
    };
  });
}

function under<T>(at: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof ProblemError ? error.under(at) : error;
  }
}
