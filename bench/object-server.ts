import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Held {
  readonly body: string;
  readonly etag: string;
}

/** One bucket in memory, as far as the operator asks S3: list, get, and put on a condition. Nothing is signed. */
export async function startObjectServer(): Promise<string> {
  const objects = new Map<string, Held>();
  const server = createServer((request, response) => void answer(objects, request, response));
  // A whole pass on a slow machine may lie between two requests.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function answer(
  objects: Map<string, Held>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bucket');
  const key = decodeURIComponent(pathname.replace(/^\/[^/]+\/?/, ''));
  const found = objects.get(key);
  if (request.method === 'PUT') {
    const body = await textOf(request);
    const wanted = request.headers['if-match'];
    const believed =
      wanted === undefined ? !('if-none-match' in request.headers) || !found : wanted === found?.etag;
    if (!believed) return send(response, 412, errorXml('PreconditionFailed'));
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    objects.set(key, { body, etag });
    response.setHeader('ETag', etag);
    return send(response, 200, '');
  }
  if (key === '') return send(response, 200, listing(objects, searchParams.get('prefix') ?? ''));
  if (!found) return send(response, 404, errorXml('NoSuchKey'));
  response.setHeader('ETag', found.etag);
  return send(response, 200, found.body);
}

function listing(objects: ReadonlyMap<string, Held>, prefix: string): string {
  const rows = [...objects]
    .filter(([key]) => key.startsWith(prefix))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, { etag }]) =>
        `<Contents><Key>${key}</Key><ETag>&quot;${etag.slice(1, -1)}&quot;</ETag></Contents>`,
    );
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${rows.join('')}</ListBucketResult>`;
}

function errorXml(code: string): string {
  return `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`;
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': body.startsWith('<?xml') ? 'application/xml' : 'text/plain' });
  response.end(body);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
