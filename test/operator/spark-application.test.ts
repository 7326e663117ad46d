import {
  publishedHeader,
  type SparkApplicationManifestInput,
  SUBMISSION_ANNOTATION,
  stateStoreKeys,
} from '../../src/manifest';
import { readConsumers } from '../../src/operator/kinds/shuffle-service/consumers';
import { application, DISPATCHER, type Stage, stage, starts } from './support/applications';
import { Crash } from './support/crash';
import { declare } from './support/manifests';

jest.setTimeout(120_000);

let at: Stage;
/** What was sent to the dispatcher. */
const submitted: unknown[] = [];
beforeEach(() => {
  at = stage();
  const { dispatcher } = at.lab;
  at.bed.dispatchers.set(DISPATCHER, {
    ...dispatcher,
    submit: (request) => {
      submitted.push(request);
      return dispatcher.submit(request);
    },
  });
});
afterEach(() => at.bed.close());

/** So many passes, ten seconds apart. */
async function work(passes: number, operator = at.bed.passes()): Promise<void> {
  for (let i = 0; i < passes; i++) {
    await operator.run();
    await at.bed.clock.run(10, 0);
  }
}

const PLACES = ['Marathon', 'Metronome', 'Dispatcher'] as const;
const status = () => at.bed.status('SparkApplication', 'pi');
const condition = (type: string) => at.bed.condition(type, 'SparkApplication', 'pi');
const declared = (...manifests: readonly SparkApplicationManifestInput[]) =>
  declare(at.bed.manifests, manifests);
/** What was sent to start the driver. */
async function sentOf(place: (typeof PLACES)[number]): Promise<unknown> {
  const { id = '' } = status().application ?? {};
  if (place === 'Marathon') return (await at.lab.marathon.app(id))?.definition;
  return place === 'Metronome' ? (await at.lab.metronome.job(id))?.definition : submitted.at(-1);
}

const applicationState = () => status().application?.state;

