import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Disk } from './disk';
import type { Hardware } from './machine';

/** A boot takes 4 to 15 seconds; one that hangs must not hold up the tests. */
const LIMIT_SECONDS = 120;

const here = path.join(__dirname, '..');

/** Machines in namespaces of this one: real systemd and cloud-init on this machine's kernel, loop devices as disks. */
export function namespaces(base: string): Hardware {
  return {
    settings: {},
    standIns: ['machine', 'namespaces'],
    // File systems are unmounted with their namespace; a step by step shutdown would only take longer.
    off: 'systemctl poweroff --force --force',
    create: (folder) => mkdirSync(path.join(folder, 'upper')),
    withRoot: (folder, use) => use(path.join(folder, 'upper')),
    boot: (folder, disks) => boot(base, folder, disks),
    journal: (folder) => journal(base, folder),
    remove: () => {},
  };
}

async function boot(base: string, folder: string, disks: readonly Disk[]): Promise<boolean> {
  const loops: string[] = [];
  try {
    for (const disk of disks) loops.push(text('losetup', ['--find', '--show', disk.file]));
    const rows = disks.map((disk, i) => {
      const loop = loops[i] ?? '';
      const model = disk.model.replaceAll(' ', '_');
      return `nvme${i}n1|${numbers(loop)}|${disk.bytes}|${model}|${path.basename(disk.file)}`;
    });
    writeFileSync(path.join(folder, 'boot-id'), `${randomUUID()}\n`);
    const groups = asksForFirstControlGroups(path.join(folder, 'upper')) ? 1 : 2;
    writeFileSync(
      path.join(folder, 'boot'),
      `BASE='${base}'\nCONTROL_GROUPS=${groups}\nDISKS='${rows.join(' ')}'\n`,
    );
    return await run(folder);
  } finally {
    for (const loop of loops) spawnSync('losetup', ['--detach', loop]);
  }
}

/** On the kernel's command line, as GRUB would put it together. */
export function asksForFirstControlGroups(root: string): boolean {
  const folder = path.join(root, 'etc/default/grub.d');
  if (!existsSync(folder)) return false;
  return readdirSync(folder).some((file) =>
    readFileSync(path.join(folder, file), 'utf8').includes('systemd.unified_cgroup_hierarchy=0'),
  );
}

/** `script` gives it a terminal for a console, and ends everything with itself. */
function run(folder: string): Promise<boolean> {
  const command = 'exec unshare -m sh "$MACHINE_START" "$MACHINE_FOLDER" "$MACHINE_NAME"';
  const env = {
    ...process.env,
    MACHINE_START: path.join(here, 'start.sh'),
    MACHINE_FOLDER: folder,
    MACHINE_NAME: path.basename(folder),
  };
  const child = spawn('script', ['-qefc', command, path.join(folder, 'console')], { env, stdio: 'ignore' });
  return new Promise((done, fail) => {
    let ended = true;
    const limit = setTimeout(() => {
      ended = false;
      child.kill('SIGKILL');
    }, LIMIT_SECONDS * 1000);
    child.on('error', fail);
    child.on('close', () => {
      clearTimeout(limit);
      rmSync(path.join(folder, 'work'), { recursive: true, force: true });
      done(ended);
    });
  });
}

function numbers(device: string): string {
  const { rdev } = statSync(device);
  return `${(rdev >> 8) & 0xfff}:${rdev & 0xff}`;
}

function text(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8' }).trim();
}

/** By the machine's own journalctl: this one may have none. */
function journal(base: string, folder: string): string {
  const logs = path.join(folder, 'upper/var/log/journal');
  if (!existsSync(logs)) return '(none was written)';
  const script = 'mount --bind "$1" "$2/mnt" && exec chroot "$2" journalctl --no-pager -D /mnt -n 200';
  return spawnSync('unshare', ['-m', 'sh', '-c', script, 'sh', logs, base], { encoding: 'utf8' }).stdout;
}
