// What is made once and kept in the cache, for every clone.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './alone.mjs';

/**
 * Makes the folder unless it stands: aside and renamed, so that an interrupted run leaves nothing half done, and by one
 * process at a time, for tests that run side by side would all make it, and take it from one another.
 * @param make fills the folder that it is given
 */
export async function kept(folder, make) {
  const stands = () => existsSync(join(folder, 'complete'));
  if (stands()) return;
  await alone(`${folder}.lock`, async () => {
    if (stands()) return;
    const draft = `${folder}.${process.pid}`;
    mkdirSync(draft, { recursive: true });
    try {
      await make(draft);
      writeFileSync(join(draft, 'complete'), '');
      rmSync(folder, { recursive: true, force: true });
      renameSync(draft, folder);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  });
}
