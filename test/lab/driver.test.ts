import { wallDriver } from '../../src/lab/driver';
import { Timeline } from '../../src/lab/world/timeline';

describe('a clock that runs with the wall', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const begin = () => {
    const timeline = new Timeline(1_000_000);
    const driver = wallDriver(timeline, Date.now);
    return { timeline, driver };
  };

  test('wakes up for what was planned after it was started', () => {
    const { timeline, driver } = begin();
    const seen: number[] = [];
    timeline.after(300, () => seen.push(timeline.now));
    jest.advanceTimersByTime(299);
    expect(seen).toEqual([]);
    jest.advanceTimersByTime(2);
    expect(seen).toEqual([1_000_300]);
    driver.close();
  });

  test('wakes up earlier where something earlier is planned later', () => {
    const { timeline, driver } = begin();
    const seen: string[] = [];
    timeline.after(5_000, () => seen.push('late'));
    timeline.after(100, () => seen.push('early'));
    jest.advanceTimersByTime(150);
    expect(seen).toEqual(['early']);
    jest.advanceTimersByTime(5_000);
    expect(seen).toEqual(['early', 'late']);
    driver.close();
  });

  test('can be advanced, and goes on from there', () => {
    const { timeline, driver } = begin();
    driver.advance(60);
    expect(timeline.now).toBe(1_060_000);
    jest.advanceTimersByTime(1_000);
    driver.before();
    expect(timeline.now).toBe(1_061_000);
    driver.close();
  });

  test('leaves no timer behind', () => {
    const { timeline, driver } = begin();
    timeline.after(100, () => {});
    driver.close();
    timeline.after(100, () => {});
    expect(jest.getTimerCount()).toBe(0);
  });
});
