import type { Duration } from '../domain/core/duration';
import { type Problem, ProblemError } from '../domain/core/problem';
import { canonicalJson } from '../domain/render/json';
import { fixedAddresses, originsOf } from '../io/addresses';
import { authorizer } from '../io/credentials';
import { HttpClient } from '../io/http';
import { readSecret } from '../io/secrets';
import { zeppelinOverHttp } from '../io/zeppelin-http';
import { ZeppelinSession } from '../io/zeppelin-session';
import type { ZeppelinPlace } from '../manifest';
import type { Clock, Zeppelin } from '../operator/ports';

export interface ZeppelinClientProps {
  readonly timeout: Duration;
  readonly clock: Clock;
  /** PEM text of the authorities to trust. */
  readonly ca?: string;
  /**
   * Whether manifests may name files as secrets. Only where they lie on this very machine: whoever may write to a
   * bucket could else have any file of the operator's machine sent to a URL of theirs.
   */
  readonly fileSecrets: boolean;
}

/** A client for each Zeppelin that a manifest names, made when it is first asked for. Secrets are read when needed. */
export function zeppelinClients(props: ZeppelinClientProps) {
  const known = new Map<string, { readonly client: HttpClient; readonly zeppelin: Zeppelin }>();
  return {
    at: (place: ZeppelinPlace): Zeppelin => {
      const key = canonicalJson(place);
      const one = known.get(key) ?? made(place, props);
      known.set(key, one);
      return one.zeppelin;
    },
    close: () => {
      for (const { client } of known.values()) client.close();
    },
  };
}

function made(place: ZeppelinPlace, { timeout, clock, ca, fileSecrets }: ZeppelinClientProps) {
  const { url, credentials, login } = place;
  if (!fileSecrets) refuseFiles(place);
  const trust = ca === undefined ? {} : { ca };
  const auth = credentials && {
    auth: authorizer({
      kind: credentials.kind,
      readSecret: () => readSecret(credentials.secret, timeout),
      clock,
      timeout,
      origin: fixedAddresses(originsOf([url])),
      ...trust,
    }),
  };
  const client = new HttpClient({ baseUrl: url.replace(/\/+$/, ''), timeout, ...trust, ...auth });
  const session = new ZeppelinSession({
    client,
    clock,
    ...(login ? { readLogin: () => readSecret(login.secret, timeout) } : {}),
  });
  return { client, zeppelin: zeppelinOverHttp(session) };
}

function refuseFiles({ credentials, login }: ZeppelinPlace): void {
  const problems: Problem[] = Object.entries({ credentials, login })
    .filter(([, found]) => found?.secret.startsWith('file:') === true)
    .map(([name]) => ({
      at: `spec.${name}.secret`,
      found: 'a file:// URL',
      wanted: 'the ARN of a secret in AWS Secrets Manager',
      fix: 'put it there: only manifests that lie on this machine may name its files',
    }));
  if (problems.length > 0) throw new ProblemError(problems);
}
