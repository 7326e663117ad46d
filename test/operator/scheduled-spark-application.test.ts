import {
  publishedHeader,
  type ScheduledSparkApplicationManifestInput,
  stateStoreKeys,
} from '../../src/manifest';
import { type Stage, scheduled, stage, starts } from './support/applications';
import { Crash } from './support/crash';
import { declare } from './support/manifests';

jest.setTimeout(60_000);

let at: Stage;
beforeEach(() => {
  at = stage();
});
afterEach(() => at.bed.close());

/** So many passes, a minute apart. */
async function work(passes: number, operator = at.bed.passes()): Promise<void> {
  for (let i = 0; i < passes; i++) {
    await operator.run();
    await at.bed.clock.run(60, 0);
  }
  await operator.run();
}

const KIND = 'ScheduledSparkApplication';
const status = () => at.bed.status(KIND, 'pi');
const condition = (type: string) => at.bed.condition(type, KIND, 'pi');
const job = () => at.lab.metronome.job('pi');
const declared = (...manifests: readonly ScheduledSparkApplicationManifestInput[]) =>
  declare(at.bed.manifests, manifests);

test('it runs by its schedule, and its runs are counted', async () => {
  declared(scheduled());
  await work(1);
  expect(condition('Scheduled')).toMatchObject({ status: 'True', reason: 'Scheduled' });
  expect(status().schedule).toMatchObject({ id: 'pi', nextRunAt: '2026-01-01T00:10:00.000+0000' });
  await work(25);
  expect(starts(at)).toHaveLength(2);
  expect(status().schedule).toMatchObject({
    successCount: 2,
    failureCount: 0,
    lastRun: { succeeded: true },
    nextRunAt: '2026-01-01T00:30:00.000+0000',
  });
  expect(condition('Ready')?.status).toBe('True');
});

test('a run that fails is told', async () => {
  declared(scheduled({}, { ends: 'break', seconds: 5 }));
  await work(12);
  expect(condition('LastRunFailed')).toMatchObject({ status: 'True', reason: 'Failed' });
  expect(condition('Ready')?.status).toBe('False');
});

test('suspend keeps runs from beginning and ends none', async () => {
  declared(scheduled({}, { ends: 'never' }));
  await work(11);
  declared(scheduled({ suspend: true }, { ends: 'never' }));
  await work(30);
  expect(condition('Scheduled')).toMatchObject({ status: 'True', reason: 'Suspended' });
  expect(starts(at).map((text) => text.split(' ')[1])).toEqual(['TASK_RUNNING']);
});

test('Forbid leaves a run out while one goes on', async () => {
  declared(scheduled({ concurrencyPolicy: 'Forbid' }, { ends: 'never' }));
  await work(35);
  expect(starts(at)).toHaveLength(1);
});

test('what changes is sent once, and what somebody has changed is put right', async () => {
  declared(scheduled());
  await work(2);
  declared(scheduled({ schedule: '0 3 * * 1', timeZone: 'Europe/Berlin' }));
  await work(3);
  expect((await job())?.definition).toMatchObject({
    schedules: [{ cron: '0 3 * * 1', timezone: 'Europe/Berlin' }],
  });
  const { definition = {} } = (await job()) ?? {};
  await at.lab.metronome.replace({ ...definition, run: { ...(definition['run'] as object), cpus: 7 } });
  await work(2);
  expect((await job())?.definition).toMatchObject({ run: { cpus: 1 } });
  expect(condition('Scheduled')).toMatchObject({ status: 'True' });
});

test('a job of its name that is not its own is left alone', async () => {
  await at.lab.metronome.create({ id: 'pi', run: { cmd: 'true', cpus: 1, mem: 32, disk: 0 } });
  declared(scheduled({ deletionPolicy: 'Drain' }));
  await work(2);
  expect(condition('Scheduled')).toMatchObject({ status: 'False', reason: 'OwnedByAnother' });
  declared();
  await work(2);
  expect((await job())?.definition).toMatchObject({ run: { cmd: 'true' } });
});

test('another port is for runs that begin later; the old one is in use until the others are over', async () => {
  const use = (port: number) => ({ service: 'spark-2-4', appId: `/shuffle/spark-2-4-${port}`, port });
  const publish = (port: number) =>
    at.bed.rawState.set(
      stateStoreKeys.sparkDefaults('defaults'),
      `${publishedHeader(use(port))}spark.shuffle.service.port=${port}\n`,
    );
  declared(scheduled({ template: { sparkDefaults: 'defaults' } }, { seconds: 300 }));
  await work(2);
  expect(condition('DefaultsKnown')).toMatchObject({ status: 'False', reason: 'NotPublished' });
  publish(7337);
  await work(9);
  expect(status().uses).toEqual([use(7337)]);
  expect(starts(at)).toHaveLength(1);
  publish(7338);
  await work(1);
  expect(status().uses).toEqual([use(7337), use(7338)]);
  expect(JSON.stringify((await job())?.definition)).toContain('port=7338');
  await work(8);
  expect(status().uses).toEqual([use(7338)]);
});

test.each(['Retain', 'Drain'] as const)('a manifest that is gone: %s', async (deletionPolicy) => {
  declared(scheduled({ deletionPolicy }, { ends: 'never' }));
  await work(11);
  const [run] = (await job())?.activeRuns ?? [];
  const info = { name: 'pi', user: 'spark', roles: ['*'], hostname: 'driver', failoverTimeout: 1e9 };
  const { frameworks } = at.lab.lab.world.cluster;
  const id = `${run?.tasks[0]?.id}-0001`;
  frameworks.register({ ...info, checkpoint: false, capabilities: [] }, id);
  declared();
  await work(4);
  const isGone = deletionPolicy === 'Drain';
  expect(condition('Removed')).toMatchObject(
    isGone ? { status: 'True', reason: 'Removed' } : { status: 'False', reason: 'GoesOn' },
  );
  expect(await job()).toEqual(isGone ? undefined : expect.anything());
  expect(frameworks.find(id)?.completedAt !== undefined).toBe(isGone);
});

test('a process that ends at any write leaves nothing but what was not done', async () => {
  for (const when of ['before', 'after'] as const) {
    for (let n = 1; ; n++) {
      at = stage();
      declared(scheduled());
      const crash = new Crash(n, when);
      await work(
        1,
        at.bed.passes(() => {}, { crash }),
      ).catch(() => undefined);
      if (!crash.happened) break;
      await work(12);
      expect([n, when, starts(at).length, condition('Ready')?.status]).toEqual([n, when, 1, 'True']);
      await at.bed.close();
    }
  }
});
