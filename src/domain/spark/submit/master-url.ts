import { type Problem, ProblemError, rejectIf, shown } from '../../core/problem';

const MASTER_PORT = '5050';
const ZOOKEEPER_PORT = '2181';
const DISPATCHER_PORT = '7077';

/** Where the leading master is, as Spark's `--master` takes it. */
export type MasterUrl = string & { readonly masterUrl: unique symbol };

/**
 * `mesos://HOST:PORT`: right where there is one master only, or for a leader that was just looked up.
 * @param text `host`, `host:port`, or with `mesos://` or `http://` before it; the port is 5050 unless said
 * @throws ProblemError
 */
export function masterAt(text: string, at = 'master'): MasterUrl {
  const match = /^(?:mesos:\/\/|http:\/\/)?([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?\/?$/.exec(
    text,
  );
  rejectIf(match && isPort(match[2]) ? [] : [notHost(at, text, MASTER_PORT)]);
  return `mesos://${match?.[1]}:${match?.[2] ?? MASTER_PORT}` as MasterUrl;
}

/**
 * `mesos://zk://h1:2181,h2:2181/mesos`: Spark's driver asks ZooKeeper who leads, and follows.
 * @param servers `host` or `host:port`; the port is 2181 unless said
 * @param path of the masters, as their flag --zk has it
 * @throws ProblemError that names each server which stands there twice: an ensemble with a server left out
 *   looks the same
 */
export function masterByZooKeeper(servers: readonly string[], path = '/mesos', at = 'master'): MasterUrl {
  const read = servers.map((text) => /^([A-Za-z0-9._-]+)(?::(\d{1,5}))?$/.exec(text.trim()));
  const named = read.map((match) => `${match?.[1]?.toLowerCase()}:${match?.[2] ?? ZOOKEEPER_PORT}`);
  const twice = [...new Set(named.filter((name, i) => named.indexOf(name) !== i))].sort();
  rejectIf([
    ...(servers.length === 0 ? [{ at, found: 'no server', wanted: 'the servers of the ensemble' }] : []),
    ...read.flatMap((match, i) =>
      match && isPort(match[2]) ? [] : [notHost(at, servers[i] ?? '', ZOOKEEPER_PORT)],
    ),
    ...(read.includes(null) ? [] : twice.map((name) => twiceProblem(at, name))),
    ...(/^(\/[^/\s,]+)+$/.test(path) ? [] : [{ at, found: shown(path), wanted: 'a path such as "/mesos"' }]),
  ]);
  return `mesos://zk://${named.join(',')}${path}` as MasterUrl;
}

/**
 * Reads what people write: `host:5050`, `mesos://host:5050`, `zk://h1:2181,h2:2181/mesos` and the same with
 * `mesos://` before it.
 * @throws ProblemError; what it shows has no user and password in it
 */
export function readMasterUrl(text: string, at = 'master'): MasterUrl {
  const match = /^(?:mesos:\/\/)?zk:\/\/(.*)$/.exec(text);
  if (!match) return masterAt(text, at);
  const rest = match[1] ?? '';
  if (rest.includes('@')) throw new ProblemError([secretProblem(at)]);
  const slash = rest.indexOf('/');
  const servers = (slash === -1 ? rest : rest.slice(0, slash)).split(',');
  return masterByZooKeeper(servers, slash === -1 ? '' : rest.slice(slash).replace(/\/+$/, ''), at);
}

/**
 * The master of cluster mode: the dispatcher's REST port. Spark speaks plain HTTP to it and follows no
 * ZooKeeper (`RestSubmissionClient`).
 * @param text `host`, `host:port`, or with `mesos://` before it; the port is 7077 unless said
 */
export function dispatcherAt(text: string, at = 'dispatcher'): MasterUrl {
  const zooKeeper = /^(mesos:\/\/)?zk:\/\//.test(text);
  const match = /^(?:mesos:\/\/|http:\/\/)?([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?\/?$/.exec(
    text,
  );
  if (zooKeeper || !match || !isPort(match[2])) {
    const fix = zooKeeper ? { fix: 'cluster mode submits to a dispatcher, not to a master' } : {};
    throw new ProblemError([{ ...notHost(at, zooKeeper ? 'zk://…' : text, DISPATCHER_PORT), ...fix }]);
  }
  return `mesos://${match[1]}:${match[2] ?? DISPATCHER_PORT}` as MasterUrl;
}

/** Whether the driver itself asks ZooKeeper for the leader. */
export const isByZooKeeper = (master: string) => master.startsWith('mesos://zk://');

function isPort(text: string | undefined): boolean {
  return text === undefined || (Number(text) >= 1 && Number(text) <= 65_535);
}

function notHost(at: string, text: string, port: string): Problem {
  const found = text.includes('@') ? 'an address with a user in it (not shown)' : shown(text);
  return { at, found, wanted: `HOST:PORT such as "10.0.0.1:${port}"` };
}

function twiceProblem(at: string, server: string): Problem {
  return {
    at,
    found: `${server} twice`,
    wanted: 'each server of the ensemble once',
    fix: 'one of them is probably meant to be another server',
  };
}

function secretProblem(at: string): Problem {
  return {
    at,
    found: 'user and password in the address (not shown)',
    wanted: 'an address without them: other users of the machine can read command lines',
    fix: 'set spark.master in a file that only you can read, and name it with --properties-file',
  };
}
