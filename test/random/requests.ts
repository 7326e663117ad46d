import type { HttpRequest } from '../../src/io/http-exchange';

/** What an operator asks of Marathon that changes something. */
export type Write =
  | {
      readonly is: 'create';
      readonly appId: string;
      readonly port: number;
      readonly to: number;
      readonly cpus: number;
      readonly mem: number;
    }
  | { readonly is: 'raise'; readonly appId: string; readonly to: number }
  | { readonly is: 'remove'; readonly appId: string }
  | { readonly is: 'release' | 'wipe'; readonly appId: string; readonly taskId: string }
  | { readonly is: 'stop'; readonly deploymentId: string }
  | { readonly is: 'other'; readonly what: string };

interface AppJson {
  readonly id?: string;
  readonly instances?: number;
  readonly cpus?: number;
  readonly mem?: number;
  readonly portDefinitions?: readonly { readonly port?: number }[];
}

export function writeOf({ method, path, json }: HttpRequest): Write {
  const { pathname, searchParams } = new URL(path, 'http://marathon');
  const other: Write = { is: 'other', what: `${method} ${path}` };
  const body = (json ?? {}) as AppJson;
  if (method === 'POST' && pathname === '/v2/apps') {
    const { id = '', instances = 1, cpus = 0, mem = 0, portDefinitions } = body;
    return { is: 'create', appId: id, port: portDefinitions?.[0]?.port ?? 0, to: instances, cpus, mem };
  }
  const task = /^\/v2\/apps(\/.+)\/tasks\/([^/]+)$/.exec(pathname);
  const app = /^\/v2\/apps(\/.+)$/.exec(pathname)?.[1];
  const deployment = /^\/v2\/deployments\/([^/]+)$/.exec(pathname)?.[1];
  if (method === 'DELETE' && task) {
    const [, appId = '', taskId = ''] = task;
    if (searchParams.get('force') === 'true') return other;
    if (searchParams.get('scale') === 'true')
      return { is: 'release', appId, taskId: decodeURIComponent(taskId) };
    return searchParams.get('wipe') === 'true'
      ? { is: 'wipe', appId, taskId: decodeURIComponent(taskId) }
      : other;
  }
  if (method === 'DELETE' && deployment !== undefined) return { is: 'stop', deploymentId: deployment };
  if (method === 'DELETE' && app !== undefined && searchParams.get('force') === 'false') {
    return { is: 'remove', appId: app };
  }
  const fields = Object.keys(body).join();
  if (method === 'PATCH' && app !== undefined && fields === 'instances' && searchParams.size === 0) {
    return { is: 'raise', appId: app, to: body.instances ?? 0 };
  }
  return other;
}
