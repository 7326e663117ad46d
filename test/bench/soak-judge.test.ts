import { judge, type Limit, type Reading, slope } from '../../bench/soak-judge';

const LIMIT: Limit = { name: 'heap', unit: 'MiB', perHour: 6, noise: 1 };

/** One reading a minute for half an hour. */
function readings(valueAt: (minute: number) => number): readonly Reading[] {
  return Array.from({ length: 31 }, (_, minute) => ({
    seconds: minute * 60,
    values: { heap: valueAt(minute) },
  }));
}

const verdict = (valueAt: (minute: number) => number) => judge(readings(valueAt), [LIMIT])[0];

describe('slope', () => {
  test('is that of a straight line', () => {
    expect(slope([0, 1, 2, 3].map((x) => ({ x, y: 5 + 2 * x })))).toBe(2);
  });

  test('is not tilted by a few high readings', () => {
    const points = Array.from({ length: 20 }, (_, x) => ({ x, y: x === 18 || x === 19 ? 500 : 10 }));
    expect(slope(points)).toBe(0);
  });

  test('of one point is none', () => {
    expect(slope([{ x: 1, y: 1 }])).toBeNaN();
  });
});

describe('a soak', () => {
  test('passes where it grows in its first third only', () => {
    expect(verdict((minute) => Math.min(minute, 10) * 3)).toMatchObject({
      ok: true,
      rise: 0,
      first: 30,
      last: 30,
    });
  });

  test('passes where it grows by less than the noise', () => {
    expect(verdict((minute) => minute * 0.04)).toMatchObject({ ok: true });
  });

  test('passes where it grows slowly enough', () => {
    expect(
      judge(
        readings((minute) => minute * 0.08),
        [{ ...LIMIT, noise: 0 }],
      )[0],
    ).toMatchObject({ ok: true });
  });

  test('fails where it grows on', () => {
    const found = verdict((minute) => 20 + minute * 0.2);
    expect(found).toMatchObject({ ok: false });
    expect(found?.perHour).toBeCloseTo(12);
    expect(found?.rise).toBeCloseTo(4);
  });

  test('fails where there is nothing to judge by', () => {
    expect(judge([], [LIMIT])[0]).toMatchObject({ ok: false });
  });
});
