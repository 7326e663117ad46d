import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { driverApp } from '../../../../src/domain/spark/application/driver-app';
import { driverCommand, ONCE } from '../../../../src/domain/spark/application/driver-command';
import { anyText } from '../../../support/any-text';
import { PI, RUN } from './support';

const TASK = 'spark-pi.instance-6d2c1e0a-0000-4000-8000-000000000000._app.1';

/** What the driver's program is given, as `sh` reads the command. */
function words(cmd: string): readonly string[] {
  const script = cmd.replace(/^exec \S+/, `printf '%s\\0'`);
  const env = { MESOS_TASK_ID: TASK, MESOS_SANDBOX: '/mnt/a b' };
  const run = spawnSync('sh', ['-c', script], { encoding: 'utf8', env });
  expect([run.status, run.stderr]).toEqual([0, '']);
  return run.stdout.split('\0').slice(0, -1);
}

test('the framework is called as the task, and the fetched file lies in the sandbox', () => {
  const found = words(driverCommand(PI, RUN).cmd);
  expect(found.slice(0, 2)).toEqual(['--conf', `spark.mesos.driver.frameworkId=${TASK}`]);
  expect(found.slice(-2)).toEqual(['/mnt/a b/spark-examples_2.11-2.0.1.jar', '400']);
  expect(found).toContain('mesos://zk://zk-1:2181,zk-2:2181/mesos');
});

test('what is said by the application wins over what is published, but for what is its own alone', () => {
  const found = words(driverCommand(PI, RUN).cmd);
  expect(found).toContain('spark.executor.memory=2g');
  expect(found).toContain('spark.cores.max=6');
  expect(found).toContain(`spark.mesos.executor.docker.image=${PI.image}`);
  expect(found).toContain('spark.shuffle.service.port=7337');
  expect(found.join(' ')).not.toContain('of/the-defaults');
});

test('whatever the words are, the driver gets them as they are', () => {
  const text = anyText().filter((one) => !one.includes('\0'));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 3 }), text, (args, value) => {
      const app = { ...PI, arguments: args, sparkConf: { 'spark.my.value': `<${value}>` } };
      const found = words(driverCommand(app, RUN).cmd);
      expect(found.slice(found.length - args.length)).toEqual(args);
      expect(found).toContain(`spark.my.value=<${value}>`);
    }),
    { numRuns: 60 },
  );
});

describe('a driver that is started once', () => {
  const start = (taskId: string | undefined) =>
    spawnSync('sh', ['-c', `${ONCE}exec echo driver`], {
      encoding: 'utf8',
      env: taskId === undefined ? {} : { MESOS_TASK_ID: taskId },
    });

  test.each([
    [TASK, 'driver\n'],
    // Marathon before 1.8 does not count.
    ['spark-pi.6d2c1e0a-0000-4000-8000-000000000000', 'driver\n'],
    [TASK.replace('.1', '.2'), ''],
    [TASK.replace(/1$/, '12'), ''],
    [undefined, 'driver\n'],
  ])('as task %s', (taskId, output) => {
    const { status, stdout } = start(taskId);
    expect([status, stdout]).toEqual([0, output]);
  });

  test('only where it is not to be started again', () => {
    const cmd = (restarts: boolean) => String(driverApp(PI, { ...RUN, id: '/pi', restarts })['cmd']);
    expect(cmd(false).startsWith(ONCE)).toBe(true);
    expect(cmd(true)).not.toContain(ONCE);
  });
});
