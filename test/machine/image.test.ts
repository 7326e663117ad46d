import { gunzipSync } from 'node:zlib';
import { AgentImage } from '../../constructs/agent-image';
import { bootProps, MESOS } from '../support/agent-boot';
import { BAKED, printedImage } from '../support/boot-scripts';
import { expectAgent, expectMounts } from './support/agent';
import { EBS, INSTANCE_STORE } from './support/disk';
import { groupUserData } from './support/group';
import { hardware, LIMIT } from './support/hardware';
import { Machine, SETTINGS } from './support/machine';

const USER_DATA = '/var/lib/cloud/seed/nocloud/user-data';
const STORAGE = '/opt/mesos-spark/boot/storage.sh';

/** A builder machine becomes an image, and that image an agent. */
describe('an image that mesos-spark made', () => {
  let machine: Machine;
  let calls: string;
  beforeAll(() => {
    machine = new Machine(hardware(), { platform: 'mesos package', controlGroups: 2 });
    machine.disks = [machine.disk('vol0', EBS, 16), machine.disk('a', INSTANCE_STORE)];
    machine.write('/image.sh', printedImage(bootProps(MESOS).platform));
    machine.write(USER_DATA, '#cloud-config\n{}\n');
  }, LIMIT);
  afterAll(() => machine?.remove());

  test(
    'holds scripts, Docker and Mesos, and nothing of the machine that it was made on',
    async () => {
      const { probe, agents } = await machine.boot({
        probe: 'timeout -s KILL 0.3 sh /image.sh >/dev/null; sh /image.sh >/dev/null; sh /image.sh',
      });
      expect(probe).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(`bootScripts: ${BAKED.digest}\n$`),
      });
      expect(agents).toEqual([]);
      expect(machine.read('/etc/machine-id')).toBe('');
      expect(machine.read('/opt/mesos-spark/boot/SHA256SUMS')).toBe(BAKED.checksums);
      calls = machine.read('/machine-test/calls') ?? '';
      expect(calls).toMatch(/ install .* mesos\n/);
    },
    LIMIT,
  );

  test(
    'stays a machine without an agent, and says why, where a script of it was changed',
    async () => {
      machine.write(USER_DATA, userData(BAKED.digest));
      machine.write(STORAGE, 'exit 0\n');
      // As a machine that was never booted.
      const { agents, console, steps, units } = await machine.boot({ probe: 'cloud-init clean' });
      expect(agents).toEqual([]);
      expect(console).toContain(`mesos-spark image: FAILED: found no boot scripts ${BAKED.digest}`);
      expect(steps).toEqual({ image: ['failed', expect.stringContaining('bake the image again')] });
      expect(units['mesos-spark-storage.service']).toBeUndefined();
    },
    LIMIT,
  );

  test(
    'boots as an agent from user data without scripts, installs nothing more and needs no restart',
    async () => {
      machine.write(STORAGE, BAKED.scripts['storage.sh'] ?? '');
      const report = await machine.boot();
      expectAgent(report);
      expectMounts(report, { source: /^\/dev\/nvme/ });
      expect(report.agents[0]?.program).toMatch(/mesos-agent/);
      expect(machine.read('/machine-test/calls')).toBe(calls);
      expect(machine.read('/etc/machine-id')).toMatch(/^[0-9a-f]{32}\n$/);
    },
    LIMIT,
  );
});

function userData(bootScripts: string): string {
  const settings = Object.entries({ ...SETTINGS, ...hardware().settings });
  const commands = settings.map(([name, value]) => `echo "${name}='${value}'" >>/etc/mesos-spark/agent.env`);
  const image = AgentImage.id('ami-0123456789abcdef0', { rootDeviceName: '/dev/xvda', bootScripts });
  const made = groupUserData('mesos package', { image, userData: { commands } });
  return gunzipSync(made.userData).toString('utf8');
}