describe.each(PLACES)('on %s', (place) => {
  test('a driver runs, is told, completes and is not started again', async () => {
    declared(application(place));
    await work(4);
    expect(status().application).toMatchObject({
      state: 'Running',
      attempts: 1,
      driver: {
        taskId: expect.stringMatching(/./),
        agentId: expect.stringContaining('-S'),
        sandbox: expect.stringMatching(/^\/#\/agents\/.*-S\d\/frameworks\/.*\/executors\/./),
      },
      frameworkId: expect.stringMatching(/./),
    });
    expect(condition('Ran')).toMatchObject({ status: 'True', reason: 'Running' });
    expect(condition('Ready')?.status).toBe('True');
    await work(60);
    expect(applicationState()).toBe('Completed');
    expect(condition('Ran')).toMatchObject({ status: 'True', reason: 'Completed' });
    expect(condition('Ready')?.status).toBe('True');
    expect(starts(at).map((text) => text.split(' ')[1])).toEqual(['TASK_FINISHED']);
  });

  test('so does one whose image Mesos itself runs, with executors of the same', async () => {
    declared(application(place, { containerizer: 'mesos' }));
    await work(4);
    expect(status().application).toMatchObject({ state: 'Running', attempts: 1 });
    const image = 'mesosphere/spark:2.7.0-2.4.0-hadoop-2.7';
    const sent = {
      Marathon: { container: { type: 'MESOS', docker: { image } }, networks: [{ mode: 'host' }] },
      Metronome: { run: { ucr: { image: { id: image, kind: 'docker' } } } },
      Dispatcher: {
        sparkProperties: {
          'spark.mesos.containerizer': 'mesos',
          'spark.mesos.executor.docker.image': image,
        },
      },
    }[place];
    const asked = await sentOf(place);
    expect(asked).toMatchObject(sent);
    expect(JSON.stringify(asked)).toMatch(/spark\.mesos\.containerizer(=|":")mesos/);
    await work(60);
    expect(applicationState()).toBe('Completed');
  });

  test('one that fails has failed, and that is told', async () => {
    declared(application(place, {}, { ends: 'break', seconds: 20 }));
    await work(20);
    expect(applicationState()).toBe('Failed');
    expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'Failed' });
    expect(starts(at)).toHaveLength(1);
  });

  test('OnFailure starts it again', async () => {
    const restartPolicy = {
      type: 'OnFailure' as const,
      ...(place === 'Marathon' ? { onFailureRetries: 2, onFailureRetryInterval: 30 } : {}),
      ...(place === 'Metronome' ? { activeDeadlineSeconds: 60 } : {}),
    };
    declared(application(place, { restartPolicy }, { ends: 'break', seconds: 20 }));
    await work(40);
    expect(starts(at).length).toBeGreaterThanOrEqual(3);
    if (place === 'Dispatcher') return;
    const count = starts(at).length;
    await work(40);
    expect(applicationState()).toBe('Failed');
    expect(starts(at)).toHaveLength(count);
  });

  test('a changed manifest ends the driver and starts another one; Hold lets it be', async () => {
    declared(application(place, {}, { ends: 'never' }));
    await work(5);
    declared(application(place, { arguments: ['31'], onChange: 'Hold' }, { ends: 'never' }));
    await work(5);
    expect(starts(at)).toHaveLength(1);
    expect(condition('Submitted')).toMatchObject({ status: 'False', reason: 'Held' });
    declared(application(place, { arguments: ['31'] }, { ends: 'never' }));
    await work(12);
    expect(starts(at).map((text) => text.split(' ')[1])).toEqual(['TASK_KILLED', 'TASK_RUNNING']);
    expect(applicationState()).toBe('Running');
  });

  test('a change that is taken back while the driver ends is started once more', async () => {
    const manifest = application(place, {}, { ends: 'never' });
    declared(manifest);
    const operator = at.bed.passes();
    await work(4, operator);
    declared(application(place, { arguments: ['31'] }, { ends: 'never' }));
    await operator.run();
    declared(manifest);
    await work(12, operator);
    expect(starts(at).map((text) => text.split(' ')[1])).toEqual(['TASK_KILLED', 'TASK_RUNNING']);
    expect(applicationState()).toBe('Running');
    expect(status().application?.attempts).toBeGreaterThan(1);
  });

  test('a manifest that is gone leaves its driver, and with Drain ends it and its framework', async () => {
    declared(application(place, { deletionPolicy: 'Drain' }, { ends: 'never' }));
    await work(5);
    const { frameworkId = '' } = status().application ?? {};
    const { frameworks } = at.lab.lab.world.cluster;
    // It does not end with its driver, as one with a failover time-out.
    const info = { name: 'pi', user: 'spark', roles: ['*'], hostname: 'driver', failoverTimeout: 1e9 };
    frameworks.register({ ...info, checkpoint: false, capabilities: [] }, `${frameworkId}-0002`);
    const other = frameworks.register({ ...info, checkpoint: false, capabilities: [] });
    declared();
    await work(12);
    expect(starts(at).map((text) => text.split(' ')[1])).toEqual(['TASK_KILLED']);
    expect(condition('Removed')).toMatchObject({ status: 'True', reason: 'Removed' });
    expect(frameworks.find(`${frameworkId}-0002`)?.completedAt).toBeDefined();
    expect(frameworks.find(other.id)?.completedAt).toBeUndefined();
  });

  test('paused: nothing is started', async () => {
    declared(application(place, { paused: true }));
    await work(5);
    expect(starts(at)).toEqual([]);
    expect(applicationState()).toBe('New');
  });

  test('a process that ends at any write starts nothing twice', async () => {
    for (const when of ['before', 'after'] as const) {
      for (let n = 1; ; n++) {
        at = stage();
        declared(application(place));
        const crash = new Crash(n, when);
        await work(
          2,
          at.bed.passes(() => {}, { crash }),
        ).catch(() => undefined);
        if (!crash.happened) break;
        // Metronome tells for sure whether a run was started only some time later.
        await work(40);
        const found = [n, when, starts(at).length, applicationState()];
        // What was sent to the dispatcher and never arrived nobody can tell from what waits there.
        const isHeld = place === 'Dispatcher' && starts(at).length === 0;
        expect(found).toEqual([n, when, ...(isHeld ? [0, 'Unknown'] : [1, 'Completed'])]);
        if (isHeld) expect(condition('Submitted')).toMatchObject({ status: 'Unknown', reason: 'Held' });
        await at.bed.close();
      }
    }
  });

  test('it gets what is published, says what it uses until it ends, and waits for it before', async () => {
    declared(application(place, { sparkDefaults: 'defaults', sparkConf: { 'spark.ui.port': '4050' } }));
    await work(3);
    expect(starts(at)).toEqual([]);
    expect(condition('DefaultsKnown')).toMatchObject({ status: 'False', reason: 'NotPublished' });
    const use = { service: 'spark-2-4', appId: '/shuffle/spark-2-4-1', port: 7338 };
    const text = 'spark.shuffle.service.port=7338\nspark.ui.port=4040\nspark.executor.memory=2g\n';
    at.bed.rawState.set(stateStoreKeys.sparkDefaults('defaults'), `${publishedHeader(use)}${text}`);
    await work(4);
    expect(status().uses).toEqual([use]);
    const sent = JSON.stringify(await sentOf(place));
    for (const part of ['spark.shuffle.service.port', '7338', '4050', 'spark.executor.memory']) {
      expect(sent).toContain(part);
    }
    expect(sent).not.toContain('4040');
    // What is published later is for later starts.
    at.bed.rawState.set(stateStoreKeys.sparkDefaults('defaults'), publishedHeader({ ...use, port: 7339 }));
    await work(1);
    expect(status().uses).toEqual([use]);
    await work(20);
    expect(applicationState()).toBe('Completed');
    expect(status()).not.toHaveProperty('uses');
    expect(starts(at)).toHaveLength(1);
  });

  test('what would undo the published defaults is told, and starts once it does not', async () => {
    const text =
      'spark.local.dir=/data/spark\nspark.shuffle.service.enabled=true\nspark.shuffle.service.port=7338\n';
    at.bed.rawState.set(stateStoreKeys.sparkDefaults('defaults'), text);
    const sparkConf = { 'spark.local.dir': '/tmp', 'spark.shuffle.service.port': '7337' };
    declared(application(place, { sparkDefaults: 'defaults', sparkConf }));
    await work(3);
    expect(starts(at)).toEqual([]);
    const { status: compatible, message = '' } = condition('Compatible') ?? {};
    expect(compatible).toBe('False');
    for (const part of ['found "7337", wanted 7338', 'found "/tmp", wanted /data/spark']) {
      expect(message).toContain(part);
    }
    at.bed.rawState.set(stateStoreKeys.sparkDefaults('defaults'), 'spark.executor.memory=2g\n');
    await work(4);
    expect(starts(at)).toHaveLength(1);
  });

  test('a driver that outlives its manifest is watched, and its shuffle service is in use so long', async () => {
    const use = { service: 'spark-2-4', appId: '/shuffle/spark-2-4-1', port: 7338 };
    at.bed.rawState.set(stateStoreKeys.sparkDefaults('defaults'), publishedHeader(use));
    declared(application(place, { sparkDefaults: 'defaults' }, { seconds: 120 }));
    await work(4);
    declared();
    await work(4);
    expect(condition('Removed')).toMatchObject({ status: 'False', reason: 'GoesOn' });
    const consumers = [{ name: 'SparkApplication/pi', appId: use.appId }];
    expect(await readConsumers(at.bed.state, 'spark-2-4')).toEqual(consumers);
    await work(20);
    expect(condition('Removed')).toMatchObject({ status: 'True', reason: 'LeftAlone' });
    expect(await readConsumers(at.bed.state, 'spark-2-4')).toEqual([]);
    expect(starts(at)).toEqual([expect.stringContaining('TASK_FINISHED')]);
  });

  test('a dry run starts nothing', async () => {
    declared(application(place));
    await work(
      1,
      at.bed.passes(() => {}, { dryRun: true }),
    );
    expect(starts(at)).toEqual([]);
    expect(at.bed.puts).toEqual([]);
  });
});

