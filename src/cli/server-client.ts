import type { Duration } from '../domain/core/duration';
import { type Addresses, fixedAddresses, originsOf } from '../io/addresses';
import type { Authorizer } from '../io/authorizer';
import { authorizer } from '../io/credentials';
import { HttpClient } from '../io/http';
import { readSecret } from '../io/secrets';
import { type FindLeader, zooKeeperAddresses } from '../io/zookeeper-leader';
import type { Clock } from '../operator/ports';
import type { ServicePlace } from './address-option';
import type { CredentialsReference } from './option-reader';

export interface ServerClientProps {
  /** How ZooKeeper says who leads, where it is asked. */
  readonly leader: FindLeader;
  /** What the server is shown. */
  readonly credentials: CredentialsReference | undefined;
  /** PEM text of the authorities to trust. @default - those of Node */
  readonly ca: string | undefined;
  /** No attempt of a request takes longer. */
  readonly timeout: Duration;
  readonly clock: Clock;
}

/** A client of the server at a place as an option names it. The secret is read with the first request. */
export function serverClient(place: ServicePlace, props: ServerClientProps): HttpClient {
  const { timeout } = props;
  const auth = serverAuth(place, props);
  return new HttpClient({
    baseUrl: addressesOf(place, props),
    timeout,
    ...(props.ca === undefined ? {} : { ca: props.ca }),
    ...(auth ? { auth } : {}),
  });
}

/** What the server is shown; undefined where it is shown nothing. */
export function serverAuth(place: ServicePlace, props: ServerClientProps): Authorizer | undefined {
  const { credentials, ca, timeout, clock } = props;
  if (!credentials) return undefined;
  return authorizer({
    kind: credentials.kind,
    readSecret: () => readSecret(credentials.reference, timeout),
    clock,
    timeout,
    ...(place.is === 'urls' ? { origin: fixedAddresses(originsOf(place.urls)) } : {}),
    ...(ca === undefined ? {} : { ca }),
  });
}

function addressesOf(place: ServicePlace, { leader, timeout }: ServerClientProps): Addresses {
  return place.is === 'urls' ? fixedAddresses(place.urls) : zooKeeperAddresses(place.url, leader, timeout);
}
