import { authorized } from '../world/mesos/authorizer';
import type { MesosConfig } from '../world/mesos/config';
import type { Portion } from '../world/mesos/portions';
import { plainText } from './call-fields';
import type { LabRequest, LabResponse } from './route';

/** Who asks, and what may be shown to that one. */
export interface Viewer {
  readonly principal: string | undefined;
  may(action: string, object?: string): boolean;
  /** Unreserved resources are shown to everybody. */
  readonly sees: (portion: Portion) => boolean;
  readonly seesRole: (role: string) => boolean;
}

type Realm = 'readonly' | 'readwrite';

/** Which realm a path belongs to; undefined: it is open to everybody. */
export function realmOf(path: string): Realm | undefined {
  if (/^\/(health|version|redirect|metrics\/snapshot|api\/v1\/scheduler)$/.test(path)) return undefined;
  return /^\/(api\/v1|teardown|maintenance\/schedule|machine\/.*|reserve|unreserve)$/.test(path)
    ? 'readwrite'
    : 'readonly';
}

/** The one who asks, or 401. The scheme is told apart by case, and whatever is wrong gets the same answer. */
export function viewerOf(
  config: MesosConfig,
  path: string,
  { headers }: LabRequest,
): { readonly viewer: Viewer } | { readonly refusal: LabResponse } {
  const realm = realmOf(path);
  const isClosed = realm === 'readonly' ? config.authenticateReadonly : config.authenticateReadwrite;
  if (realm === undefined || !isClosed) return { viewer: viewer(config, undefined) };
  const principal = principalOf(config, headers.get('authorization'));
  if (principal !== undefined) return { viewer: viewer(config, principal) };
  const answer = plainText(401, '401 Unauthorized.');
  const challenge = { 'WWW-Authenticate': `Basic realm="mesos-master-${realm}"` };
  return { refusal: { ...answer, headers: { ...answer.headers, ...challenge } } };
}

function principalOf({ credentials }: MesosConfig, header: string | null): string | undefined {
  const encoded = /^Basic (.*)$/.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [principal = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return Object.hasOwn(credentials, principal) && credentials[principal] === secret.join(':')
    ? principal
    : undefined;
}

function viewer({ acls }: MesosConfig, principal: string | undefined): Viewer {
  const roles = new Map<string, boolean>();
  const seesRole = (role: string) => {
    const known = roles.get(role) ?? authorized(acls, 'view_roles', { principal, object: role });
    roles.set(role, known);
    return known;
  };
  return {
    principal,
    may: (action, object) =>
      authorized(acls, action, { principal, ...(object === undefined ? {} : { object }) }),
    sees: ({ role }) => role === '*' || seesRole(role),
    seesRole,
  };
}
