import { readFileSync } from 'node:fs';
import path from 'node:path';
import { agentBoot } from '../../../src/domain/agent/boot';
import { DEFAULT_JANITOR, JANITOR_FLOOR, janitorProblems } from '../../../src/domain/agent/janitor';
import { Duration } from '../../../src/domain/core/duration';
import { problemText } from '../../../src/domain/core/problem';
import { bootProps, MESOS } from '../../support/agent-boot';

const problems = (limit: Duration, threshold = 85, target = 75) =>
  janitorProblems({ limit, pressure: { threshold, target } }).map(problemText);

test('the defaults are good, and so is the floor itself', () => {
  expect(janitorProblems(DEFAULT_JANITOR)).toEqual([]);
  expect(problems(JANITOR_FLOOR)).toEqual([]);
  expect(janitorProblems({ limit: Duration.days(30) })).toEqual([]);
});

test('fails on everything that would hit live applications, or free nothing', () => {
  expect(problems(Duration.minutes(59), 40, 85)).toEqual([
    'janitor.limit: found 59mins, wanted 1hrs or longer, in whole seconds; an application that computes, or waits for its user, leaves its files alone for that long; a day is safe',
    'janitor.pressure.threshold: found 40, wanted a whole number of percent from 50 to 99',
    'janitor.pressure.target: found 85, wanted a whole number of percent from 10 to 39',
  ]);
});

test.each([
  [Duration.millis(3_600_001), 85, 75, 'janitor.limit: found '],
  [Duration.hours(24), 85.5, 75, 'janitor.pressure.threshold: found 85.5'],
  [Duration.hours(24), Number.NaN, 75, 'janitor.pressure.threshold: found NaN'],
  [Duration.hours(24), 100, 75, 'janitor.pressure.threshold: found 100'],
  [Duration.hours(24), 85, 9, 'janitor.pressure.target: found 9'],
])('fails on a limit of %s, from %d %% to %d %%', (limit, threshold, target, message) => {
  expect(problems(limit, threshold, target).join('\n')).toContain(message);
});

describe('on the machine', () => {
  const boot = (janitor: typeof DEFAULT_JANITOR | undefined) =>
    agentBoot(bootProps(MESOS, 'private', { janitor }));
  const paths = (janitor: typeof DEFAULT_JANITOR | undefined) =>
    boot(janitor)
      .files.map((file) => file.path)
      .filter((file) => file.includes('janitor'));

  test('there is a script, a service and a timer, and only the timer starts', () => {
    expect(paths(DEFAULT_JANITOR)).toEqual([
      '/opt/mesos-spark/boot/janitor.sh',
      '/etc/systemd/system/mesos-spark-janitor.service',
      '/etc/systemd/system/mesos-spark-janitor.timer',
    ]);
    const { runcmd } = JSON.parse(boot(DEFAULT_JANITOR).cloudConfig.replace(/^#.*\n/, ''));
    const systemctl = (verb: string) =>
      (runcmd as string[][]).find(([command, found]) => command === 'systemctl' && found === verb);
    for (const verb of ['enable', 'start']) {
      expect(systemctl(verb)).toContain('mesos-spark-janitor.timer');
      expect(systemctl(verb)).not.toContain('mesos-spark-janitor.service');
    }
  });

  test('there is nothing of it where it is off', () => {
    expect(paths(undefined)).toEqual([]);
    expect(JSON.stringify(boot(undefined).files)).not.toContain('JANITOR');
  });

  test('the settings are what the script reads', () => {
    const settings = boot({ limit: Duration.hours(36), pressure: { threshold: 90, target: 60 } }).files.find(
      (file) => file.path === '/etc/mesos-spark/agent.env',
    );
    const lines = settings?.content.split('\n').filter((line) => line.startsWith('JANITOR_'));
    expect(lines).toEqual([
      'JANITOR_LIMIT_SECONDS=129600',
      'JANITOR_PRESSURE_PERCENT=90',
      'JANITOR_TARGET_PERCENT=60',
    ]);
  });

  test('the script has the same floor', () => {
    const script = readFileSync(path.join(__dirname, '../../../constructs/boot/janitor.sh'), 'utf8');
    expect(script).toContain(`\nFLOOR=${JANITOR_FLOOR.toSeconds()}\n`);
  });
});
