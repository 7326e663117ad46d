import type { Platform } from '../../src/domain/agent/platform';
import { DCOS, MESOS } from '../support/agent-boot';
import { matchesGolden } from '../support/golden';
import { installMachine, MARKER, SYSTEMS, type System } from './install-machine';
import type { Machine } from './machine';

let machine: Machine;
afterEach(() => machine.remove());

function newMachine(platform: Platform, system: System): Machine {
  machine = installMachine(platform, system);
  return machine;
}

const shown = (calls: readonly string[]) => calls.map((call) => `${call}\n`).join('');
const systems = Object.keys(SYSTEMS) as readonly System[];

describe.each(systems)('on %s', (system) => {
  test.each([DCOS, MESOS])('$kind is installed as reviewed', (platform) => {
    const outcome = newMachine(platform, system).run(`install-${platform.kind}.sh`);
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    matchesGolden(`agent/install-${platform.kind}-${system}.txt`, shown(outcome.calls));
    expect(machine.has(MARKER)).toBe(true);
  });
});
