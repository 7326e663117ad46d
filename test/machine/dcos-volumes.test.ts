import { expectAgent, resources } from './support/agent';
import { INSTANCE_STORE } from './support/disk';
import { hardware, LIMIT } from './support/hardware';
import { Machine } from './support/machine';

test(
  'an agent of DC/OS offers the volumes that its image mounts',
  async () => {
    const machine = new Machine(hardware(), { platform: 'dcos' });
    try {
      machine.disks = [machine.disk('a', INSTANCE_STORE)];
      machine.write('/etc/fstab', 'tmpfs /dcos/volume0 tmpfs size=300m 0 0\n');
      const agent = expectAgent(await machine.boot(), { unit: 'dcos-mesos-slave.service' });
      const volumes = resources(agent).filter(({ disk }) => disk !== undefined);
      expect(volumes.map(({ disk, scalar }) => [disk?.source.mount.root, scalar?.value])).toEqual([
        ['/dcos/volume0', 200],
      ]);
    } finally {
      machine.remove();
    }
  },
  LIMIT,
);
