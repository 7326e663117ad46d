/** `zk://HOSTS/PATH`, with user and password before the hosts if need be. */
const ZOOKEEPER = /^zk(?:\+https)?:\/\/(?:.+@)?([^/@]+)(\/.*)$/;
const URL = /^(https?):\/\/([^/?#]+)([^?#]*)$/i;
const PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };
const ZOOKEEPER_PORT = '2181';

/**
 * Whether two addresses lead to one Marathon: URLs separated by commas, or a ZooKeeper URL of its leader, have one server
 * and one path in common. What is behind a name or a load balancer nobody can tell from the text.
 */
export function isSameMarathon(one: string, other: string): boolean {
  const places = new Set(placesOf(one));
  return placesOf(other).some((place) => places.has(place));
}

function placesOf(address: string): readonly string[] {
  const [, hosts, path = ''] = ZOOKEEPER.exec(address.trim()) ?? [];
  if (hosts !== undefined) {
    return hosts.split(',').map((host) => `zk ${withPort(host, ZOOKEEPER_PORT)} ${withoutEnd(path)}`);
  }
  return address.split(',').map((text) => {
    const [, scheme = '', server = '', path = ''] = URL.exec(text.trim()) ?? [];
    if (server === '') return text.trim();
    return `${withPort(server, PORTS[scheme.toLowerCase()] ?? '')} ${withoutEnd(path)}`;
  });
}

function withPort(server: string, port: string): string {
  const text = server.trim().toLowerCase();
  return /:\d+$/.test(text) ? text : `${text}:${port}`;
}

const withoutEnd = (path: string) => path.replace(/\/+$/, '');
