import { Duration } from '../../../src/domain/core/duration';
import { putMetricData } from '../../../src/io/cloudwatch/put-metric-data';
import { type TestServer, type Told, testServer } from '../server';

const before = { ...process.env };
const at = new Date('2026-01-01T00:00:30Z');
const never = new AbortController().signal;
let server: TestServer;
let answer: Told;

beforeAll(async () => {
  server = await testServer(() => answer);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});
afterAll(async () => {
  process.env = before;
  await server.close();
});
beforeEach(() => {
  server.asked.splice(0);
  answer = { headers: { 'content-type': 'application/x-amz-json-1.0' }, body: {} };
});

const put = (seconds = 5) => putMetricData({ namespace: 'MesosSpark/a', timeout: Duration.seconds(seconds) });
const nameOf = (error: unknown) => (error as Error).name;

test('one request has them all, each with its service where it has one', async () => {
  const points = [
    { name: 'Heartbeat', value: 1 },
    { name: 'LostAgents', service: 'spark-2-4', value: 3 },
  ];
  await put()(points, at, never);
  expect(server.asked.map(({ body }) => JSON.parse(body))).toEqual([
    {
      Namespace: 'MesosSpark/a',
      MetricData: [
        { MetricName: 'Heartbeat', Dimensions: [], Timestamp: at.getTime() / 1000, Value: 1, Unit: 'Count' },
        {
          MetricName: 'LostAgents',
          Dimensions: [{ Name: 'Service', Value: 'spark-2-4' }],
          Timestamp: at.getTime() / 1000,
          Value: 3,
          Unit: 'Count',
        },
      ],
    },
  ]);
});

test('as many as a request may have, and the others in the next', async () => {
  const points = Array.from({ length: 2001 }, (_, i) => ({ name: 'LostAgents', service: `s${i}`, value: i }));
  await put()(points, at, never);
  expect(server.asked).toHaveLength(3);
});

test('fails with the word of AWS, and asks once', async () => {
  answer = { status: 400, body: { __type: 'com.amazonaws#AccessDeniedException', message: 'no' } };
  expect(await put()([{ name: 'Heartbeat', value: 1 }], at, never).catch(nameOf)).toBe(
    'AccessDeniedException',
  );
  answer = { status: 503, body: {} };
  await expect(put()([{ name: 'Heartbeat', value: 1 }], at, never)).rejects.toThrow();
  expect(server.asked).toHaveLength(2);
});

test('ends after its time, and when nobody waits for it any more', async () => {
  answer = { silent: true };
  const points = [{ name: 'Heartbeat', value: 1 }];
  expect(await put(1)(points, at, never).catch(nameOf)).toBe('AbortError');
  const stop = new AbortController();
  const given = put(30)(points, at, stop.signal).catch(nameOf);
  setTimeout(() => stop.abort(), 100);
  expect(await given).toBe('AbortError');
}, 10_000);
