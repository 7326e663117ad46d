import { ProblemError } from '../domain/core/problem';

/** Where an ensemble keeps who leads. */
export interface ZooKeeperUrl {
  /** `host:port` of each server. */
  readonly servers: readonly string[];
  readonly path: string;
  /** `user:password`, for ZooKeeper's scheme `digest`. Never to be shown. */
  readonly digest?: string;
  /** How the leader is spoken to; ZooKeeper does not say. */
  readonly scheme: 'http' | 'https';
  /** The URL without user and password. */
  readonly name: string;
}

const DEFAULT_PORT = 2181;

export const isZooKeeperUrl = (text: string) => /^zk(\+https)?:\/\//.test(text);

/**
 * Reads `zk://host1:2181,host2:2181/mesos` as Mesos does, with `user:password@` before the hosts where the ensemble
 * wants it; `zk+https://` where the leader is to be reached by TLS.
 * @throws ProblemError that shows nothing of the text: it may hold a password
 */
export function parseZooKeeperUrl(at: string, text: string): ZooKeeperUrl {
  // Whatever stands before the last @ of the part with the hosts is user and password.
  const match = /^zk(\+https)?:\/\/(?:(.+)@)?([^/@]+)(\/.*)$/.exec(text);
  const servers = (match?.[3] ?? '').split(',').map(serverOf);
  const path = (match?.[4] ?? '').replace(/\/+$/, '');
  const digest = match?.[2];
  const wellFormed = /^(\/[^/\s]+)+$/.test(path) && (digest === undefined || /^[^:]+:./.test(digest));
  if (!match || servers.includes(undefined) || !wellFormed) {
    const wanted = 'zk://HOST:PORT,HOST:PORT/PATH, with USER:PASSWORD@ before the hosts if need be';
    throw new ProblemError([{ at, found: 'another form (not shown: it may hold a password)', wanted }]);
  }
  const hosts = servers.filter((server) => server !== undefined);
  const start = `zk${match[1] ?? ''}://`;
  return {
    servers: hosts,
    path,
    scheme: match[1] === undefined ? 'http' : 'https',
    name: `${start}${hosts.join(',')}${path}`,
    ...(digest === undefined ? {} : { digest }),
  };
}

/** The client takes no addresses of IPv6, so none are accepted here. */
function serverOf(text: string): string | undefined {
  const match = /^([A-Za-z0-9._-]+)(?::(\d{1,5}))?$/.exec(text.trim());
  return match ? `${match[1]}:${match[2] ?? DEFAULT_PORT}` : undefined;
}
