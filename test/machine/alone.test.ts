import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What several tests need at once on a fresh clone, such as the system that machines boot, one of them makes. */

const PART = path.join(__dirname, '../../.dev/parts/alone.mjs');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'alone-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process that notes when it began and ended to hold the file. */
function holder(milliseconds: number, more = '') {
  const script = `
    import { appendFileSync } from 'node:fs';
    import { setTimeout } from 'node:timers/promises';
    import { alone } from ${JSON.stringify(PART)};
    const note = (word) => appendFileSync('notes', word + ' ');
    await alone('cache/lock', async () => {
      note('begin');
      ${more}
      await setTimeout(${milliseconds});
      note('end');
    });`;
  return [process.execPath, ['--input-type=module', '-e', script]] as const;
}

const notes = () => readFileSync(path.join(folder, 'notes'), 'utf8').trim();

test('processes hold a file one after the other', async () => {
  const running = [1, 2, 3].map(() => spawn(...holder(100), { cwd: folder, stdio: 'inherit' }));
  await Promise.all(running.map((child) => once(child, 'exit')));
  expect(notes()).toBe('begin end begin end begin end');
});

test('one that fails or is killed lets go of it', () => {
  expect(spawnSync(...holder(60_000, "process.kill(process.pid, 'SIGKILL');"), { cwd: folder }).signal).toBe(
    'SIGKILL',
  );
  expect(spawnSync(...holder(0, "throw new Error('no');"), { cwd: folder, encoding: 'utf8' })).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('Error: no'),
  });
  execFileSync(...holder(0), { cwd: folder, timeout: 20_000 });
  expect(notes()).toBe('begin begin begin end');
});

describe('a folder that is kept', () => {
  /** Puts a note into the folder that it makes, and one beside it. */
  const keeper = (more = '') => {
    const script = `
      import { appendFileSync, writeFileSync } from 'node:fs';
      import { setTimeout } from 'node:timers/promises';
      import { kept } from ${JSON.stringify(path.join(path.dirname(PART), 'kept.mjs'))};
      await kept('cache/thing', async (draft) => {
        appendFileSync('notes', 'made ');
        writeFileSync(draft + '/file', 'whole');
        await setTimeout(100);
        ${more}
      });`;
    return [process.execPath, ['--input-type=module', '-e', script]] as const;
  };
  const made = () => readdirSync(path.join(folder, 'cache')).filter((name) => !name.endsWith('.lock'));

  test('is made once, however many want it at once', async () => {
    const running = [1, 2, 3].map(() => spawn(...keeper(), { cwd: folder, stdio: 'inherit' }));
    await Promise.all(running.map((child) => once(child, 'exit')));
    expect([notes(), made()]).toEqual(['made', ['thing']]);
    expect(readFileSync(path.join(folder, 'cache/thing/file'), 'utf8')).toBe('whole');
  });

  test('is not there in part', () => {
    expect(spawnSync(...keeper("throw new Error('no');"), { cwd: folder }).status).toBe(1);
    expect(made()).toEqual([]);
    execFileSync(...keeper(), { cwd: folder, timeout: 20_000 });
    expect(made()).toEqual(['thing']);
  });
});
