import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { folderStore } from '../../src/io/folder-store';
import { objectStoreContract } from '../contract/object-store';
import { MemoryStore } from '../operator/support/memory-store';

const folders: string[] = [];
const folder = () => {
  folders.push(mkdtempSync(path.join(tmpdir(), 'folder-store-')));
  return folders.at(-1) ?? '';
};
afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true });
});

objectStoreContract('a folder', async () => {
  const root = folder();
  return { store: folderStore(root), other: folderStore(root) };
});

objectStoreContract('memory', async () => ({ store: new MemoryStore() }));

test.each(['../x', 'a//b', '/a', 'a/./b', '.mesos-spark/x', ''])('fails on the key %j', async (key) => {
  await expect(folderStore(folder()).get(key)).rejects.toThrow('wanted names joined by single slashes');
});

jest.setTimeout(60_000);

test('16 processes that create at once have one winner', async () => {
  const root = folder();
  const program = path.join(root, 'program.cjs');
  const contents = `
    import { folderStore } from ${JSON.stringify(path.join(__dirname, '../../src/io/folder-store'))};
    void folderStore(process.argv[2] ?? '').put('k', process.argv[3] ?? '', { ifAbsent: true }).then((r) => console.log(r.is));`;
  buildSync({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    outfile: program,
  });
  const data = path.join(root, 'data');
  const run = promisify(execFile);
  const results = await Promise.all(
    Array.from({ length: 16 }, (_, i) => run(process.execPath, [program, data, `${i}`])),
  );
  const said = results.map(({ stdout }) => stdout.trim());
  expect(said.filter((one) => one === 'written')).toHaveLength(1);
  expect((await folderStore(data).get('k'))?.body).toBe(`${said.indexOf('written')}`);
});
