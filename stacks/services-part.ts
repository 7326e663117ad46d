import {
  type IManifestStore,
  type MarathonAppProps,
  type OperatorProps,
  type ServiceAuthentication,
  type ShuffleServiceProps,
  type SparkDefaultsProps,
  SparkDistribution,
  SparkSecret,
} from '../constructs';
import { attempt, ProblemError } from '../src/domain/core/problem';
import { unreachable } from '../src/domain/core/unreachable';
import { credentialsPart } from './cluster-part';
import { defined, texts } from './defined';
import type { Settings } from './settings';

type Service = Settings['shuffleServices'][string];

/** What a service's settings say, but for what lies elsewhere in the file. */
export function servicesPart(service: Service): ServiceProps {
  const {
    reservation: _,
    agents: __,
    spark: ___,
    properties,
    environment,
    attributes,
    upgrade,
    marathonCredentials,
    tuning,
    authentication,
    labels,
    annotations,
    ...rest
  } = service;
  return {
    ...defined(rest),
    ...defined({
      authentication: authenticationPart(authentication),
      properties: properties && texts(properties),
      environment: environment && texts(environment),
      attributes: attributes && texts(attributes),
      upgrade: upgrade && defined(upgrade),
      marathonCredentials: marathonCredentials && credentialsPart(marathonCredentials, 'marathonCredentials'),
      tuning: tuning && defined(tuning),
      labels: labels && texts(labels),
      annotations: annotations && texts(annotations),
    }),
  };
}

type ServiceProps = Omit<ShuffleServiceProps, 'store' | 'name' | 'reservation' | 'agents' | 'spark'>;

/** @throws ProblemError on what is no reference */
export function authenticationPart(given: Service['authentication']): ServiceAuthentication | undefined {
  if (given === undefined) return undefined;
  const { encryption } = given;
  const secret =
    'secretArn' in given ? SparkSecret.onAgents(given.secretArn) : SparkSecret.dcos(given.dcosSecret);
  return { secret, ...defined({ encryption }) };
}

/** What the settings of a spark-defaults.conf say, but for its service. */
export function defaultsPart(
  defaults: NonNullable<Settings['sparkDefaults']>[string],
): Omit<SparkDefaultsProps, 'store' | 'shuffle'> {
  const { dynamicAllocation, properties, attributes, executors, paused, preset } = defaults;
  const { authentication, env, eventLog, libraries } = defaults;
  return defined({
    preset,
    authentication: authentication && defined(authentication),
    env: env && envPart(env),
    eventLog: eventLog && defined(eventLog),
    libraries: libraries && defined(libraries),
    dynamicAllocation: dynamicAllocation && defined(dynamicAllocation),
    properties: properties && texts(properties),
    attributes: attributes && texts(attributes),
    executors: executors && sparkPart(executors, 'executors'),
    paused,
  });
}

type Env = NonNullable<NonNullable<Settings['sparkDefaults']>[string]['env']>;

function envPart({ variables, ...rest }: Env): NonNullable<SparkDefaultsProps['env']> {
  return { ...defined(rest), ...(variables === undefined ? {} : { variables: texts(variables) }) };
}

/**
 * Where Spark's binaries come from.
 * @param at where it is said, for messages
 */
export function sparkPart(spark: Service['spark'], at = 'spark'): SparkDistribution {
  const made = attempt(() => distribution(spark));
  if ('value' in made) return made.value;
  throw new ProblemError(made.problems.map((one) => ({ ...one, at: one.at.replace(/^spark\b/, at) })));
}

function distribution(spark: Service['spark']): SparkDistribution {
  switch (spark.kind) {
    case 'docker':
    case 'ucr': {
      const { kind, image, ...more } = spark;
      return SparkDistribution[kind](image, defined(more));
    }
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

/** What the operator's settings say, but for store, cluster and agents. */
export function operatorPart({
  image,
  interruptions,
  marathonCredentials,
  statusPage,
  ...rest
}: NonNullable<Settings['operator']> = {}): Omit<OperatorProps, 'store' | 'cluster' | 'agents'> {
  return {
    ...defined(rest),
    ...defined({
      image: image && defined(image),
      interruptions: interruptions === 'off' ? interruptions : interruptions && defined(interruptions),
      statusPage: statusPage && defined(statusPage),
      marathonCredentials: marathonCredentials && credentialsPart(marathonCredentials, 'marathonCredentials'),
    }),
  };
}

/** An app's settings; what is wrong with the app itself is the construct's to say. */
export function appPart(
  { app, upgrade, labels, annotations, ...rest }: NonNullable<Settings['marathonApps']>[string],
  name: string,
  store: IManifestStore,
): MarathonAppProps {
  const more = {
    ...defined(rest),
    ...defined({
      upgrade: upgrade && defined(upgrade),
      labels: labels && texts(labels),
      annotations: annotations && texts(annotations),
    }),
  };
  return { ...more, name, store, app: app as MarathonAppProps['app'] };
}
