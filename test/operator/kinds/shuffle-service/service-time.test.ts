import fc from 'fast-check';
import type { Duration } from '../../../../src/domain/core/duration';
import type { ServiceState } from '../../../../src/manifest';
import { Memory } from '../../../../src/operator/engine/memory';
import { ownWrite, serviceTime } from '../../../../src/operator/kinds/shuffle-service/service-time';

const START = Date.UTC(2026, 0, 1);

/** One process on one machine, with a clock that may be wrong, and jump. */
class Machine {
  skew = 0;
  memory = new Memory();

  constructor(private readonly real: { seconds: number }) {}

  get clock() {
    const { real, skew } = this;
    return {
      now: () => new Date(START + (real.seconds + skew) * 1000),
      elapsedMillis: () => real.seconds * 1000,
      sleep: (_: Duration) => Promise.resolve(),
    };
  }

  look(state: { value: ServiceState; etag: string } | undefined) {
    const { now, watchedSince } = serviceTime(this, 's', state);
    return { now: Date.parse(now) / 1000, watchedSince: Date.parse(watchedSince) / 1000, iso: now };
  }

  restart(): void {
    this.memory = new Memory();
  }
}

const placed = { revision: 'r', appId: '/s', port: 7337, releases: [] };
const retiring = (since: string, counted?: string): ServiceState => ({
  service: 's',
  retiring: [{ ...placed, use: { since, ...(counted === undefined ? {} : { counted }) } }],
});

test('where nothing is waited for the time is that of the machine, wherever it jumps to', () => {
  const real = { seconds: 0 };
  const machine = new Machine(real);
  const state = { value: { service: 's', active: placed, retiring: [] }, etag: '1' };
  machine.look(state);
  machine.skew = 500;
  real.seconds = 10;
  expect(machine.look(state).now).toBe(START / 1000 + 510);
});

test('a clock that jumps ahead or back makes nothing pass faster or slower', () => {
  const real = { seconds: 0 };
  const machine = new Machine(real);
  const { iso, now } = machine.look(undefined);
  ownWrite(machine, 's', '1');
  const state = { value: retiring(iso), etag: '1' };
  for (const [seconds, skew] of [
    [10, 86_400],
    [20, -86_400],
    [30, 0],
  ] as const) {
    machine.skew = skew;
    real.seconds = seconds;
    expect(machine.look(state)).toMatchObject({ now: now + seconds, watchedSince: now });
  }
});

test('another process goes on from the latest moment that is written down, whatever its clock says', () => {
  const real = { seconds: 0 };
  const [first, second] = [new Machine(real), new Machine(real)];
  second.skew = 86_400;
  const { iso, now } = first.look(undefined);
  real.seconds = 100;
  const counted = new Date(Date.parse(iso) + 60_000).toISOString();
  const state = { value: retiring(iso, counted), etag: '2' };
  expect(second.look(state).now).toBeCloseTo(now + 60, 1);
  real.seconds = 110;
  expect(second.look(state).now).toBeCloseTo(now + 70, 1);
  expect(second.look(state).watchedSince).toBeGreaterThan(now + 60);
});

/** Writes, restarts, jumps and changes of the leader in any order. */
const step = fc.record({
  do: fc.constantFrom('wait', 'wait', 'count', 'begin', 'restart', 'jump', 'lead'),
  by: fc.integer({ min: 1, max: 100 }),
});

test('between two moments at least as much time has passed as they say', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const real = { seconds: 0 };
      const machines = [new Machine(real), new Machine(real)] as const;
      let leader = 0;
      let etag = 0;
      let state: { value: ServiceState; etag: string } | undefined;
      let begun = 0;
      const write = (machine: Machine, value: ServiceState) => {
        state = { value, etag: `${++etag}` };
        ownWrite(machine, 's', state.etag);
      };
      for (const { do: what, by } of steps) {
        real.seconds += what === 'wait' ? by : 1;
        if (what === 'lead') leader = by % 2;
        const machine = machines[leader === 0 ? 0 : 1];
        if (what === 'jump') machine.skew += (by - 50) * 1000;
        if (what === 'restart') machine.restart();
        const { now, iso } = machine.look(state);
        const since = state?.value.retiring[0]?.use.since;
        if (since !== undefined) {
          // A millisecond is what a change of processes may cost.
          expect(now - Date.parse(since) / 1000).toBeLessThanOrEqual(
            real.seconds - begun + steps.length / 1000,
          );
        }
        if (what === 'begin') {
          begun = real.seconds;
          write(machine, retiring(iso));
        } else if (what === 'count' && since !== undefined) write(machine, retiring(since, iso));
      }
    }),
  );
});
