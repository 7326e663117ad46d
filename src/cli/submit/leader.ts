import type { Duration } from '../../domain/core/duration';
import { isByZooKeeper, type MasterUrl } from '../../domain/spark/submit/master-url';
import { withZooKeeper } from '../../io/zookeeper';
import { mesosLeader } from '../../io/zookeeper-leader';
import { parseZooKeeperUrl } from '../../io/zookeeper-url';

/** The base URL of the leading master, or why nobody knows it. */
export async function leaderOf(
  master: MasterUrl,
  timeout: Duration,
): Promise<{ readonly url: string } | { readonly because: string }> {
  if (!isByZooKeeper(master)) return { url: master.replace(/^mesos:/, 'http:') };
  const url = parseZooKeeperUrl('--master', master.replace(/^mesos:\/\//, ''));
  try {
    return { url: await withZooKeeper(url, timeout, (zooKeeper) => mesosLeader(zooKeeper, url)) };
  } catch (error) {
    return { because: `${url.name}: ${error instanceof Error ? error.message : String(error)}` };
  }
}
