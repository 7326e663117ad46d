import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type Disk, EBS, INSTANCE_STORE } from './disk';
import type { Hardware } from './machine';
import { asksForFirstControlGroups } from './namespaces';

/** Without KVM a boot takes one to two minutes. */
const LIMIT_SECONDS = 600;

const ROOT_MEBIBYTES = 3072;

/** Virtual machines with a kernel, md and NVMe controllers of their own. The emulator's disks have its own name. */
export function virtual(base: string): Hardware {
  const image = rootImage(base);
  return {
    settings: { STORAGE_NVME_MODEL: 'QEMU NVMe Ctrl' },
    standIns: ['machine'],
    off: 'systemctl poweroff',
    create: (folder) => execFileSync('cp', ['--sparse=always', image, path.join(folder, 'root.img')]),
    withRoot,
    boot: (folder, disks) => boot(base, folder, disks),
    journal,
    remove: () => {},
  };
}

/** Beside the root in the cache: made once. */
function rootImage(base: string): string {
  const file = path.join(base, '../root.img');
  if (existsSync(file)) return file;
  const draft = `${file}.${process.pid}`;
  execFileSync('truncate', ['-s', `${ROOT_MEBIBYTES}M`, draft]);
  execFileSync('mkfs.ext4', ['-q', '-F', '-L', 'root', '-d', base, draft]);
  execFileSync('mv', [draft, file]);
  return file;
}

function withRoot(folder: string, use: (root: string) => void): void {
  const root = path.join(folder, 'mnt');
  mkdirSync(root, { recursive: true });
  execFileSync('mount', ['-o', 'loop', path.join(folder, 'root.img'), root]);
  try {
    use(root);
  } finally {
    execFileSync('umount', [root]);
  }
}

async function boot(base: string, folder: string, disks: readonly Disk[]): Promise<boolean> {
  let first = false;
  withRoot(folder, (root) => {
    first = asksForFirstControlGroups(root);
  });
  const own = readdirSync(path.join(base, 'boot')).sort();
  const file = (prefix: string) =>
    path.join(base, 'boot', own.find((name) => name.startsWith(prefix)) ?? prefix);
  const kernel = [
    'root=LABEL=root',
    'rw',
    'console=ttyS0',
    'quiet',
    'net.ifnames=0',
    'systemd.show_status=no',
  ];
  if (first) kernel.push('systemd.unified_cgroup_hierarchy=0');
  const console = path.join(folder, 'console');
  return run([
    ...[
      '-machine',
      'q35,accel=tcg',
      '-cpu',
      'max',
      '-smp',
      '1',
      '-m',
      '1024',
      '-nodefaults',
      '-display',
      'none',
    ],
    ...[
      '-no-reboot',
      '-serial',
      `file:${console}`,
      '-kernel',
      file('vmlinuz'),
      '-initrd',
      file('initrd.img'),
    ],
    ...['-append', kernel.join(' '), '-drive', `file=${path.join(folder, 'root.img')},format=raw,if=virtio`],
    ...disks.flatMap((disk, i) => nvme(disk, i)),
  ]);
}

/** The emulator has one model for all; a namespace that is EBS is none of ours, so it is a disk of another kind. */
function nvme(disk: Disk, i: number): readonly string[] {
  const drive = ['-drive', `file=${disk.file},format=raw,if=none,id=disk${i}`];
  if (disk.model === INSTANCE_STORE)
    return [...drive, '-device', `nvme,drive=disk${i},serial=${path.basename(disk.file)}`];
  if (disk.model === EBS)
    return [...drive, '-device', `virtio-blk-pci,drive=disk${i},serial=${path.basename(disk.file)}`];
  throw new Error(`found a disk of the model ${disk.model}, wanted one that a virtual machine has`);
}

function run(args: readonly string[]): Promise<boolean> {
  const child = spawn('qemu-system-x86_64', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((done, fail) => {
    let ended = true;
    const limit = setTimeout(() => {
      ended = false;
      child.kill('SIGKILL');
    }, LIMIT_SECONDS * 1000);
    child.on('error', fail);
    child.on('close', () => {
      clearTimeout(limit);
      done(ended);
    });
  });
}

function journal(folder: string): string {
  let text = '';
  withRoot(folder, (root) => {
    const logs = path.join(root, 'var/log/journal');
    if (existsSync(logs))
      text = spawnSync('chroot', [root, 'journalctl', '--no-pager', '-n', '200'], {
        encoding: 'utf8',
      }).stdout;
  });
  return text;
}