describe('on Marathon', () => {
  test('another leader, who knows of no delay, starts it again, and it does nothing', async () => {
    declared(application('Marathon', {}, { seconds: 20 }));
    const operator = at.bed.passes();
    await work(2, operator);
    // Nobody looks while it ends and Marathon changes hands.
    await at.bed.clock.run(60, 0);
    at.lab.lab.world.marathon.core.backoff.clear();
    at.lab.lab.world.marathon.launcher.reset();
    await at.bed.clock.run(5, 0);
    expect(starts(at)).toHaveLength(2);
    await work(6, operator);
    expect(applicationState()).toBe('Unknown');
    expect(condition('Ran')).toMatchObject({ status: 'Unknown', reason: 'OutcomeUnknown' });
    expect(await at.lab.marathon.apps()).toEqual([]);
  });

  test('Always is started again by Marathon itself', async () => {
    declared(application('Marathon', { restartPolicy: { type: 'Always' } }, { ends: 'finish', seconds: 20 }));
    await work(2);
    await at.bed.clock.run(100, 0);
    expect(starts(at).length).toBeGreaterThan(2);
    await work(2);
    expect(['Running', 'Submitted']).toContain(applicationState());
  });

  test('one that finds no room can be taken back', async () => {
    declared(application('Marathon', { driver: { cores: 1000 } }));
    await work(4);
    expect(condition('Ready')).toMatchObject({ reason: 'Waiting' });
    declared(application('Marathon', { driver: { cores: 1 } }));
    await work(12);
    expect(applicationState()).toMatch(/Running|Completed/);
  });

  test('a lost agent keeps its driver', async () => {
    declared(application('Marathon', {}, { ends: 'never' }));
    await work(4);
    const [task] = await at.lab.held();
    await at.lab.lose(task?.host ?? '');
    await work(4);
    expect(condition('Ran')?.message).toContain('lost sight');
    expect(starts(at)).toHaveLength(1);
    await at.lab.bringBack(task?.host ?? '');
    await work(2);
    expect(condition('Ran')?.message).not.toContain('lost sight');
  });

  test('an app of its id that is not its own is left alone', async () => {
    declared(application('Marathon', {}, { ends: 'never' }));
    const operator = at.bed.passes(() => {}, { observeOnly: true });
    await work(1, operator);
    declared(application('Marathon', {}, { ends: 'never' }));
    await work(4);
    const id = status().application?.id ?? '';
    const app = await at.lab.marathon.app(id);
    await at.lab.marathon.replace({ ...app?.definition, instances: 1, labels: {} });
    await work(4);
    expect(condition('Submitted')).toMatchObject({ status: 'False', reason: 'OwnedByAnother' });
  });

  test('one that somebody removes has been killed, and is not started again', async () => {
    declared(application('Marathon', {}, { ends: 'never' }));
    await work(4);
    await at.lab.marathon.remove(status().application?.id ?? '');
    await work(6);
    expect(applicationState()).toBe('Killed');
    expect(starts(at)).toHaveLength(1);
  });
});

