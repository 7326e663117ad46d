import { canonicalJson } from '../../../../src/domain/render/json';
import { driverApp } from '../../../../src/domain/spark/application/driver-app';
import { driverJob } from '../../../../src/domain/spark/application/driver-job';
import { driverSubmission } from '../../../../src/domain/spark/application/driver-submission';
import { createLab } from '../../../../src/lab';
import { matchesGolden } from '../../../support/golden';
import { BY_ARCHIVE, CLUSTER, ON_HOSTS, PI, RUN } from './support';

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

test('Metronome and Marathon take what is rendered', () => {
  const lab = createLab({ clock: 'virtual', metronome: true });
  const job = driverJob(
    { ...PI, runsOn: 'Metronome' },
    { ...RUN, id: 'pi', schedule, restart: { policy: 'NEVER' } },
  );
  expect(lab.world.metronome?.create(job).id).toBe('pi');
});
