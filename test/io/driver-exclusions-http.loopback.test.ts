import { Duration } from '../../src/domain/core/duration';
import { systemClock } from '../../src/io/clock';
import { driverExclusionsOverHttp, executorsUrl } from '../../src/io/driver-exclusions-http';
import { type Told, testServer } from './server';

const timeout = Duration.millis(500);

const executor = (id: string, host: string, more: object) => ({
  ...{ id, hostPort: `${host}:35001`, isActive: true, totalCores: 2, blacklistedInStages: [] },
  ...more,
});

async function ask(told: Told, elsewhere: Told = told) {
  const server = await testServer(({ path }) => (path === '/elsewhere' ? elsewhere : told));
  try {
    const drivers = [{ frameworkId: 'f-0001', webUiUrl: `${server.url}/` }];
    const clients = driverExclusionsOverHttp({ timeout, clock: systemClock });
    const found = await clients.read(drivers, Number.POSITIVE_INFINITY);
    return { hosts: found.get('f-0001'), asked: server.asked };
  } finally {
    await server.close();
  }
}

test.each([
  ['isBlacklisted, as Spark 2.2 to 3.0 says it', { isBlacklisted: true }],
  ['isExcluded, as 3.1 and later say it beside', { isBlacklisted: true, isExcluded: true }],
  ['isExcluded alone', { isExcluded: true }],
])('hosts of executors with %s are excluded, each once', async (_, flag) => {
  const free = { isBlacklisted: false, isExcluded: false };
  const body = [
    executor('driver', 'd1', flag),
    executor('1', 'a1', flag),
    executor('2', 'a1', flag),
    executor('3', 'a2', free),
    executor('4', '[::7]', flag),
  ];
  const { hosts, asked } = await ask({ body });
  expect(hosts).toEqual(['a1', '[::7]']);
  expect(asked).toMatchObject([
    { method: 'GET', path: '/api/v1/applications/f-0001/executors', authorization: undefined },
  ]);
});

test.each<[string, Told]>([
  ['has no such application', { status: 404, body: 'unknown app' }],
  ['is older than its API', { body: '<html></html>' }],
  ['never answers', { silent: true }],
])('of a driver that %s nothing is known', async (_, told) => {
  expect((await ask(told)).hosts).toBeUndefined();
});

test('a driver cannot have somebody else asked', async () => {
  const body = [executor('1', 'a1', { isBlacklisted: true })];
  const { hosts, asked } = await ask({ status: 302, headers: { location: '/elsewhere' } }, { body });
  expect(hosts).toBeUndefined();
  expect(asked).toHaveLength(1);
});

test.each([
  ['http://d1:4040', 'http://d1:4040/api/v1/applications/f%2F..%2F1/executors'],
  ['https://proxy/drivers/7/?x=1#y', 'https://proxy/drivers/7/api/v1/applications/f%2F..%2F1/executors'],
  ['http://user:pass@d1', 'http://d1/api/v1/applications/f%2F..%2F1/executors'],
  ['file:///etc/passwd', undefined],
  ['driver:4040', undefined],
  ['', undefined],
])('the page %s is asked at %s', (webUiUrl, url) => {
  expect(executorsUrl({ frameworkId: 'f/../1', webUiUrl })).toBe(url);
});
