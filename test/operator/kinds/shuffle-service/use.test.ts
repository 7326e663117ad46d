import { upgradePolicy } from '../../../../src/manifest';
import { NO_TASKS } from '../../../../src/operator/kinds/shuffle-service/count';
import { isOverdue, recordAfter, useOf } from '../../../../src/operator/kinds/shuffle-service/use';

const policy = upgradePolicy.parse({ whenInUse: 'Wait', overlapSeconds: 60, quietSeconds: 120 });
const sight = { placed: { revision: 'r', appId: '/shuffle/old', port: 7337, releases: [] }, tasks: NO_TASKS };

const time = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
const o = (seconds: number, watchedSince = 0) => ({
  now: time(seconds),
  watchedSince: time(watchedSince),
  use: { consumers: [], ports: new Map() },
});

type Record = Parameters<typeof useOf>[0]['record'];

/** What is known after a look at each of these seconds, and what is believed then. */
function looks(record: Record, seconds: readonly number[], rules = policy, watchedSince = 0) {
  let known = record;
  const believed = seconds.map((second) => {
    const props = { sight, policy: rules, o: o(second, watchedSince) };
    known = recordAfter({ ...props, record: known });
    return useOf({ ...props, record: known }).is;
  });
  return { known, believed };
}

test('whoever read the port has the overlap to connect, and nobody is seen for the quiet time', () => {
  expect(looks({ since: time(0) }, [0, 59, 60, 119, 120]).believed).toEqual([
    'in-use',
    'in-use',
    'in-use',
    'in-use',
    'unused',
  ]);
});

test('the quiet time begins anew in a process that has not seen what was before', () => {
  const { known, believed } = looks({ since: time(0) }, [0, 60, 110]);
  expect(believed).not.toContain('unused');
  expect(looks(known, [120], policy, 0).believed).toEqual(['unused']);
  expect(looks(known, [120, 180, 239, 240], policy, 120).believed).toEqual([
    'in-use',
    'in-use',
    'in-use',
    'unused',
  ]);
});

test('what is waited for is counted now and then, so that a restart does not begin anew', () => {
  const seconds = Array.from({ length: 20 }, (_, i) => i * 10);
  const patient = upgradePolicy.parse({ ...policy, overlapSeconds: 90 });
  expect(looks({ since: time(0) }, seconds, patient).known.counted).toBe(time(60));
  const proceed = upgradePolicy.parse({ ...policy, whenInUse: 'Proceed', deadlineSeconds: 150 });
  const { known } = looks({ since: time(0) }, seconds, proceed);
  expect(known.counted).toBe(time(120));
  expect(isOverdue(known, proceed, time(149))).toBe(false);
  expect(isOverdue(known, proceed, time(150))).toBe(true);
});
