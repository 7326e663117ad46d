import { readdirSync } from 'node:fs';
import { operatorApp } from '../../src/io/operator-server/app';
import { pageFiles } from '../../src/io/operator-server/page-files';
import { agentRowSchema } from '../../src/manifest';
import type { Board } from '../../src/operator/engine/board';
import { Bed } from '../operator/support/bed';
import { FakeCluster } from '../operator/support/fake-cluster';
import { declare, defaults, service } from '../operator/support/manifests';
import { quoted, root, rowsOf, section, textOf } from './page';

const page = textOf('docs/status-page.md');

/** Names of members at any depth. */
function membersOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(membersOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...membersOf(inner)]);
}

describe('the board', () => {
  let bed: Bed;
  let board: Board;

  beforeEach(async () => {
    const cluster = new FakeCluster();
    bed = new Bed(cluster);
    board = bed.board();
    for (const host of ['a1', 'a2', 'a3']) await cluster.addAgent(host);
    declare(bed.manifests, [service(), defaults()]);
    bed.manifests.set('index/other.json', '{');
    bed.start('one', { board });
    await bed.run(81);
    declare(bed.manifests, [service({ sparkVersion: '2.4.1' }), defaults()]);
    await bed.run(121);
    await cluster.lose('a2');
    cluster.marathon.queue = async () => {
      throw new Error('Marathon does not answer');
    };
    await bed.run(21);
  });
  afterEach(() => bed.close());

  test('has no member that the page does not tell of', async () => {
    const app = operatorApp({ board, names: [], version: '1' });
    const answer = await app.request('/api/board', { headers: { host: 'localhost' } });
    const members = new Set(membersOf(await answer.json()));
    // Those of a condition stand with the status.
    for (const one of ['type', 'status', 'reason', 'message', 'lastTransitionTime']) members.delete(one);
    expect(members.size).toBeGreaterThan(50);
    const told = new Set(quoted(section(page, 'The board')).flatMap((one) => one.split(/[.[\]]+/)));
    expect([...members].filter((one) => !told.has(one))).toEqual([]);
  });
});

test('each state of an agent has its sign on the page and in the docs', () => {
  const told = new Map(
    rowsOf(section(page, 'What the page says')).map(([state, sign]) => [quoted(state)[0], sign]),
  );
  const words = pageFiles()['words.mjs'] ?? '';
  const shown = [...words.matchAll(/\['(\w+)', \{ sign: '(.)'/g)].map(([, state, sign]) => [state, sign]);
  expect([...told]).toEqual(shown);
  expect(new Set(told.values()).size).toBe(told.size);
  const rows = agentRowSchema.shape.state.options;
  expect([...told.keys()].sort()).toEqual([...rows, 'ineligible', 'recovering'].sort());
});

test('its paths are those of the server, and the picture is there', () => {
  const source = textOf('src/io/operator-server/app.ts');
  const paths = [...source.matchAll(/app\.get\('([^']+)'/g)].map(([, path]) => path);
  const named = rowsOf(page)
    .map(([path]) => quoted(path)[0])
    .filter((path) => path?.startsWith('/'));
  expect([...named].sort()).toEqual(['/', ...paths].sort());
  expect(readdirSync(`${root}/docs/images`)).toContain('status-page.png');
});
