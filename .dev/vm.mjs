// `npm run test:vm`: the scenarios of test/machine on virtual machines, which have a kernel of their own: md, NVMe as
// sysfs shows it, quotas. Half an hour without KVM; not part of `npm test`. What follows `--` goes to jest:
// `npm run test:vm -- -t reboot`.
import { install } from './parts/apt.mjs';
import { bootRoot } from './parts/boot-root.mjs';
import { installNodeModules } from './parts/node-modules.mjs';
import { bin, entry, show } from './parts/run.mjs';

await entry(async () => {
  await installNodeModules();
  await install({ 'qemu-system-x86_64': 'qemu-system-x86' });
  await bootRoot({ kernel: true });
  const args = ['--selectProjects', 'machine', '--runInBand', '--verbose', ...process.argv.slice(2)];
  return show(process.execPath, [bin('jest', 'bin/jest.js'), ...args], {
    env: { ...process.env, MESOS_SPARK_MACHINES: 'virtual' },
  });
});
