import { Token } from 'cdktf';
import { type Problem, shown } from '../src/domain/core/problem';
import { secretArnProblems } from '../src/domain/core/secret-arn';
import type { ClusterAttributes } from './cluster';
import { isLate } from './known';

/** Paths are joined to the URLs with a slash. */
export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** The same of each of several URLs. */
export function withoutSlashes(urls: string): string {
  return urls.split(',').map(withoutSlash).join(',');
}

/** What every platform's attributes have in common. */
export function clusterProblems(attributes: ClusterAttributes): readonly Problem[] {
  const { marathonUrl, metronomeUrl, cosmosUrl, caCertificate, vpcId, subnetIds, securityGroupIds } =
    attributes;
  return [
    ...placeProblems('mesosMasterUrl', attributes.mesosMasterUrl),
    ...(marathonUrl === undefined ? [] : placeProblems('marathonUrl', marathonUrl)),
    ...(metronomeUrl === undefined ? [] : serverProblems('metronomeUrl', metronomeUrl, METRONOME)),
    ...(cosmosUrl === undefined ? [] : serverProblems('cosmosUrl', cosmosUrl, COSMOS)),
    ...(caCertificate === undefined ? [] : secretArnProblems('caCertificate', caCertificate)),
    ...idProblems('vpcId', [vpcId], 'vpc'),
    ...idProblems('subnetIds', subnetIds, 'subnet'),
    ...idProblems('securityGroupIds', securityGroupIds, 'sg'),
    ...(Array.isArray(subnetIds) && subnetIds.length === 0
      ? [{ at: 'subnetIds', found: 'an empty list', wanted: 'one subnet or more' }]
      : []),
  ];
}

/** An http(s) URL without user and password, or a token. */
export function urlProblems(at: string, url: string): readonly Problem[] {
  if (isLate(url)) return [];
  const match = /^https?:\/\/([^/?#]+)(\/[A-Za-z0-9_./:,%+=-]*)?$/.exec(url);
  const host = match?.[1];
  if (host?.includes('@')) return [passwordProblem(at)];
  if (host !== undefined && /^[A-Za-z0-9.-]+(:\d{1,5})?$/.test(host)) return [];
  return [
    {
      at,
      found: shown(url),
      wanted: 'an http or https URL with a host, such as "http://bootstrap.example.internal:8080"',
    },
  ];
}

/** What the operator takes for a service: URLs separated by commas, or where ZooKeeper names the leader. */
export function placeProblems(at: string, place: string): readonly Problem[] {
  if (isLate(place)) return [];
  if (/^zk(\+https)?:/.test(place)) return zookeeperProblems(at, place.replace(/^zk\+https:/, 'zk:'));
  const urls = place.split(',');
  if (urls.length === 1) return urlProblems(at, place);
  return urls.flatMap((url, i) => urlProblems(`${at}[${i}]`, url));
}

/** ZooKeeper's hosts alone become the URL that Mesos is given, with the path that is usual. */
export function zookeeperText(given: string | readonly string[]): string {
  const hosts = typeof given === 'string' ? given : given.join(',');
  return isLate(hosts) || !/^[A-Za-z0-9.-]+(:\d+)?(,[A-Za-z0-9.-]+(:\d+)?)*$/.test(hosts)
    ? hosts
    : `zk://${hosts}/mesos`;
}

export function zookeeperProblems(at: string, url: string): readonly Problem[] {
  if (isLate(url)) return [];
  if (/^zk:\/\/[^/]*@/.test(url)) return [passwordProblem(at)];
  if (/^zk:\/\/[A-Za-z0-9.-]+(:\d{1,5})?(,[A-Za-z0-9.-]+(:\d{1,5})?)*(\/[A-Za-z0-9_.-]+)+$/.test(url)) {
    return [];
  }
  return [
    {
      at,
      found: shown(url),
      wanted: 'ZooKeeper\'s hosts and a path, such as "zk://10.0.0.1:2181,10.0.0.2:2181/mesos"',
    },
  ];
}

/** The value itself is not shown: it holds a secret. */
function passwordProblem(at: string): Problem {
  return {
    at,
    found: 'a URL with a user or password in it (not shown)',
    wanted: 'a URL without',
    fix: 'user data and Terraform state can be read by many; keep secrets out of them',
  };
}

export function idProblems(at: string, ids: readonly string[], prefix: string): readonly Problem[] {
  // A list that Terraform makes as a whole, such as a data source's `ids`, is one token.
  if (Token.isUnresolved(ids)) return [];
  return ids
    .filter((id) => !isLate(id) && !new RegExp(`^${prefix}-[0-9a-f]+$`).test(id))
    .map((id) => ({
      at,
      found: shown(id),
      wanted: `an id such as "${prefix}-0123456789abcdef0", or a token`,
    }));
}

const METRONOME = 'http:// or https:// URLs: any Metronome forwards to its leader';
const COSMOS = 'http:// or https:// URLs of DC/OS itself';

/** ZooKeeper names neither a Metronome nor a Cosmos. */
function serverProblems(at: string, url: string, wanted: string): readonly Problem[] {
  return /^zk/.test(url) ? [{ at, found: shown(url), wanted }] : placeProblems(at, url);
}
