import { createSign } from 'node:crypto';
import type { Duration } from '../domain/core/duration';
import { ProblemError, shown } from '../domain/core/problem';
import type { Clock } from '../operator/ports';
import type { Addresses } from './addresses';
import type { Authorizer } from './authorizer';
import { HttpClient } from './http';
import { answerText } from './http-answer';

export const CREDENTIAL_KINDS = ['basic', 'token', 'serviceAccount'] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

export interface CredentialProps {
  readonly kind: CredentialKind;
  /** Reads the secret anew; it may have been rotated. */
  readonly readSecret: () => Promise<string>;
  readonly clock: Clock;
  readonly timeout: Duration;
  readonly ca?: string;
  /** Where a service account logs in if its secret does not say: the origins of the cluster's URLs. */
  readonly origin?: string | Addresses;
}

/** Between two refreshes: a wrong secret must not become a storm of logins. */
const REFRESH_MILLIS = 10_000;

/**
 * - `basic`: `user:password`, or JSON `{"username", "password"}`.
 * - `token`: a DC/OS authentication token, or JSON `{"token"}`.
 * - `serviceAccount`: DC/OS' JSON `{"uid", "private_key", "login_endpoint"?}`, exchanged for a token that is
 *   renewed whenever it has run out.
 */
export function authorizer(props: CredentialProps): Authorizer {
  let value: Promise<string> | undefined;
  let since = Number.NEGATIVE_INFINITY;
  const fetchValue = () => {
    since = props.clock.elapsedMillis();
    value = headerValue(props).catch((error: unknown) => {
      value = undefined;
      throw error;
    });
    return value;
  };
  return {
    header: () => value ?? fetchValue(),
    refresh: async () => {
      if (props.clock.elapsedMillis() - since < REFRESH_MILLIS) return false;
      await fetchValue();
      return true;
    },
  };
}

async function headerValue(props: CredentialProps): Promise<string> {
  const secret = (await props.readSecret()).trim();
  const fields = jsonFields(secret);
  switch (props.kind) {
    case 'basic': {
      const pair = fields ? `${field(fields, 'username')}:${field(fields, 'password')}` : secret;
      // With a capital: Mesos answers 401 to "basic" (recording 07).
      return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
    }
    case 'token':
      return `token=${fields ? field(fields, 'token') : secret}`;
    case 'serviceAccount':
      return `token=${await login(fields ?? {}, props)}`;
  }
}

export interface LoginSecret {
  readonly username: string;
  readonly password: string;
}

/**
 * User and password of a login: `user:password`, or JSON `{"username", "password"}`.
 * @throws ProblemError that shows nothing of the secret
 */
export function loginSecret(text: string): LoginSecret {
  const secret = text.trim();
  const fields = jsonFields(secret);
  if (fields) return { username: field(fields, 'username'), password: field(fields, 'password') };
  const at = secret.indexOf(':');
  if (at > 0 && at < secret.length - 1) {
    return { username: secret.slice(0, at), password: secret.slice(at + 1) };
  }
  throw new ProblemError([
    { at: 'secret', found: 'something else (not shown)', wanted: 'user:password, or JSON' },
  ]);
}

/** DC/OS: a token of our own, signed with the account's key, is exchanged for an authentication token. */
async function login(account: Readonly<Record<string, unknown>>, props: CredentialProps): Promise<string> {
  const uid = field(account, 'uid');
  const { login_endpoint: endpoint } = account;
  const { origin } = props;
  // ZooKeeper names masters, not where to log in.
  const path =
    typeof endpoint === 'string' || origin === undefined
      ? field(account, 'login_endpoint')
      : '/acs/api/v1/auth/login';
  const exp = Math.floor(props.clock.now().getTime() / 1000) + 300;
  const token = signedToken({ uid, exp }, field(account, 'private_key'));
  const client = new HttpClient({
    baseUrl: origin ?? '',
    timeout: props.timeout,
    ...(props.ca === undefined ? {} : { ca: props.ca }),
  });
  const answer = await client
    .request({ method: 'POST', path, json: { uid, token }, safe: true })
    .finally(() => client.close());
  const given = answer.status === 200 ? jsonFields(answer.body.toString('utf8'))?.['token'] : undefined;
  if (typeof given === 'string') return given;
  throw new Error(
    `login of the service account ${shown(uid)} at ${answer.url}: ${answer.status} ${answerText(answer)}`,
  );
}

/** A JSON Web Token with RS256 (RFC 7519, RFC 7518 3.3). */
export function signedToken(claims: Readonly<Record<string, unknown>>, privateKey: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey).toString('base64url')}`;
}

function jsonFields(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

/** @throws ProblemError that names the field and shows nothing of the secret */
function field(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new ProblemError([{ at: `secret.${name}`, found: 'nothing', wanted: 'a text' }]);
}
