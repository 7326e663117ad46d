import { readFileSync } from 'node:fs';
import path from 'node:path';
import { upgradeStall } from '../../../src/domain/marathon/upgrade-stall';

const fixed = {
  portDefinitions: [{ port: 7337 }],
  requirePorts: true,
  constraints: [['hostname', 'UNIQUE']],
};
const strategy = (minimumHealthCapacity: number, maximumOverCapacity: number) => ({
  upgradeStrategy: { minimumHealthCapacity, maximumOverCapacity },
});

test.each([
  ['the default strategy', fixed, 3],
  ['(1, 0)', { ...fixed, ...strategy(1, 0) }, 10],
  ['(.9, 0) of three', { ...fixed, ...strategy(0.9, 0) }, 3],
  ['(.5, 0) of one', { ...fixed, ...strategy(0.5, 0) }, 1],
  ['half a strategy', { ...fixed, upgradeStrategy: { maximumOverCapacity: 0 } }, 2],
  [
    'a host port of a container',
    {
      networks: [{ mode: 'container/bridge' }],
      container: { portMappings: [{ containerPort: 80, hostPort: 8080 }] },
    },
    2,
  ],
])('%s and a fixed port on every host never end', (_, app, instances) => {
  expect(upgradeStall(app, instances)).toContain('an update waits for a host where that is free');
});

test.each([
  ['(.9, 0) of ten', { ...fixed, ...strategy(0.9, 0) }, 10],
  ['(.5, 0) of three', { ...fixed, ...strategy(0.5, 0) }, 3],
  ['(0, 0) of one', { ...fixed, ...strategy(0, 0) }, 1],
  ['no instance', fixed, 0],
  ['a port by chance (39)', { ...fixed, requirePorts: false }, 3],
  ['no ports', {}, 3],
])('nothing is known against %s', (_, app, instances) => {
  expect(upgradeStall(app, instances)).toBeUndefined();
});

test('says what would do', () => {
  expect(upgradeStall(fixed, 3)).toContain('minimumHealthCapacity at most 0.66 and maximumOverCapacity 0');
  expect(upgradeStall(fixed, 1)).toContain('minimumHealthCapacity 0 and');
});

interface Row {
  readonly hosts: number;
  readonly instances: number;
  readonly lostHosts: number;
  readonly minimumHealthCapacity: number;
  readonly maximumOverCapacity: number;
  readonly outcome: string;
}

test('agrees with every upgrade of the recording that has a task on every host', () => {
  const file = path.join(__dirname, '../../contract/recordings/marathon/00-upgrade-table.json');
  const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { rows: readonly Row[] };
  const full = rows.filter(({ hosts, instances, lostHosts }) => hosts === instances && lostHosts === 0);
  expect(full.length).toBeGreaterThan(20);
  for (const row of full) {
    const { instances, minimumHealthCapacity, maximumOverCapacity, outcome } = row;
    const app = { ...fixed, ...strategy(minimumHealthCapacity, maximumOverCapacity) };
    expect([row, upgradeStall(app, instances) !== undefined]).toEqual([row, outcome === 'stalls']);
  }
});
