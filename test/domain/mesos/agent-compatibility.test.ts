import { type AgentInfo, infoChanges } from '../../../src/domain/mesos/agent-compatibility';
import type { Attributes } from '../../../src/domain/mesos/attributes';
import { readResources } from '../../../src/domain/mesos/resources-reader';

function info(resources: string, attributes: Attributes = {}, more: Partial<AgentInfo> = {}): AgentInfo {
  const reading = readResources(resources, '*');
  if ('error' in reading) throw new Error(reading.error);
  return { resources: reading.resources, attributes, ...more };
}

const words = (before: AgentInfo, after: AgentInfo) =>
  infoChanges(before, after).map(({ refusal = 'accepted' }) =>
    refusal.replace(/^Configuration change not permitted under .additive. policy/, '…'),
  );

const mount = (value: number) =>
  `[{"name":"disk","type":"SCALAR","scalar":{"value":${value}},"disk":{"source":{"type":"MOUNT","mount":{"root":"/dcos/volume0"}}}}]`;

test.each<[string, AgentInfo, AgentInfo, readonly string[]]>([
  ['nothing in another order', info('cpus:1;mem:2'), info('mem:2;cpus:0.5;cpus:0.5'), []],
  [
    'more of everything',
    info('cpus:1;ports:[5-6]'),
    info('cpus:2;ports:[1-9];x:{a}'),
    ['accepted', 'accepted', 'accepted'],
  ],
  [
    'less by a thousandth',
    info('cpus:1'),
    info('cpus:0.999'),
    ["…: Value of scalar resource 'cpus' decreased from 1 to 0.999"],
  ],
  [
    'a role of its own',
    info('cpus(a):1'),
    info('cpus:1'),
    ['…. Resource not found: cpus(reservations: [(STATIC,a)]):1', 'accepted'],
  ],
  [
    'a set',
    info('x:{a,b}'),
    info('x:{a}'),
    ["…: Previous value of set resource 'x' ({a, b}) not included in current {a}"],
  ],
  [
    'a volume that is larger: a mount is taken whole or not',
    info(mount(1)),
    info(mount(2)),
    ['…. Resource not found: disk[MOUNT:/dcos/volume0]:1', 'accepted'],
  ],
  ['attributes with a wider range', info('', { a: '[1-2]' }), info('', { a: '[1-3]' }), ['accepted']],
  [
    'attributes with a narrower range, where Mesos leaves out the policy',
    info('', { a: '[1-3]' }),
    info('', { a: '[2-3]' }),
    ["Previous value of ranges resource 'a' ([1-3]) not included in current [2-3]"],
  ],
  [
    'an attribute of another type',
    info('', { a: '1' }),
    info('', { a: 'x' }),
    ["…: Type of attribute 'a' changed from SCALAR to TEXT"],
  ],
  ['the same number', info('', { a: '1' }), info('', { a: '1.0' }), []],
  ['a domain at last', info(''), info('', {}, { domain: 'x' }), ['accepted']],
  [
    'another domain',
    info('', {}, { domain: 'x' }),
    info('', {}, { domain: 'y' }),
    ['…: Domain changed from x to y'],
  ],
  ['no domain again', info('', {}, { domain: 'x' }), info(''), ['…: Domain changed from x to ']],
  ['another port', info('', {}, { port: '1' }), info('', {}, { port: '2' }), ['…: Port changed from 1 to 2']],
])('%s', (_, before, after, wanted) => {
  expect(words(before, after)).toEqual(wanted);
});
