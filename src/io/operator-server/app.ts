import { createHash, randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { Board } from '../../operator/engine/board';
import type { BoardView } from '../../operator/engine/board-view';
import { type Health, liveness, readiness } from '../../operator/engine/health';
import { hardened, knownHost, readOnly } from './guards';
import { pageFiles } from './page-files';

export interface OperatorAppProps {
  readonly board: Board;
  /** Names by which it may be asked, beside addresses and `localhost`. */
  readonly names: readonly string[];
  /** The version of the program, for whoever looks. */
  readonly version: string;
  /** @default none: `/metrics` is not there */
  readonly metrics?: MetricsText;
}

/** What Prometheus is answered. */
export interface MetricsText {
  readonly contentType: string;
  text(view: BoardView): Promise<string>;
}

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** What the operator answers: how it is, what it knows, and a page for people. Nothing can be changed by it. */
export function operatorApp({ board, names, version, metrics }: OperatorAppProps): Hono {
  const app = new Hono();
  app.use(hardened, readOnly, knownHost(new Set(names.map((name) => name.toLowerCase()))));
  app.get('/healthz', (c) => health(c, liveness(board)));
  app.get('/readyz', (c) => health(c, readiness(board)));
  if (metrics) {
    app.get('/metrics', async (c) => {
      c.header('Cache-Control', 'no-store');
      return c.body(await metrics.text(board.view), 200, { 'Content-Type': metrics.contentType });
    });
  }
  const process = randomUUID();
  app.get('/api/board', (c) => {
    const { view } = board;
    return tagged(c, `${process}-${view.version}`, () => c.json({ program: { version }, ...view }));
  });
  for (const [name, text] of Object.entries(pageFiles())) addFile(app, name, text);
  app.notFound((c) => c.json({ message: `found nothing at ${c.req.path}` }, 404));
  app.onError((_, c) => c.json({ message: 'the answer could not be made' }, 500));
  return app;
}

function health(c: Context, found: Health): Response {
  c.header('Cache-Control', 'no-store');
  return found.is === 'good'
    ? c.json({ status: 'ok' })
    : c.json({ status: 'failing', because: found.because }, 503);
}

function addFile(app: Hono, name: string, text: string): void {
  const type = TYPES[name.replace(/^.*\./, '')];
  if (type === undefined) return;
  const tag = createHash('sha256').update(text).digest('hex').slice(0, 16);
  app.get(name === 'index.html' ? '/' : `/${name}`, (c) =>
    tagged(c, tag, () => c.body(text, 200, { 'Content-Type': type })),
  );
}

/** Asked again each time, and sent only where it is another one. */
function tagged(c: Context, tag: string, answer: () => Response): Response {
  const etag = `"${tag}"`;
  c.header('ETag', etag);
  c.header('Cache-Control', 'no-cache');
  const known = (c.req.header('if-none-match') ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return known.includes(etag) || known.includes('*') ? c.body(null, 304) : answer();
}
