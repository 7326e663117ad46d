import { z } from 'zod';
import type { Duration } from '../domain/core/duration';
import { shown } from '../domain/core/problem';
import type { Addresses } from './addresses';
import { withZooKeeper, type ZooKeeper } from './zookeeper';
import type { ZooKeeperUrl } from './zookeeper-url';

/** Finds the base URL of who leads. */
export type FindLeader = (zooKeeper: ZooKeeper, url: ZooKeeperUrl) => Promise<string>;

/** Looked up when it is first needed, and again when the leader that was found fails or sends us on. */
export function zooKeeperAddresses(url: ZooKeeperUrl, find: FindLeader, timeout: Duration): Addresses {
  let leader: { readonly found: Promise<string>; url?: string } | undefined;
  const look = () => {
    const looked: { readonly found: Promise<string>; url?: string } = {
      found: withZooKeeper(url, timeout, (zooKeeper) => find(zooKeeper, url)),
    };
    looked.found.then(
      (base) => {
        looked.url = base;
      },
      () => {
        leader = undefined;
      },
    );
    leader = looked;
    return looked.found;
  };
  return {
    list: async () => [await (leader?.found ?? look())],
    keep: () => {},
    doubt: (base) => {
      if (leader?.url === base) leader = undefined;
    },
    name: url.name,
  };
}

const MASTER_INFO = z.object({
  address: z.object({
    hostname: z.string().min(1).optional(),
    ip: z.string().min(1),
    port: z.int().min(1).max(65_535),
  }),
});

/**
 * As `mesos-resolve`: of the nodes `json.info_NNNNNNNNNN` the one with the lowest number is the leader's. By
 * address, as Mesos' own parts reach each other; by name where a certificate must fit.
 */
export const mesosLeader: FindLeader = async (zooKeeper, url) => {
  const { path, data } = await firstNode(zooKeeper, [{ folder: url.path, name: /^json\.info_(-?\d+)$/ }]);
  const { hostname, ip, port } = masterInfo(path, data).address;
  return `${url.scheme}://${hostPort(url.scheme === 'https' ? (hostname ?? ip) : ip, port)}`;
};

function masterInfo(path: string, data: string): z.infer<typeof MASTER_INFO> {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    value = undefined;
  }
  const read = MASTER_INFO.safeParse(value);
  if (read.success) return read.data;
  throw new Error(`${path}: found ${shown(data)}, wanted a master's info with address.ip and address.port`);
}

/**
 * Marathon elects by Curator's LeaderLatch below `leader-curator`, before 1.4 by a group below `leader`; the
 * lowest number leads in both, and its node holds `host:port`.
 */
export const marathonLeader: FindLeader = async (zooKeeper, url) => {
  const { path, data } = await firstNode(zooKeeper, [
    { folder: `${url.path}/leader-curator`, name: /latch-(-?\d+)$/ },
    { folder: `${url.path}/leader`, name: /^member_(-?\d+)$/ },
  ]);
  if (/^[^\s/@]+:\d{1,5}$/.test(data)) return `${url.scheme}://${data}`;
  throw new Error(`${path}: found ${shown(data)}, wanted host:port of a Marathon`);
};

interface Candidates {
  readonly folder: string;
  readonly name: RegExp;
}

/** How often a node that goes away between two reads is taken for a change of leaders. */
const ATTEMPTS = 5;

async function firstNode(
  zooKeeper: ZooKeeper,
  places: readonly Candidates[],
): Promise<{ readonly path: string; readonly data: string }> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const path = await firstPath(zooKeeper, places);
    const data = await zooKeeper.data(path);
    if (data) return { path, data: data.toString('utf8') };
  }
  throw new Error('the leader changes all the time');
}

async function firstPath(zooKeeper: ZooKeeper, places: readonly Candidates[]): Promise<string> {
  for (const { folder, name } of places) {
    const [first] = ((await zooKeeper.children(folder)) ?? [])
      .flatMap((child) => {
        const number = name.exec(child)?.[1];
        return number === undefined ? [] : [{ child, number: Number(number) }];
      })
      .sort((a, b) => a.number - b.number);
    if (first) return `${folder}/${first.child}`;
  }
  const folders = places.map(({ folder }) => folder).join(' and ');
  throw new Error(`nobody leads: found no candidate in ${folders}`);
}

const hostPort = (host: string, port: number) => `${host.includes(':') ? `[${host}]` : host}:${port}`;
