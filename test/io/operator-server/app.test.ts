import { operatorApp } from '../../../src/io/operator-server/app';
import type { Board } from '../../../src/operator/engine/board';
import { Bed } from '../../operator/support/bed';
import { FakeCluster } from '../../operator/support/fake-cluster';
import { declare, defaults, service } from '../../operator/support/manifests';

let bed: Bed;
let board: Board;
let app: ReturnType<typeof operatorApp>;

beforeEach(async () => {
  const cluster = new FakeCluster();
  bed = new Bed(cluster);
  board = bed.board();
  app = operatorApp({ board, names: ['Operator.example.internal'], version: '1.2.3' });
  for (const host of ['a1', 'a2', 'a3']) await cluster.addAgent(host);
  declare(bed.manifests, [service(), defaults()]);
});
afterEach(() => bed.close());

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  app.request(path, { method, headers: { host: '10.0.0.1:8095', ...headers } });

async function settle(): Promise<void> {
  bed.start('one', { board });
  await bed.run(61);
}

describe('GET /api/board', () => {
  test('is what the engine knows, and the version of the program', async () => {
    await settle();
    const answer = await ask('/api/board');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({ program: { version: '1.2.3' }, ...board.view });
  });

  test('is sent again only where something has changed, and never kept by anybody', async () => {
    await settle();
    const first = await ask('/api/board');
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('no-cache');
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await ask('/api/board', { 'if-none-match': known });
      expect([again.status, await again.text()]).toEqual([304, '']);
      expect(again.headers.get('etag')).toBe(etag);
    }
    await bed.run(20);
    const changed = await ask('/api/board', { 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  test('of another process is another one, though it counts alike', async () => {
    const other = operatorApp({ board, names: [], version: '1.2.3' });
    const headers = { host: 'localhost' };
    const theirs = await other.request('/api/board', { headers });
    expect(theirs.headers.get('etag')).not.toBe((await ask('/api/board')).headers.get('etag'));
  });
});

describe('health', () => {
  const health = async (path: string) => {
    const answer = await ask(path);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    return [answer.status, await answer.json()];
  };

  test('is good of one that leads once a pass has ended, and of one that stands by', async () => {
    expect(await health('/healthz')).toEqual([200, { status: 'ok' }]);
    expect(await health('/readyz')).toEqual([
      503,
      { status: 'failing', because: 'the lead has not been sought yet' },
    ]);
    await settle();
    for (const path of ['/healthz', '/readyz']) expect(await health(path)).toEqual([200, { status: 'ok' }]);
    const standby = bed.board();
    app = operatorApp({ board: standby, names: [], version: '' });
    bed.start('two', { board: standby });
    await bed.run(21);
    for (const path of ['/healthz', '/readyz']) expect(await health(path)).toEqual([200, { status: 'ok' }]);
  });

  test('says why it is not ready, and that the process lives', async () => {
    await settle();
    bed.manifests.list = async () => {
      throw new Error('the bucket does not answer');
    };
    await bed.run(21);
    expect(await health('/readyz')).toEqual([
      503,
      { status: 'failing', because: 'the last pass failed: the bucket does not answer' },
    ]);
    expect((await health('/healthz'))[0]).toBe(200);
    bed.rawState.get = async () => {
      throw new Error('the store does not answer');
    };
    const standby = bed.board();
    app = operatorApp({ board: standby, names: [], version: '' });
    bed.start('two', { board: standby });
    await bed.run(21);
    expect(await health('/readyz')).toEqual([
      503,
      { status: 'failing', because: 'the lead could not be sought: the store does not answer' },
    ]);
  });

  test('is bad where the loop is stuck, and names the key', async () => {
    board.keyBegan({ kind: 'Toy', name: 'x' });
    await bed.clock.run(300, 0);
    expect(await health('/healthz')).toEqual([200, { status: 'ok' }]);
    await bed.clock.run(1, 0);
    expect(await health('/healthz')).toEqual([
      503,
      { status: 'failing', because: 'the lead was sought last 301 s ago' },
    ]);
    board.soughtLead({ leads: true });
    for (const path of ['/healthz', '/readyz']) {
      expect(await health(path)).toEqual([
        503,
        { status: 'failing', because: 'nothing has been done for 301 s, at Toy/x' },
      ]);
    }
    board.passBegan('resync');
    expect(await health('/healthz')).toEqual([200, { status: 'ok' }]);
  });
});

describe('the page', () => {
  test('is whole: every file that it names is there, with its type', async () => {
    const page = await ask('/');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await page.text();
    const named = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, name]) => name ?? '');
    expect(named).toEqual(expect.arrayContaining(['style.css', 'main.mjs', 'icon.svg', 'api/board']));
    for (const name of named) expect([name, (await ask(`/${name}`)).status]).toEqual([name, 200]);
    expect((await ask('/main.mjs')).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    for (const name of named.filter((one) => one.endsWith('.mjs'))) {
      const text = await (await ask(`/${name}`)).text();
      for (const [, other] of text.matchAll(/from '\.\/([^']+)'/g)) {
        expect([other, (await ask(`/${other}`)).status]).toEqual([other, 200]);
      }
    }
  });

  test('writes text as text alone, and nothing in place of its own', async () => {
    for (const name of ['agents', 'dom', 'main', 'sections', 'services', 'words']) {
      const text = await (await ask(`/${name}.mjs`)).text();
      expect(text).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|https?:/);
    }
    const html = await (await ask('/')).text();
    expect(html).not.toMatch(/ style=| on[a-z]+=|https?:|<style/);
  });

  test('is asked for again each time and sent once', async () => {
    const etag = (await ask('/style.css')).headers.get('etag') ?? '';
    expect((await ask('/style.css', { 'if-none-match': etag })).status).toBe(304);
  });
});

describe('every answer', () => {
  const paths = ['/', '/style.css', '/api/board', '/healthz', '/nothing'];

  test.each(paths)('has headers that keep a browser from more: %s', async (path) => {
    const { headers } = await ask(path);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; " +
        "require-trusted-types-for 'script'; trusted-types 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('to %s is no', async (method) => {
    const answer = await ask('/api/board', {}, method);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('to HEAD has no body', async () => {
    const answer = await ask('/api/board', {}, 'HEAD');
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  test('to a path that is none, and to one that leads out of the page, is 404', async () => {
    for (const path of ['/nothing', '/index.html', '/../app.ts', '/..%2fapp.ts', '/api/board/x'])
      expect([path, (await ask(path)).status]).toEqual([path, 404]);
  });

  test.each(['127.0.0.1', '127.0.0.1:8095', '[::1]:8095', 'localhost:1', 'operator.EXAMPLE.internal.:8095'])(
    'is given to whoever asks for %s',
    async (host) => {
      expect((await ask('/healthz', { host })).status).toBe(200);
    },
  );

  test.each(['evil.example', 'evil.example:8095', '127.0.0.1.evil.example', '', 'a@b', '[evil]', '1.2.3'])(
    'is refused under a name of somebody else: %s',
    async (host) => {
      for (const path of ['/', '/api/board', '/healthz']) {
        const answer = await ask(path, { host });
        expect(answer.status).toBe(421);
        expect(await answer.text()).toContain('--listen-names');
      }
    },
  );
});
