import path from 'node:path';
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
