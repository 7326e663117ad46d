import { setTimeout as sleep } from 'node:timers/promises';
import { Duration } from '../../../src/domain/core/duration';
import { dispatcherView } from '../../../src/io/dispatcher-ui-http';
import { HttpClient } from '../../../src/io/http';
import { sparkDispatcherOverHttp } from '../../../src/io/spark-dispatcher-http';
import type { SparkDispatcher, SubmissionRequest } from '../../../src/operator/ports';

/** A dispatcher, and the Mesos master behind it as far as these checks move it. */
export interface DispatcherTarget {
  /** Starts one that has not registered yet, and takes two drivers at once. */
  readonly start: () => Promise<string>;
  readonly register: () => Promise<void>;
  /** Lets it launch what it can. */
  readonly offer: () => Promise<void>;
  readonly tell: (taskId: string, state: string) => Promise<void>;
  /** The labels of a task that it has launched. */
  readonly labels: (taskId: string) => Promise<Readonly<Record<string, string>>>;
  /** Its first page. */
  readonly page: () => Promise<string>;
  readonly close: () => Promise<void>;
}

const REQUEST: SubmissionRequest = {
  sparkVersion: '2.4.8',
  appResource: 'http://files.example/app.jar',
  mainClass: 'com.example.Main',
  appArgs: ['1', 'two words', "it's"],
  environmentVariables: {},
  sparkProperties: {
    'spark.app.name': 'checked',
    'spark.driver.cores': '1',
    'spark.driver.memory': '1g',
    'spark.mesos.driver.labels': 'mesos-spark.run:SparkApplication/pi-1,a\\:b:c\\,d',
    'spark.mesos.executor.home': '/opt/spark',
  },
};

const withProperties = (properties: Readonly<Record<string, string>>): SubmissionRequest => ({
  ...REQUEST,
  sparkProperties: { ...REQUEST.sparkProperties, ...properties },
});

