import { Timeline } from '../../../src/lab/world/timeline';

const HOUR = 3_600_000;

describe('Timeline', () => {
  test('runs what is due in order of its time, then of its planning', () => {
    const timeline = new Timeline(0);
    const seen: string[] = [];
    timeline.after(20, () => seen.push(`late ${timeline.now}`));
    timeline.after(10, () => seen.push(`first ${timeline.now}`));
    timeline.after(10, () => seen.push(`second ${timeline.now}`));
    timeline.advance(15);
    expect(seen).toEqual(['first 10', 'second 10']);
    expect(timeline.now).toBe(15);
  });

  test('runs what an event plans in the same advance', () => {
    const timeline = new Timeline(0);
    const seen: number[] = [];
    timeline.after(5, () => timeline.after(5, () => seen.push(timeline.now)));
    timeline.advance(10);
    expect(seen).toEqual([10]);
  });

  test('repeats until it is cancelled, also out of itself', () => {
    const timeline = new Timeline(0);
    const seen: number[] = [];
    const cancel = timeline.every(
      10,
      () => {
        seen.push(timeline.now);
        if (seen.length === 3) cancel();
      },
      1,
    );
    timeline.advance(HOUR);
    expect(seen).toEqual([1, 11, 21]);
    expect(timeline.nextAt).toBeUndefined();
  });

  test('never goes back', () => {
    const timeline = new Timeline(100);
    timeline.advanceTo(50);
    expect(timeline.now).toBe(100);
  });

  test('tells for when something is planned', () => {
    const timeline = new Timeline(100);
    const planned: number[] = [];
    timeline.planned.add((at) => planned.push(at));
    timeline.after(5, () => {});
    expect(planned).toEqual([105]);
    expect(timeline.nextAt).toBe(105);
  });
});
