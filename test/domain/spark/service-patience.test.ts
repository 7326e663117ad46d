import { Duration } from '../../../src/domain/core/duration';
import { problemText } from '../../../src/domain/core/problem';
import { checkPatience, type ServicePatience } from '../../../src/domain/spark/service-patience';

const service: ServicePatience = {
  name: 'spark-2-4',
  connectionTimeout: Duration.minutes(5),
  quiet: Duration.minutes(10),
  removesFiles: true,
};

const check = (properties: Readonly<Record<string, string>>, more: Partial<ServicePatience> = {}) => {
  const { problems, warnings } = checkPatience(properties, { ...service, ...more });
  return { problems: problems.map(problemText), warnings: warnings.map(problemText) };
};

test.each<Readonly<Record<string, string>>>([
  {},
  { 'spark.network.timeout': '299s' },
  { 'spark.network.timeout': '120' },
  { 'spark.network.timeout': '${spark.other}' },
  { 'spark.shuffle.io.connectionTimeout': '5min' },
  { 'spark.storage.blockManagerHeartbeatTimeoutMs': '300000' },
  { 'spark.executor.heartbeatInterval': '3h' },
])('a service waits for %j', (properties) => {
  expect(check(properties)).toEqual({ problems: [], warnings: [] });
});

test.each([
  ['spark.network.timeout', ' 301 ', '301secs', '602s'],
  ['spark.network.timeout', '20M', '20mins', '2400s'],
  ['spark.shuffle.io.connectionTimeout', '301', '301secs', '602s'],
  ['spark.storage.blockManagerHeartbeatTimeoutMs', '300001', '300001ms', '601s'],
  ['spark.storage.blockManagerSlaveTimeoutMs', '6m', '6mins', '720s'],
])('is refused beside %s of %j', (key, value, found, quiet) => {
  expect(check({ [key]: value }).problems).toEqual([
    `properties["${key}"]: found ${found}, wanted at most half of the 10mins after which "spark-2-4" counts as unused; an update would end the service beside applications that live; say upgrade.quiet "${quiet}" on it, or a longer connectionTimeout`,
  ]);
});

test('is warned of where a driver may pause longer than its connection lasts', () => {
  const properties = { 'spark.network.timeout': '300s' };
  expect(check(properties)).toEqual({
    problems: [],
    warnings: [
      'properties["spark.network.timeout"]: found 5mins, wanted less than the connectionTimeout of "spark-2-4", 5mins; a driver that pauses so long lives and loses its files; raise connectionTimeout, or say cleanup "Janitor"',
    ],
  });
  expect(check(properties, { removesFiles: false }).warnings).toEqual([]);
});
