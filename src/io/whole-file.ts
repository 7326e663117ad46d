import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** By rename: whoever reads sees all of the old file or all of the new one, also after a power cut. */
export async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.new`;
  try {
    await writeFile(draft, text, { mode, flush: true });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Only what differs is written. */
export async function writeIfOther(file: string, text: string, mode = 0o644): Promise<'wrote' | 'unchanged'> {
  if ((await readFile(file, 'utf8').catch(() => undefined)) === text) return 'unchanged';
  await writeWhole(file, text, mode);
  return 'wrote';
}
