import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bootRoot } from '../../machine/support/hardware';

export interface Said {
  readonly status: number | null;
  readonly output: string;
}

/**
 * Files over the system that machines of the tests boot, and its own systemd and cloud-init to look at them: what
 * they say does not depend on this machine, and nothing is installed here.
 */
export class Debian {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'lint-'));
  private readonly base = bootRoot();

  constructor() {
    for (const name of ['files', 'mounted']) mkdirSync(path.join(this.folder, name));
  }

  write(file: string, content: string, mode = '0644'): void {
    const target = path.join(this.folder, 'files', file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content, { mode: Number.parseInt(mode, 8) });
  }

  /** Forgets the files. */
  clear(): void {
    rmSync(path.join(this.folder, 'files'), { recursive: true });
    mkdirSync(path.join(this.folder, 'files'));
  }

  /** Runs a command for a shell there; what it writes is gone afterwards. */
  run(command: string): Said {
    const folders = [path.join(this.folder, 'mounted'), path.join(this.folder, 'files'), this.base];
    const { status, stdout, stderr, error } = spawnSync(
      'unshare',
      ['-m', 'sh', '-euc', ENTER, 'sh', ...folders, command],
      { encoding: 'utf8', env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' } },
    );
    if (error) throw error;
    return { status, output: `${stdout}${stderr}`.trim() };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const ENTER = `
mount -t tmpfs lint "$1"
cd "$1"
mkdir upper work root
mount -t overlay lint -o "lowerdir=$2:$3,upperdir=upper,workdir=work" root
exec chroot root sh -c "$4"`;
