import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ACL, type Client, CreateMode, createClient, Id, Permission } from 'node-zookeeper-client';
import { end, exitOf, start } from './children';
import { freePort } from './free-port';
import { ROOT } from './tools';

/** A ZooKeeper server on loopback, and a client that makes nodes in it. */
export class ZooKeeperServer {
  static async make(): Promise<ZooKeeperServer> {
    const jars = execFileSync(process.execPath, [path.join(ROOT, '.dev/parts/zookeeper.mjs')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }).trim();
    const folder = mkdtempSync(path.join(tmpdir(), 'zookeeper-'));
    const server = new ZooKeeperServer(jars, folder, await freePort());
    await server.start();
    return server;
  }

  private process: ChildProcess | undefined;
  private client: Client | undefined;

  private constructor(
    private readonly jars: string,
    private readonly folder: string,
    readonly port: number,
  ) {
    const settings = [
      `dataDir=${folder}`,
      `clientPort=${port}`,
      'clientPortAddress=127.0.0.1',
      'admin.enableServer=false',
      'tickTime=500',
    ];
    writeFileSync(path.join(folder, 'zoo.cfg'), `${settings.join('\n')}\n`);
  }

  /** Its server, started again on the same data where it was stopped. */
  async start(): Promise<void> {
    const main = 'org.apache.zookeeper.server.ZooKeeperServerMain';
    const args = ['-Xmx128m', '-cp', `${this.jars}/*`, main, path.join(this.folder, 'zoo.cfg')];
    this.process = start('java', args, { stdio: 'ignore' });
    const ended = exitOf(this.process).then((code): never => {
      throw new Error(`ZooKeeper ended with ${code} before anybody could connect`);
    });
    ended.catch(() => {});
    await Promise.race([this.connect(), ended]);
  }

  /** A client that meets a server which is just starting may wait for ever: each has its time, then comes another one. */
  private async connect(): Promise<void> {
    while (!(await serves(this.port))) await sleep(100);
    for (;;) {
      const client = createClient(`127.0.0.1:${this.port}`, { sessionTimeout: 10_000, spinDelay: 100 });
      const connected = new Promise<boolean>((resolve) => client.once('connected', () => resolve(true)));
      client.connect();
      if (await Promise.race([connected, sleep(5000, false, { ref: false })])) {
        this.client = client;
        return;
      }
      client.close();
    }
  }

  /** Names of the nodes below this one. */
  children(at: string): Promise<readonly string[]> {
    return this.ask<readonly string[]>((client, done) => client.getChildren(at, done));
  }

  async stop(): Promise<void> {
    this.client?.close();
    if (this.process) await end(this.process);
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** Makes the folder and its parents. */
  folders(at: string): Promise<void> {
    return this.ask((client, done) => client.mkdirp(at, (error) => done(error ?? null, undefined)));
  }

  /** A numbered node, as candidates make them; returns its path. `user:password` may read it, and nobody else. */
  candidate(at: string, data: string, digest?: string): Promise<string> {
    const { PERSISTENT_SEQUENTIAL: mode } = CreateMode;
    return this.ask<string>((client, done) => {
      if (digest === undefined) return client.create(at, Buffer.from(data), mode, done);
      client.addAuthInfo('digest', Buffer.from(digest));
      client.create(at, Buffer.from(data), [new ACL(Permission.ALL, new Id('auth', ''))], mode, done);
    });
  }

  delete(at: string): Promise<void> {
    return this.ask((client, done) => client.remove(at, -1, (error) => done(error ?? null, undefined)));
  }

  private ask<T>(what: (client: Client, done: (error: unknown, value: T) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!this.client) throw new Error('the server does not run');
      what(this.client, (error, value) => (error ? reject(error) : resolve(value)));
    });
  }
}

/** Whether it answers as one that has come up. */
function serves(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 2000 });
    let answer = '';
    socket.on('connect', () => socket.end('srvr'));
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('timeout', () => socket.destroy());
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer.includes('Mode:')));
  });
}