describe('through the dispatcher', () => {
  test('what was sent without an answer is found in Mesos by its label', async () => {
    declared(application('Dispatcher', {}, { ends: 'never' }));
    at.lab.lab.faults.add({ server: 'dispatcher', method: 'POST', kind: 'cut-after', times: 1 });
    await work(6);
    expect(status().application).toMatchObject({ state: 'Running', id: expect.stringMatching(/^driver-/) });
    expect(starts(at)).toHaveLength(1);
  });

  test.each([
    ['none', 'Running'],
    ['driver-20200101000000-0001', 'Unknown'],
  ])('a person says of one that never arrived: %s', async (word, state) => {
    const manifest = application('Dispatcher', {}, { ends: 'never' });
    declared(manifest);
    at.lab.lab.faults.add({ server: 'dispatcher', method: 'POST', kind: 'cut-before', times: 1 });
    await work(20);
    expect(condition('Submitted')).toMatchObject({ status: 'Unknown', reason: 'Held' });
    expect(condition('Submitted')?.message).toContain(SUBMISSION_ANNOTATION);
    declared({ ...manifest, metadata: { name: 'pi', annotations: { [SUBMISSION_ANNOTATION]: word } } });
    await work(12);
    expect(applicationState()).toBe(state);
  });

  test('one that is full is asked again', async () => {
    const { dispatcher } = at.lab.lab.world;
    if (dispatcher) dispatcher.ready = false;
    declared(application('Dispatcher'));
    await work(2);
    expect(condition('Applied')).toMatchObject({
      reason: 'Waiting',
      message: expect.stringContaining('not ready'),
    });
    if (dispatcher) dispatcher.ready = true;
    await work(20);
    expect(applicationState()).toBe('Completed');
    expect(starts(at)).toHaveLength(1);
  });

  test('a dispatcher that has forgotten who finished: Mesos tells', async () => {
    declared(application('Dispatcher', {}, { seconds: 20 }));
    const operator = at.bed.passes();
    await work(2, operator);
    await at.bed.clock.run(60, 0);
    at.lab.lab.world.dispatcher?.restart();
    await work(4, operator);
    expect(applicationState()).toBe('Completed');
  });

  test('nor does a new master know: the end is unknown, and nothing is started again', async () => {
    declared(application('Dispatcher', { restartPolicy: { type: 'OnFailure' } }, { seconds: 20 }));
    const operator = at.bed.passes();
    await work(2, operator);
    await at.bed.clock.run(60, 0);
    at.lab.lab.world.dispatcher?.restart();
    await at.lab.failover([]);
    await work(6, operator);
    expect(applicationState()).toBe('Unknown');
  });
});

