import { problemText } from '../../../src/domain/core/problem';
import {
  oddPortProblems,
  onlyReservedProblems,
  sharedPortProblems,
} from '../../../src/domain/mesos/resource-checks';
import { Resources } from '../../../src/domain/mesos/resources';

test('fails on a port in two roles, which an agent accepts', () => {
  const resources = Resources.parse('ports:[5052-8079];ports(shuffle):[7337-7339];ports(x):[9000-9001]');
  expect(sharedPortProblems(resources).map(problemText)).toEqual([
    'ports: found 7337-7339 for * and for shuffle, wanted each port for one role; Mesos would offer it to both',
  ]);
  const carved = Resources.parse('ports:[5052-7336,7340-8079];ports(shuffle):[7337-7339]');
  expect(sharedPortProblems(carved)).toEqual([]);
});

test('fails on a resource of which nothing is left for others', () => {
  const resources = Resources.parse('cpus(shuffle):1;cpus(b):1;mem:1;mem(shuffle):1;gpus(shuffle):1');
  expect(onlyReservedProblems(resources).map(problemText)).toEqual([
    'cpus: found reserved for shuffle, b only, wanted some for *, too; naming a resource for one role ends its detection, nothing of it is left for others',
  ]);
  expect(onlyReservedProblems(Resources.parse('cpus:1;mem:1', 'slave_public'), 'slave_public')).toEqual([]);
});

test('fails on ports that nobody means', () => {
  expect(oddPortProblems(Resources.parse('ports:[0-65535]'))).toEqual([]);
  expect(oddPortProblems(Resources.parse('ports(shuffle):7337')).map(problemText)).toEqual([
    'ports(shuffle): found 7337, an amount and not a port, wanted [7337-7337]',
  ]);
  expect(oddPortProblems(Resources.parse('ports:[65530-65540]')).map(problemText)).toEqual([
    'ports: found 65536-65540, wanted ports up to 65535',
  ]);
});
