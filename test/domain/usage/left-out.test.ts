import { type Failures, failuresOf, leftOut, type UseTask } from '../../../src/domain/usage/left-out';

const FRAMEWORKS = [
  { id: 'f1', name: 'reports' },
  { id: 'f2', name: 'marathon' },
];

const task = (number: number, state: string, agentId = 'S1', more: Partial<UseTask> = {}): UseTask => ({
  id: `${number}`,
  name: `reports ${number}`,
  frameworkId: 'f1',
  agentId,
  state,
  ...more,
});

function seen(...looks: readonly (readonly UseTask[])[]): Failures {
  return looks.reduce<Failures>(
    (failures, tasks, i) => failuresOf(failures, { frameworks: FRAMEWORKS, tasks, now: i * 60_000 }),
    new Map(),
  );
}

describe('agents that a driver of Spark leaves out', () => {
  test.each<[string, readonly (readonly UseTask[])[], readonly string[] | undefined]>([
    ['none while executors run', [[task(0, 'TASK_RUNNING')]], []],
    ['none after one failure', [[task(0, 'TASK_FAILED'), task(1, 'TASK_RUNNING')]], []],
    ['the agent after two', [[task(0, 'TASK_FAILED'), task(1, 'TASK_FAILED')]], ['S1']],
    ['and one of each counts', [[task(0, 'TASK_LOST'), task(1, 'TASK_UNREACHABLE')]], ['S1']],
    ['two agents with one each are not out', [[task(0, 'TASK_FAILED'), task(1, 'TASK_FAILED', 'S2')]], []],
    ['the same failure counts once', [[task(0, 'TASK_FAILED')], [task(0, 'TASK_FAILED')]], []],
    [
      'what the master forgot is remembered',
      [[task(0, 'TASK_FAILED')], [], [task(1, 'TASK_FAILED')]],
      ['S1'],
    ],
    ['and stays', [[task(0, 'TASK_ERROR'), task(1, 'TASK_GONE')], [], []], ['S1']],
    [
      'executors that are killed, as idle ones are, are no failures',
      [[task(0, 'TASK_KILLED'), task(1, 'TASK_KILLED'), task(2, 'TASK_FINISHED')]],
      [],
    ],
    ['a framework without executors is not known to be a driver', [[]], undefined],
  ])('%s', (_, looks, agents) => {
    expect(leftOut(seen(...looks), 'f1')).toEqual(agents);
  });

  test('only frameworks whose tasks bear their name and a number are drivers', () => {
    const name = 'shuffle.shuffle';
    const tasks = [0, 1].map((i) => task(i, 'TASK_FAILED', 'S1', { frameworkId: 'f2', name }));
    expect(leftOut(seen(tasks), 'f2')).toBeUndefined();
    const almost = ['reports x', 'reports', 'reports 1 2', 'other 1'].map((one, i) =>
      task(i, 'TASK_FAILED', 'S1', { name: one }),
    );
    expect(leftOut(seen(almost), 'f1')).toBeUndefined();
  });

  test('a driver that idles for days is remembered, and so is whom it leaves out', () => {
    const looks = Array.from({ length: 60 }, () => []);
    const hourly = looks.reduce<Failures>(
      (failures, tasks, hour) =>
        failuresOf(failures, { frameworks: FRAMEWORKS, tasks, now: hour * 3_600_000 }),
      seen([task(0, 'TASK_FAILED'), task(1, 'TASK_FAILED')]),
    );
    expect(leftOut(hourly, 'f1')).toEqual(['S1']);
  });

  test('a framework that has been gone for a day is forgotten', () => {
    const failures = seen([task(0, 'TASK_FAILED'), task(1, 'TASK_FAILED')]);
    const later = (hours: number) =>
      failuresOf(failures, { frameworks: [], tasks: [], now: hours * 3_600_000 });
    expect(leftOut(later(23), 'f1')).toEqual(['S1']);
    expect(leftOut(later(25), 'f1')).toBeUndefined();
  });
});
