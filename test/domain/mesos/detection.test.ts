import { namesDetected } from '../../../src/domain/mesos/detection';

test('a name that is written is not detected, whoever it is for', () => {
  expect(namesDetected([])).toEqual(['cpus', 'mem', 'disk', 'ports']);
  expect(namesDetected(['ports', 'cpus', 'gpus'])).toEqual(['mem', 'disk']);
});
