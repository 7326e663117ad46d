import { NEVER_KILLS, REPORTING_TCP_CHECK } from '../../../src/domain/marathon/health-check';
import { upgradeStrategy } from '../../../src/domain/marathon/upgrade-strategy';

test('rule 11: the check reports and does not kill, and asks for the first port of the app', () => {
  expect(REPORTING_TCP_CHECK).toMatchObject({
    protocol: 'MESOS_TCP',
    portIndex: 0,
    maxConsecutiveFailures: NEVER_KILLS,
  });
  expect(NEVER_KILLS).toBe(2 ** 31 - 1);
});

test('an update in place ends with one host; by hand, half of the hosts keep their service', () => {
  expect(upgradeStrategy('InPlace')).toEqual({ minimumHealthCapacity: 0, maximumOverCapacity: 0 });
  expect(upgradeStrategy('SideBySide')).toEqual({ minimumHealthCapacity: 0.5, maximumOverCapacity: 0 });
});
