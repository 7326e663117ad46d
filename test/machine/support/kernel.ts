import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Whether this machine's kernel mounts a file system with project quotas; its configuration need not be readable. */
export function kernelHasQuotas(): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), 'quotas-'));
  const script =
    'truncate -s 16M "$1/disk" && mkfs.ext4 -q -F -O quota,project -E quotatype=prjquota "$1/disk" && mount -o loop,prjquota "$1/disk" "$1"';
  try {
    return spawnSync('unshare', ['-m', 'sh', '-c', script, 'sh', folder]).status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
