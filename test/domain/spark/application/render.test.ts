import { canonicalJson } from '../../../../src/domain/render/json';
import { driverApp } from '../../../../src/domain/spark/application/driver-app';
import { driverJob } from '../../../../src/domain/spark/application/driver-job';
import { driverSubmission } from '../../../../src/domain/spark/application/driver-submission';
import type { ApplicationProps } from '../../../../src/domain/spark/application/props';
import { createLab } from '../../../../src/lab';
import { matchesGolden } from '../../../support/golden';
import { BY_ARCHIVE, CLUSTER, ON_HOSTS, PI, RUN, UCR } from './support';

const MARATHON = 'http://127.0.0.1:8080';

const schedule = {
  cron: '0 2 * * *',
  timezone: 'Europe/Berlin',
  concurrencyPolicy: 'FORBID' as const,
  startingDeadlineSeconds: 900,
  enabled: true,
};

test.each([
  ['app-docker-once', driverApp(PI, { ...RUN, id: '/spark-pi', restarts: false })],
  ['app-docker-always', driverApp(PI, { ...RUN, id: '/spark-pi', restarts: true })],
  ['app-ucr', driverApp(UCR, { ...RUN, id: '/spark-pi', restarts: false })],
  ['job-ucr', driverJob({ ...UCR, runsOn: 'Metronome' }, { ...RUN, id: 'pi', restart: { policy: 'NEVER' } })],
  ['submission-ucr', driverSubmission({ ...CLUSTER, containerizer: 'mesos' }, { ...RUN, supervise: false })],
  ['app-archive', driverApp(BY_ARCHIVE, { ...RUN, id: '/spark-pi', restarts: false })],
  ['app-host-python', driverApp(ON_HOSTS, { ...RUN, id: '/spark-pi', restarts: false })],
  [
    'job',
    driverJob({ ...BY_ARCHIVE, runsOn: 'Metronome' }, { ...RUN, id: 'pi', restart: { policy: 'NEVER' } }),
  ],
  [
    'job-scheduled',
    driverJob(
      { ...PI, runsOn: 'Metronome' },
      { ...RUN, id: 'pi', schedule, restart: { policy: 'ON_FAILURE', activeDeadlineSeconds: 3600 } },
    ),
  ],
  ['submission', driverSubmission(CLUSTER, { ...RUN, supervise: false })],
])('%s', (name, value) => {
  matchesGolden(`spark-application/${name}.json`, `${canonicalJson(value, 2)}\n`);
});

test.each([
  ['docker', PI],
  ['mesos', UCR],
] as const)('Metronome and Marathon take what is rendered, with an image run by %s', async (_, app) => {
  const lab = createLab({ clock: 'virtual', metronome: true });
  const job = driverJob(
    { ...app, runsOn: 'Metronome' },
    { ...RUN, id: 'pi', schedule, restart: { policy: 'NEVER' } },
  );
  expect(lab.world.metronome?.create(job).id).toBe('pi');
  const answer = await lab.fetch(`${MARATHON}/v2/apps`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(driverApp(app, { ...RUN, id: '/spark-pi', restarts: false })),
  });
  expect(answer.status).toBe(201);
});

test('only who runs the image differs, for the driver and for its executors', () => {
  const render = (app: ApplicationProps) => driverApp(app, { ...RUN, id: '/spark-pi', restarts: false });
  const [docker, mesos] = [render(PI), render(UCR)];
  const { container, cmd, ...rest } = mesos;
  expect({ ...docker, container, cmd }).toEqual({ ...rest, container, cmd });
  expect([docker['container'], container]).toEqual([
    { type: 'DOCKER', docker: { image: PI.image, forcePullImage: false } },
    { type: 'MESOS', docker: { image: PI.image, forcePullImage: false } },
  ]);
  const said = "'spark.mesos.containerizer=";
  expect(`${docker['cmd']}`.replace(`${said}docker'`, `${said}mesos'`)).toBe(cmd);
});
