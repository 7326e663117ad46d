import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startLab } from '../../../src/lab';
import { piece } from '../../docs/seeds/pieces';
import { runHere } from '../buffer-io';

const ANSWERS = ['--ports', '7337-7339', '--shared-directory', '/var/lib/spark'];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'import-'));
  writeFileSync(path.join(folder, 'app.json'), piece('003[2]'));
  writeFileSync(path.join(folder, 'list.json'), '[1]');
  writeFileSync(path.join(folder, 'torn.json'), '{"id": ');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string) => path.join(folder, name);

test('a file, the standard input and the answer of Marathon give the same', async () => {
  const ofFile = await runHere(['import', file('app.json'), ...ANSWERS]);
  expect(ofFile).toMatchObject({ code: 0, stderr: '' });
  expect(await runHere(['import', '-', ...ANSWERS], [piece('003[2]')])).toEqual(ofFile);
  expect(await runHere(['import', '-', ...ANSWERS], [`{"app":${piece('003[2]')}}`])).toEqual(ofFile);
});

test('prints JSON for machines, with the reasons', async () => {
  const { code, stdout } = await runHere(['import', file('app.json'), ...ANSWERS, '-o', 'json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    manifest: {
      kind: 'ShuffleService',
      metadata: { name: 'shuffle-service' },
      spec: { adopt: '/shuffle-service-7337' },
    },
    mended: expect.arrayContaining([expect.objectContaining({ reason: 'HeapFillsMemory', at: 'mem' })]),
    changes: expect.arrayContaining([expect.objectContaining({ path: 'mem', wanted: 1280, found: 1024 })]),
  });
});

test('values of people do not stand in the comments, for they may be secrets', async () => {
  const app = { ...JSON.parse(piece('003[2]')), env: { TOKEN: 'hunter2' }, labels: { pass: 'hunter2' } };
  const { stdout } = await runHere(['import', '-', ...ANSWERS], [JSON.stringify(app)]);
  const comments = stdout.split('\n').filter((line) => line.startsWith('#'));
  expect(comments.join('\n')).toContain('env.SPARK_DAEMON_JAVA_OPTS: new');
  expect(comments.join('\n')).not.toContain('hunter2');
});

test('asks Marathon for an app by its id', async () => {
  const lab = await startLab({ marathon: { mesosRole: 'shuffle' } });
  try {
    const body = piece('003[2]');
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    expect((await fetch(`${lab.marathonUrl}/v2/apps`, init)).status).toBe(201);
    const marathon = ['--marathon', lab.marathonUrl];
    const found = await runHere(['import', '/shuffle-service-7337', ...marathon, ...ANSWERS]);
    expect(found).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('adopt: /shuffle-service-7337'),
    });
    expect(await runHere(['import', '/nobody', ...marathon, ...ANSWERS])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^\/nobody: found no such file and no such app, wanted /),
    });
  } finally {
    await lab.close();
  }
});

test.each([
  [['list.json'], /list\.json: found a list, wanted one Marathon app/],
  [['torn.json'], /torn\.json: found .* wanted one Marathon app/],
  [['nowhere.json'], /nowhere\.json: found ENOENT.* wanted a file that can be read/],
  [['app.json', '--ports', 'x', '--spark-user', 'me'], /--ports: found "x".*\n--spark-user: found "me"/],
  [
    ['app.json', '--ports', '7338-7339', '--shared-directory', '/d'],
    /portDefinitions: found port 7337, wanted one of 7338-7339/,
  ],
])('fails on %j and prints no manifest', async ([name = '', ...options], message) => {
  const found = await runHere(['import', file(name), ...options]);
  expect(found).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(message) });
});

test('its help fits a screen', async () => {
  const { stdout } = await runHere(['import', '--help']);
  expect(stdout.split('\n').length).toBeLessThanOrEqual(40);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
});