describe('on Metronome', () => {
  test('its job stays for its time and then goes', async () => {
    declared(application('Metronome', { timeToLiveSeconds: 300 }, { seconds: 20 }));
    await work(12);
    const { id = '' } = status().application ?? {};
    expect(applicationState()).toBe('Completed');
    expect(await at.lab.metronome.job(id)).toBeDefined();
    await work(40);
    expect(await at.lab.metronome.job(id)).toBeUndefined();
    expect(applicationState()).toBe('Completed');
  });
});

test('what is remembered and cannot be read holds everything', async () => {
  declared(application('Marathon'));
  at.bed.rawState.set(stateStoreKeys.state('SparkApplication', 'pi'), '{');
  await work(4);
  expect(starts(at)).toEqual([]);
  expect(condition('Submitted')).toMatchObject({ status: 'Unknown', reason: 'StateUnreadable' });
});

test('another Marathon is shown what the manifest names for it, also once that is gone', async () => {
  const marathon = 'http://other.example:8080';
  const secret = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}`;
  const basic = (name: string) => ({ kind: 'basic' as const, secret: secret(name) });
  const { bed, lab } = at;
  // It lets nobody in with an earlier secret.
  let valid: string | undefined;
  const letIn = () => {
    const shown = bed.shown.get(marathon);
    if (valid !== undefined && shown?.secret !== secret(valid)) throw new Error('401');
    return lab.marathon;
  };
  bed.marathons.set(marathon, { ...lab.marathon, app: async (id) => letIn().app(id) });
  const state = () =>
    JSON.parse(bed.state.text(stateStoreKeys.state('SparkApplication', 'pi')) ?? '{}') as object;
  const say = (more: Partial<SparkApplicationManifestInput['spec']>) =>
    declared(application('Marathon', { marathon, deletionPolicy: 'Drain', ...more }, { ends: 'never' }));
  say({ marathonCredentials: basic('one') });
  await work(4);
  expect(bed.shown.get(marathon)).toEqual(basic('one'));
  expect(state()).toMatchObject({ address: marathon, marathonCredentials: basic('one') });
  // Another secret: nothing is started anew.
  say({ marathonCredentials: basic('two') });
  valid = 'two';
  await work(2);
  valid = undefined;
  expect(bed.shown.get(marathon)).toEqual(basic('two'));
  expect(state()).toMatchObject({ marathonCredentials: basic('two'), attempt: 1 });
  expect(condition('Submitted')).toMatchObject({ status: 'True' });
  say({});
  await work(2);
  expect(bed.shown.get(marathon)).toBeUndefined();
  expect(state()).not.toHaveProperty('marathonCredentials');
  say({ marathonCredentials: basic('three') });
  await work(2);
  bed.shown.clear();
  declared();
  await work(8);
  expect(bed.shown.get(marathon)).toEqual(basic('three'));
  expect(starts(at).map((text) => text.split(' ')[1])).toEqual(['TASK_KILLED']);
  expect(condition('Removed')).toMatchObject({ status: 'True', reason: 'Removed' });
});
