import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stateStoreKeys } from '../../../src/manifest';
import { declare, drain } from '../../operator/support/manifests';
import { MemoryStore } from '../../operator/support/memory-store';
import { runHere } from '../buffer-io';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'drain-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const cli = (line: string) =>
  runHere(line.split(' '), [], {
    MESOS_SPARK_MANIFESTS: `file://${folder}/manifests`,
    MESOS_SPARK_STATE: `file://${folder}/state`,
  });

function put(key: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, key)), { recursive: true });
  writeFileSync(path.join(folder, key), text);
}

const declared = (name: string) =>
  JSON.parse(
    readFileSync(path.join(folder, `state/declared/manifests/command-line/AgentDrain/${name}.json`), 'utf8'),
  );
const index = () =>
  JSON.parse(readFileSync(path.join(folder, 'state/declared/index/command-line.json'), 'utf8')).manifests;

test('drain declares a drain of the name of its agent, and says that nobody acts on it yet', async () => {
  const ran = await cli('drain Agent-7.example --deadline 2hrs --mark-gone --because disks');
  expect(ran).toMatchObject({ code: 0, stdout: 'AgentDrain/agent-7-example created\n' });
  expect(ran.stderr).toContain('no operator holds a lease');
  expect(declared('agent-7-example')).toMatchObject({
    kind: 'AgentDrain',
    spec: { agent: 'Agent-7.example', deadline: '2hrs', markGone: true, because: 'disks' },
  });
  expect(index()).toMatchObject([{ kind: 'AgentDrain', name: 'agent-7-example' }]);
  expect((await cli('drain Agent-7.example --deadline 3hrs')).stdout).toBe(
    'AgentDrain/agent-7-example configured\n',
  );
});

test('nothing is said of an operator where one holds the lease', async () => {
  const lease = { holder: 'one', term: 1, seconds: 30 };
  put(`state/${stateStoreKeys.lease}`, JSON.stringify(lease));
  expect((await cli('drain a1')).stderr).toBe('');
});

test('uncordon takes it back, and says where that comes too late', async () => {
  await cli('drain a1');
  const drained = { agentId: 'x', hostname: 'a1', phase: 'Drained', users: [] };
  const status = { observedGeneration: 'x', stack: 'command-line', conditions: [], drain: drained };
  const document = {
    apiVersion: 'mesos-spark/v1alpha1',
    kind: 'AgentDrain',
    metadata: { name: 'a1' },
    status,
  };
  put(`state/${stateStoreKeys.status('AgentDrain', 'a1')}`, JSON.stringify(document));
  const ran = await cli('uncordon a1');
  expect(ran).toMatchObject({ code: 0, stdout: 'AgentDrain/a1 deleted\n' });
  expect(ran.stderr).toContain('the drain has ended: a1 stays as it is');
  expect(index()).toEqual([]);
});

test('neither touches what Terraform declares', async () => {
  const store = new MemoryStore();
  declare(store, [drain('a1')]);
  for (const { key } of await store.list('')) put(`manifests/${key}`, store.text(key) ?? '');
  const drained = await cli('drain a1');
  expect(drained.code).toBe(1);
  expect(drained.stderr).toContain("which Terraform's stack demo declares");
  const back = await cli('uncordon a1');
  expect(back.code).toBe(1);
  expect(back.stderr).toContain('AgentDrain/a1 of the stack demo');
});

test.each([
  ['drain a1 --deadline soon --timeout never', ['--deadline', '--timeout']],
  ['drain ...', ['AGENT']],
  ['uncordon a9', ['no AgentDrain/a9']],
])('%s is refused with all that is wrong', async (line, wrong) => {
  const { code, stderr } = await cli(line);
  expect(code).not.toBe(0);
  for (const one of wrong) expect(stderr).toContain(one);
});
