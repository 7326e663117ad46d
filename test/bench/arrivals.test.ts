import { arrivalIn } from '../../bench/arrivals';
import type { Asked } from '../../bench/lab-process';

const asked = (at: number, method: string, path: string, millis = 0): Asked => ({
  at,
  server: path === '/slaves' ? 'mesos' : 'marathon',
  method,
  path,
  status: 200,
  millis,
});

const JOINED = asked(100, 'POST', '/lab/agents');
const LOOK = asked(300, 'GET', '/slaves', 50);
const RAISE = asked(400, 'PATCH', '/v2/apps/shuffle/spark');

test('an arrival is covered by the first raise after it', () => {
  const earlier = asked(50, 'PATCH', '/v2/apps/shuffle/spark');
  expect(arrivalIn([earlier, JOINED, LOOK, RAISE, asked(900, 'PATCH', '/v2/apps/shuffle/spark')])).toEqual({
    millis: 300,
    answering: 50,
  });
});

test.each([
  ['nobody has joined', [LOOK, RAISE]],
  ['nothing was raised', [JOINED, LOOK]],
  ['a raise came before', [RAISE, asked(500, 'POST', '/lab/agents')]],
])('none is covered where %s', (_, requests) => {
  expect(arrivalIn(requests)).toBeUndefined();
});
