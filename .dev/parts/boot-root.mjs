// The system that machines of the tests boot: Debian 12 with systemd and cloud-init, made once, kept in the cache.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { install } from './apt.mjs';
import { cacheFolder, key } from './cache.mjs';
import { kept } from './kept.mjs';
import { entry, Refusal, say, seconds, show } from './run.mjs';

const SUITE = 'bookworm';
const MIRROR = process.env.MESOS_SPARK_DEBIAN_MIRROR || 'http://deb.debian.org/debian';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** What an agent's image has, and what the tests look with. */
const SYSTEM = [
  ...['systemd', 'systemd-sysv', 'dbus', 'udev', 'kmod', 'util-linux', 'procps', 'iproute2', 'cloud-init'],
  ...['xfsprogs', 'e2fsprogs', 'quota', 'mdadm', 'curl', 'ca-certificates', 'xz-utils', 'python3'],
];

/** What a machine of its own needs beside, and a machine in namespaces has from this one. */
const KERNEL = ['linux-image-cloud-amd64', 'initramfs-tools', 'zstd'];

/** Slow, or of no use to a machine that lives for seconds; a real image has them switched off or idle. */
const MASKED = [
  ...['apt-daily.timer', 'apt-daily-upgrade.timer', 'dpkg-db-backup.timer', 'e2scrub_all.timer'],
  ...['e2scrub_reap.service', 'fstrim.timer', 'systemd-tmpfiles-clean.timer', 'getty.target'],
];

/**
 * Makes the root folder unless it stands.
 * @param kernel whether Linux itself is in it
 */
export async function bootRoot({ kernel = false } = {}) {
  const packages = kernel ? [...SYSTEM, ...KERNEL] : SYSTEM;
  const folder = join(cacheFolder(), 'boot-root', key(SUITE, packages, MASKED));
  const root = join(folder, 'root');
  if (existsSync(join(folder, 'complete'))) return root;
  checkSystem();
  await kept(folder, (draft) => makeRoot(draft, packages));
  return root;
}

function checkSystem() {
  if (process.platform !== 'linux' || process.getuid() !== 0) {
    throw new Refusal(
      `machines: found ${process.platform} and uid ${process.getuid?.()}, wanted Linux and root: ` +
        'booting them takes mounts, loop devices and namespaces; run the command with sudo',
    );
  }
}

async function makeRoot(folder, packages) {
  await install({ mmdebstrap: 'mmdebstrap', [KEYRING]: 'debian-archive-keyring' });
  const start = performance.now();
  say('machines: a Debian 12 root with systemd and cloud-init');
  const code = await show(
    'mmdebstrap',
    [
      ...['--quiet', '--mode=root', '--variant=minbase', `--include=${packages.join(',')}`],
      ...[
        '--customize-hook=: >"$1/etc/machine-id"',
        `--customize-hook=chroot "$1" systemctl -q mask ${MASKED.join(' ')}`,
      ],
      ...[SUITE, join(folder, 'root'), MIRROR],
    ],
    { stdio: ['ignore', 2, 2] },
  );
  if (code !== 0) {
    throw new Refusal(
      `machines: mmdebstrap ended with ${code}, wanted a root from ${MIRROR}; see the messages above. ` +
        'MESOS_SPARK_DEBIAN_MIRROR names another mirror',
    );
  }
  say(`machines: root made in ${seconds(start)}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await entry(async () => {
    process.stdout.write(`${await bootRoot({ kernel: process.argv.includes('--kernel') })}\n`);
  });
}
