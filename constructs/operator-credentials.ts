import type { CredentialsReference } from '../src/domain/operator-host/boot';
import type { OperatorProps } from './operator-props';

/**
 * What Marathon is shown, where it is not what the masters are: its own, or nothing where it is on servers that do not
 * see the cluster's credentials anyhow.
 * @param marathonUrl as the operator is told it
 */
export function marathonCredentials(
  { cluster, marathonCredentials: own }: OperatorProps,
  marathonUrl: string,
): CredentialsReference | 'none' | undefined {
  if (own !== undefined) return { kind: own.kind, secretArn: own.secretArn };
  if (cluster.credentials === undefined) return undefined;
  const { marathonUrl: clusters, mesosMasterUrl } = cluster;
  if (marathonUrl === clusters) return undefined;
  const known = new Set([
    ...(clusters === undefined ? [] : serversOf(clusters)),
    ...serversOf(mesosMasterUrl),
  ]);
  return serversOf(marathonUrl).every((server) => known.has(server)) ? undefined : 'none';
}

/** With the scheme. Whom ZooKeeper will name is not known: its path is part of it. A token is equal to itself. */
function serversOf(place: string): readonly string[] {
  if (/^zk(\+https)?:/.test(place)) return [place];
  return place.split(',').map((url) => /^https?:\/\/[^/]+/.exec(url)?.[0] ?? url);
}
