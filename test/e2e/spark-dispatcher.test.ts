import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Duration } from '../../src/domain/core/duration';
import { driverSubmission } from '../../src/domain/spark/application/driver-submission';
import { HttpClient } from '../../src/io/http';
import { sparkDispatcherOverHttp } from '../../src/io/spark-dispatcher-http';
import { type RunningLab, startLab } from '../../src/lab';
import { dispatcherChecks } from '../contract/support/dispatcher-checks';
import { run } from './support/children';
import { RealDispatcher, sparkHome } from './support/real-dispatcher';

jest.setTimeout(120_000);

/**
 * Spark's own classes on both sides of the REST protocol: the dispatcher that our client speaks to is Spark's, with
 * libmesos alone replaced, and it passes the checks that the lab's passes; and Spark's own client is content with the
 * lab's answers.
 */
dispatcherChecks('Spark 3.5.9', new RealDispatcher());

describe("Spark's own dispatcher, with what an application is rendered to", () => {
  const dispatcher = new RealDispatcher();
  const folder = mkdtempSync(path.join(tmpdir(), 'driver-'));
  let client: HttpClient;
  beforeAll(async () => {
    client = new HttpClient({ baseUrl: await dispatcher.start(), timeout: Duration.seconds(10) });
    await dispatcher.register();
    // In the place of spark-submit: it tells what it is given.
    mkdirSync(path.join(folder, 'bin'));
    const program = path.join(folder, 'bin/spark-submit');
    writeFileSync(program, '#!/bin/sh\nprintf \'%s\\0\' "$@"\n', { mode: 0o755 });
  }, 300_000);
  afterAll(async () => {
    client?.close();
    await dispatcher.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('every word reaches the driver as it is, and the task has our labels', async () => {
    const args = [
      'plain',
      'two words',
      "it's",
      '$(reboot)',
      '`id`',
      '"x"',
      '{"a":[1,2]}',
      '*',
      ';&|<>#~',
      'ü\\n',
      'two\nlines',
    ];
    const submission = driverSubmission(
      {
        runsOn: 'Dispatcher',
        sparkVersion: '3.5.9',
        sparkHome: folder,
        mainClass: 'com.example.Main',
        mainApplicationFile: 'http://files.example/app.jar',
        arguments: args,
        sparkConf: { 'spark.my.value': 'a $(reboot) `id` "b" \'c\'' },
      },
      {
        name: 'hostile',
        labels: { 'mesos-spark.run': 'SparkApplication/hostile/1-1' },
        defaults: {},
        supervise: false,
      },
    );
    const answer = await sparkDispatcherOverHttp(client).submit(submission);
    const id = answer.is === 'submitted' ? answer.submissionId : '';
    await dispatcher.offer();
    expect(await dispatcher.labels(id)).toEqual({ 'mesos-spark.run': 'SparkApplication/hostile/1-1' });
    // What the operator looks for once the driver has ended.
    expect(dispatcher.frameworkIds.get(id)).toBe(`fw-0001-${id}`);
    const driver = spawnSync('sh', ['-c', dispatcher.commands.at(-1) ?? ''], { encoding: 'utf8' });
    const words = driver.stdout.split('\0').slice(0, -1);
    expect(words.slice(words.indexOf('./app.jar') + 1)).toEqual(args);
    expect(words).toContain('spark.my.value=a $(reboot) `id` "b" \'c\'');
  });
});

describe("Spark's own client, with the lab's dispatcher", () => {
  let lab: RunningLab;
  let spark: string;
  beforeAll(async () => {
    spark = sparkHome();
    lab = await startLab({ agents: 1, dispatcher: true });
  }, 300_000);
  afterAll(() => lab?.close());

  const submit = (...args: readonly string[]) => {
    const master = lab.dispatcherUrl.replace('http://', 'mesos://');
    const { PATH = '' } = process.env;
    return run(path.join(spark, 'bin/spark-submit'), ['--master', master, ...args], {
      env: { PATH, SPARK_HOME: spark, SPARK_CONF_DIR: path.join(__dirname, 'dispatcher/conf') },
    });
  };

  test('submits, asks and kills', async () => {
    const submitted = await submit(
      ...['--deploy-mode', 'cluster', '--verbose', '--name', 'real client', '--class', 'com.example.Main'],
      // Since 3.0 the client refuses without it.
      ...['--conf', 'spark.master.rest.enabled=true'],
      ...['--conf', 'spark.mesos.driver.labels=SIM:never', 'http://files.example/app.jar', '1', 'two words'],
    );
    expect(submitted.output).toContain('"action" : "CreateSubmissionResponse"');
    const [id = ''] = /driver-\d{14}-\d{4}/.exec(submitted.output) ?? [];
    expect(submitted.output).toMatch(new RegExp(`State of driver ${id} is now (QUEUED|RUNNING)`));
    expect(submitted.output).not.toMatch(/unexpected type|Malformed response/);
    const { tasks } = lab.lab.world.cluster;
    for (let i = 0; i < 50 && tasks.find(id)?.state !== 'TASK_RUNNING'; i++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      lab.advance(0);
    }
    expect(tasks.find(id)).toMatchObject({ name: 'Driver for real client', state: 'TASK_RUNNING' });
    const asked = await submit('--status', id);
    expect(asked.output).toMatch(/"driverState" : "RUNNING"/);
    expect(asked.output).toContain('state: TASK_RUNNING');
    const killed = await submit('--kill', id);
    expect(killed.output).toContain('Killing running driver');
  });
});
