import { attempt, type Problem, shown } from '../domain/core/problem';
import { isZooKeeperUrl, parseZooKeeperUrl, type ZooKeeperUrl } from '../io/zookeeper-url';

/** Where a service is: at one of these, or where ZooKeeper says. */
export type ServicePlace =
  | { readonly is: 'urls'; readonly urls: readonly [string, ...string[]] }
  | { readonly is: 'zookeeper'; readonly url: ZooKeeperUrl };

export type ReadPlace = { readonly value: ServicePlace } | { readonly problems: readonly Problem[] };

/** Reads `http://one,http://two` or `zk://one,two/path`. */
export function servicePlace(at: string, text: string): ReadPlace {
  if (isZooKeeperUrl(text)) {
    const read = attempt(() => parseZooKeeperUrl(at, text));
    return 'value' in read ? { value: { is: 'zookeeper', url: read.value } } : read;
  }
  const [first = '', ...rest] = text.split(',').map((url) => url.trim());
  const problems = [first, ...rest].flatMap((url) => urlProblem(at, url) ?? []);
  return problems.length > 0 ? { problems } : { value: { is: 'urls', urls: [first, ...rest] } };
}

function urlProblem(at: string, url: string): Problem | undefined {
  if (/^(\w+:\/\/)?[^/]*@/.test(url)) {
    // URLs stand in messages, in logs and in the status.
    const found = 'a URL with a user in it (not shown)';
    const fix = 'put user and password into a secret and name it with --credentials';
    return { at, found, wanted: 'a URL without a user', fix };
  }
  if (/^https?:\/\//.test(url) && URL.canParse(url)) return undefined;
  return { at, found: shown(url), wanted: 'an http:// or https:// URL, several with commas, or a zk:// URL' };
}
