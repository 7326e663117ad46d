import { Ranges } from '../../../../src/domain/core/ranges';
import { parseBySchema, shuffleServiceManifest } from '../../../../src/manifest';
import { chooseSlot, type PortHolders } from '../../../../src/operator/kinds/shuffle-service/slots';
import { agent, view } from '../../support/agents';
import { service } from '../../support/manifests';

const spec = (port?: number) =>
  parseBySchema(shuffleServiceManifest, service(port === undefined ? {} : { port })).spec;
const nobody: PortHolders = { view: view([agent('a1')]), apps: [], services: new Map() };
const own = '/shuffle/mine';

const cases: readonly (readonly [string, Partial<PortHolders>, number | undefined, unknown])[] = [
  ['the lowest that is free', {}, undefined, { is: 'free', port: 7337 }],
  ['the one that the spec names', {}, 7339, { is: 'free', port: 7339 }],
  [
    'not one that an app asks for',
    { apps: [{ id: '/x', wanted: [7337], held: [] }] },
    undefined,
    { is: 'free', port: 7338 },
  ],
  [
    'not one that a task holds, be it on a lost agent',
    { apps: [{ id: '/x', wanted: [], held: [7337, 7338] }] },
    undefined,
    { is: 'free', port: 7339 },
  ],
  [
    'not one that another service has decided on',
    { services: new Map([[7337, 'b']]) },
    undefined,
    { is: 'free', port: 7338 },
  ],
  [
    'not one that some task uses on some agent',
    { view: view([agent('a1'), agent('a2', { usedPorts: () => Ranges.parse('7337-7338') })]) },
    undefined,
    { is: 'free', port: 7339 },
  ],
  [
    'its own, where its app is there already',
    { apps: [{ id: '/shuffle/mine', wanted: [7338], held: [7338] }] },
    undefined,
    { is: 'free', port: 7338 },
  ],
  [
    'none, and why',
    { services: new Map([[7337, 'b']]), apps: [{ id: '/x', wanted: [7338], held: [7339] }] },
    undefined,
    { is: 'none', message: '7337 is used by the shuffle service b, 7338 is used by /x, 7339 is used by /x' },
  ],
  [
    'no other than the one that the spec names',
    { services: new Map([[7337, 'b']]) },
    7337,
    { is: 'none', message: '7337 is used by the shuffle service b' },
  ],
];

test.each(cases)('takes %s', (_, holders, port, expected) => {
  expect(chooseSlot(spec(port), { ...nobody, ...holders }, own)).toEqual(expected);
});

test('takes not the port of an app that is written down already, whatever its id', () => {
  const apps = [{ id: own, wanted: [7337], held: [] }];
  const holders = { ...nobody, apps, services: new Map([[7337, 'mine']]) };
  expect(chooseSlot(spec(), holders)).toEqual({ is: 'free', port: 7338 });
  expect(chooseSlot(spec(7337), holders)).toEqual({
    is: 'none',
    message: '7337 is used by the shuffle service mine',
  });
});
