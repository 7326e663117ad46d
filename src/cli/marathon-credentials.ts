import { ProblemError } from '../domain/core/problem';
import { originsOf } from '../io/addresses';
import { isSecretArn, type MarathonCredentials } from '../manifest';
import type { ServicePlace } from './address-option';
import type { ClusterSettings } from './cluster-options';
import type { CredentialsReference } from './option-reader';

export type Access = Omit<ClusterSettings<'mesos' | 'marathon'>, 'ca'>;

/** What the cluster's own Marathon is shown: what is said of it, else what the masters are shown, too. */
export function clusterMarathonCredentials({
  credentials,
  marathonCredentials,
}: Pick<Access, 'credentials' | 'marathonCredentials'>): CredentialsReference | undefined {
  return marathonCredentials === 'none' ? undefined : (marathonCredentials ?? credentials);
}

/**
 * What a Marathon is shown that a manifest names: its own credentials, else the cluster's only where they go to the
 * very servers that see them anyhow. Whoever may write a manifest could otherwise have them sent anywhere.
 * @throws ProblemError where the manifest names the cluster's secret for another place
 */
export function credentialsFor(
  place: ServicePlace,
  own: MarathonCredentials | undefined,
  access: Access,
): CredentialsReference | undefined {
  const shared = sharedCredentials(place, access);
  if (!own) return shared;
  const reference = own.secret;
  const at = 'spec.marathonCredentials.secret';
  if (!isSecretArn(reference)) {
    const found = 'something else (not shown: it may be the secret itself)';
    throw new ProblemError([{ at, found, wanted: 'the ARN of a secret in AWS Secrets Manager' }]);
  }
  const theirs = [access.credentials, clusterMarathonCredentials(access)];
  const isShared = shared !== undefined && isSameSecret(shared.reference, reference);
  if (!isShared && theirs.some((one) => one && isSameSecret(one.reference, reference))) {
    const fix = 'give that Marathon a secret of its own, or its address as --marathon has it';
    throw new ProblemError([
      { at, found: "the cluster's own secret for another server", wanted: 'another secret', fix },
    ]);
  }
  return { kind: own.kind, reference };
}

function sharedCredentials(place: ServicePlace, access: Access): CredentialsReference | undefined {
  if (isWithin(place, access.marathon)) return clusterMarathonCredentials(access);
  return isWithin(place, access.mesos) ? access.credentials : undefined;
}

/** Every server of the one is one of the other's. Whom ZooKeeper will name is known only where both ask the same. */
function isWithin(place: ServicePlace, known: ServicePlace): boolean {
  if (place.is === 'zookeeper') return known.is === 'zookeeper' && known.url.name === place.url.name;
  if (known.is === 'zookeeper') return false;
  const origins = new Set(originsOf(known.urls));
  return originsOf(place.urls).every((origin) => origins.has(origin));
}

/** With or without the six characters that Secrets Manager puts behind a name. */
function isSameSecret(a: string, b: string): boolean {
  const short = (arn: string) => arn.replace(/-[A-Za-z0-9]{6}$/, '');
  return a === b || short(a) === b || a === short(b);
}