/** What our client makes of a dispatcher: the same checks for the lab's and for Spark's own. */
export function dispatcherChecks(name: string, target: DispatcherTarget): void {
  describe(`the dispatcher of ${name}`, () => {
    let client: HttpClient;
    let dispatcher: SparkDispatcher;

    beforeAll(async () => {
      client = new HttpClient({ baseUrl: await target.start(), timeout: Duration.seconds(10) });
      dispatcher = sparkDispatcherOverHttp(client);
    }, 60_000);
    afterAll(async () => {
      client?.close();
      await target.close();
    });

    const submit = async (request = REQUEST): Promise<string> => {
      const answer = await dispatcher.submit(request);
      if (answer.is !== 'submitted') throw new Error(JSON.stringify(answer));
      return answer.submissionId;
    };

    test('takes nothing before it is registered, and knows nothing then', async () => {
      expect(await dispatcher.submit(REQUEST)).toEqual({
        is: 'busy',
        message: 'Scheduler is not ready to take requests',
      });
      await expect(dispatcher.status('driver-1')).rejects.toThrow(/answered 500: Internal server error/);
      await expect(dispatcher.kill('driver-1')).rejects.toThrow(/answered 500: Internal server error/);
      await target.register();
    });

    test('makes ids of its own, and says nothing of those that it does not know', async () => {
      const [first, second] = [await submit(), await submit()];
      expect(first).toMatch(/^driver-\d{14}-\d{4}$/);
      expect(second).not.toBe(first);
      expect(await dispatcher.status(first)).toEqual({ state: 'QUEUED' });
      expect(await dispatcher.status('driver-20200101000000-0001')).toEqual({ state: 'NOT_FOUND' });
      for (const id of [first, second]) {
        expect(await dispatcher.kill(id)).toEqual({
          is: 'killing',
          message: "Removed driver while it's still pending",
        });
        expect(await dispatcher.status(id)).toEqual({ state: 'NOT_FOUND' });
      }
      expect(await dispatcher.kill(first)).toEqual({ is: 'no-such-driver', message: 'Cannot find driver' });
    });

    test('refuses what it does not understand', async () => {
      const { 'spark.app.name': _, ...nameless } = REQUEST.sparkProperties;
      for (const request of [
        { ...REQUEST, sparkProperties: nameless },
        withProperties({ 'spark.driver.memory': 'much' }),
        withProperties({ 'spark.driver.cores': 'some' }),
      ]) {
        expect(await dispatcher.submit(request)).toMatchObject({
          is: 'refused',
          status: 400,
          message: expect.stringMatching(/^Malformed request: \S+ Validation of message .* failed!$/),
        });
      }
    });

    test('its driver is a task of its id, with its labels; every end is called FINISHED', async () => {
      const id = await submit();
      await target.offer();
      expect(await target.labels(id)).toEqual({ 'mesos-spark.run': 'SparkApplication/pi-1', 'a:b': 'c,d' });
      await target.tell(id, 'TASK_RUNNING');
      expect(await dispatcher.status(id)).toMatchObject({
        state: 'RUNNING',
        task: { taskId: id, state: 'TASK_RUNNING', agentId: expect.stringContaining('-S') },
      });
      await target.tell(id, 'TASK_FAILED');
      expect(await dispatcher.status(id)).toMatchObject({
        state: 'FINISHED',
        task: { state: 'TASK_FAILED' },
      });
      expect(await dispatcher.kill(id)).toEqual({
        is: 'no-such-driver',
        message: 'Driver already terminated',
      });
    });

    test('a killed driver runs until Mesos says that it has ended', async () => {
      const id = await submit();
      await target.offer();
      await target.tell(id, 'TASK_RUNNING');
      expect(await dispatcher.kill(id)).toEqual({ is: 'killing', message: 'Killing running driver' });
      expect(await dispatcher.status(id)).toMatchObject({ state: 'RUNNING' });
      await target.tell(id, 'TASK_KILLED');
      expect(await dispatcher.status(id)).toMatchObject({
        state: 'FINISHED',
        task: { state: 'TASK_KILLED' },
      });
    });

    test('a supervised driver is tried again under another task id', async () => {
      const id = await submit(withProperties({ 'spark.driver.supervise': 'true' }));
      await target.offer();
      await target.tell(id, 'TASK_RUNNING');
      await target.tell(id, 'TASK_FAILED');
      expect(await dispatcher.status(id)).toMatchObject({
        state: 'RETRYING',
        task: { state: 'TASK_FAILED' },
      });
      await sleep(1100);
      await target.offer();
      await target.tell(`${id}-retry-1`, 'TASK_RUNNING');
      expect(await dispatcher.status(id)).toMatchObject({
        state: 'RUNNING',
        task: { taskId: `${id}-retry-1` },
      });
      await target.tell(`${id}-retry-1`, 'TASK_FINISHED');
      expect(await dispatcher.status(id)).toMatchObject({
        state: 'FINISHED',
        task: { state: 'TASK_FINISHED' },
      });
    });

    test('its page tells of drivers what its API does not', async () => {
      const view = async () => dispatcherView(await target.page(), 'page');
      const { frameworkId } = await view();
      expect(frameworkId).toMatch(/./);
      const id = await submit(withProperties({ 'spark.driver.supervise': 'true', 'spark.app.name': '<&>' }));
      expect(await view()).toEqual({ frameworkId, queued: [id], launched: [], retrying: [] });
      await target.offer();
      await target.tell(id, 'TASK_RUNNING');
      expect(await view()).toEqual({ frameworkId, queued: [], launched: [id], retrying: [] });
      await target.tell(id, 'TASK_FAILED');
      expect(await view()).toEqual({ frameworkId, queued: [], launched: [], retrying: [id] });
      await dispatcher.kill(id);
      expect(await view()).toEqual({ frameworkId, queued: [], launched: [], retrying: [] });
    });

    test('more drivers than it is to run at once are not taken', async () => {
      const running = [await submit(), await submit()];
      await target.offer();
      for (const id of running) await target.tell(id, 'TASK_RUNNING');
      expect(await dispatcher.submit(REQUEST)).toEqual({
        is: 'busy',
        message: 'Already reached maximum submission size',
      });
      for (const id of running) await target.tell(id, 'TASK_FINISHED');
    });
  });
}
