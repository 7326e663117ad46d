import type { DataPoint } from '../../../src/io/cloudwatch/data-points';
import { CloudWatchPublisher, type PublisherProps } from '../../../src/io/cloudwatch/publisher';
import { AnswerTally } from '../../../src/io/metrics/answer-tally';
import { Board } from '../../../src/operator/engine/board';
import type { LogFields } from '../../../src/operator/ports';
import { VirtualClock } from '../../operator/support/virtual-clock';

let clock: VirtualClock;
let board: Board;
let answers: AnswerTally;
let put: PublisherProps['put'];
let publisher: CloudWatchPublisher;
let published: { readonly at: string; readonly points: readonly DataPoint[] }[];
let logged: LogFields[];

beforeEach(() => {
  clock = new VirtualClock();
  board = new Board({ clock, mode: 'act', intervalMillis: 10_000 });
  answers = new AnswerTally();
  published = [];
  logged = [];
  put = async (points, at) => void published.push({ at: at.toISOString().slice(11, 19), points });
  const log = {
    event: (level: string, event: string, fields: LogFields = {}) =>
      void logged.push({ level, event, ...fields }),
  };
  publisher = new CloudWatchPublisher({
    ...{ board, answers, clock, log, random: () => 0 },
    put: (...args) => put(...args),
  });
  board.soughtLead({ leads: true, leader: 'me' });
});

async function pass(failed?: string): Promise<void> {
  board.passBegan('resync');
  board.passEnded(failed ?? []);
  publisher.afterPass();
  await settled();
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Passes every so many seconds. */
async function passes(seconds: number, every: number): Promise<void> {
  for (let at = 0; at < seconds; at += every) {
    await pass();
    await clock.run(every, 0);
  }
}

const times = () => published.map(({ at }) => at);
const valueIn = (name: string, i: number) => published[i]?.points.find((one) => one.name === name)?.value;

test('there is one value in each minute of the clock, however often passes end', async () => {
  await clock.run(25, 0);
  await passes(180, 7);
  expect(times().map((at) => at.slice(0, 5))).toEqual(['00:00', '00:01', '00:02', '00:03']);
  expect(logged).toEqual([]);
});

test('who does not lead says nothing', async () => {
  board.soughtLead({ leads: false, leader: 'other' });
  await pass();
  expect(published).toEqual([]);
});

test('without a new pass that ended well there is no heartbeat', async () => {
  await pass();
  await clock.run(60, 0);
  publisher.afterPass();
  await settled();
  await pass('the store is down');
  expect(times()).toEqual(['00:00:00']);
});

test('a server counts as silent only where none of its calls of the minute was answered', async () => {
  const heard = (answered: boolean) => answers.called('marathon', { answered });
  heard(false);
  await pass();
  await clock.run(60, 0);
  heard(true);
  heard(false);
  await pass();
  await clock.run(60, 0);
  await pass();
  expect([0, 1, 2].map((i) => valueIn('MarathonWithoutLeader', i))).toEqual([1, 0, undefined]);
});

test('a failure disturbs nobody, is told once, and is tried again later and later', async () => {
  const tried: string[] = [];
  put = async (_, at) => {
    tried.push(at.toISOString().slice(14, 16));
    throw Object.assign(new Error(`not so ${Math.random()}`), { name: 'AccessDenied' });
  };
  await passes(1200, 10);
  expect(tried).toEqual(['00', '01', '03', '07', '12', '17']);
  const told = { level: 'warn', event: 'cloudwatch', because: 'PutMetricData: AccessDenied' };
  expect(logged).toEqual([told]);
  put = async () => {
    throw Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
  };
  await passes(400, 10);
  expect(logged.slice(1)).toEqual([{ ...told, because: 'PutMetricData: ECONNREFUSED' }]);
  put = async (points, at) => void published.push({ at: at.toISOString(), points });
  await passes(400, 10);
  expect(logged.slice(2)).toEqual([
    { level: 'info', event: 'cloudwatch', because: 'metrics are published again' },
  ]);
  expect(published.length).toBeGreaterThan(0);
});

test('one that takes long is not joined by another, and is given up at the end', async () => {
  let given: AbortSignal | undefined;
  let calls = 0;
  put = (_, __, stop) => {
    calls++;
    given = stop;
    return new Promise((_resolve, reject) =>
      stop.addEventListener('abort', () => reject(new Error('abort'))),
    );
  };
  await passes(180, 10);
  expect([calls, given?.aborted]).toEqual([1, false]);
  publisher.close();
  await settled();
  expect(given?.aborted).toBe(true);
  await passes(120, 10);
  expect([calls, logged]).toEqual([1, []]);
});
