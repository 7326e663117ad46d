import { type ChildProcess, execFileSync, type SpawnOptions, spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type HostShuffleServiceProps, hostShuffleService } from '../../../src/domain/agent/host-shuffle';
import { hostShuffleFeature } from '../../../src/domain/agent/host-shuffle-feature';
import { platformRules } from '../../../src/domain/agent/platform';
import { SparkDistribution } from '../../../src/domain/spark/distribution';
import { SECRETS_FILE } from '../../../src/domain/spark/spark-secret';
import { bootProps, MESOS } from '../../support/agent-boot';
import { end, exitOf, firstLine, start } from './children';
import { type SparkVersion, sparkHome } from './spark-submit';
import { ROOT } from './tools';

const SCRIPTS = path.join(ROOT, 'constructs/boot');

/** A program's end and its words. */
export interface Answer {
  readonly status: number | null;
  readonly output: string;
}

/**
 * A network of its own, in which shuffle services run as their units say, with real Spark and Java. They listen on
 * every address, so they would meet others in ours.
 */
export class ShuffleHost {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'shuffle-host-'));
  /** The home of Java. */
  readonly java = path.dirname(path.dirname(realpathSync(which('java'))));

  static async make(sparkVersion: SparkVersion = '3.5.9'): Promise<ShuffleHost> {
    const home = sparkHome(sparkVersion);
    // Whoever is not root makes a network as root of users of their own.
    const kind = process.getuid?.() === 0 ? ['-n'] : ['-r', '-n'];
    const network = start(
      'unshare',
      [...kind, 'sh', '-c', 'ip link set lo up && echo up && exec sleep 3600'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    if (network.stdout === null) throw new Error('the network has no output');
    await firstLine(network.stdout);
    return new ShuffleHost(home, sparkVersion, network);
  }

  private constructor(
    /** The folder of Spark. */
    readonly spark: string,
    readonly sparkVersion: SparkVersion,
    private readonly network: ChildProcess,
  ) {
    // The check of the port reads the network of whoever asks.
    symlinkSync('/proc', path.join(this.folder, 'proc'));
  }

  /** Starts a service by the command and the environment of its unit. */
  run(change: Partial<HostShuffleServiceProps> = {}): Service {
    const port = change.port ?? 7337;
    const service = hostShuffleService({
      port,
      spark: SparkDistribution.host(this.spark, { version: this.sparkVersion }),
      heap: '256m',
      ...change,
    });
    const props = bootProps(MESOS, 'private', { hostShuffleServices: [service] });
    const { units = [], files = [] } = hostShuffleFeature(props, platformRules(MESOS, 'private'));
    for (const { path: file, content } of files) this.write(file, content);
    const settings = units
      .find(({ name }) => name === 'spark-shuffle@.service')
      ?.sections.flatMap((section) => section.settings);
    const command = settings?.find(([key]) => key === 'ExecStart')?.[1];
    if (typeof command !== 'object' || !('exec' in command)) throw new Error('found no command in the unit');
    // Where agents have their secrets, below our folder.
    const words = command.exec.map((word) =>
      word.replaceAll(SECRETS_FILE, path.join(this.folder, SECRETS_FILE)),
    );
    const environment = path.join(this.folder, `etc/mesos-spark/spark-shuffle/${port}.env`);
    const log = openSync(this.logFile(port), 'w');
    const child = this.start('sh', ['-c', 'set -a; . "$1"; shift; exec "$@"', 'sh', environment, ...words], {
      env: { PATH: process.env['PATH'], JAVA_HOME: this.java },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    return new Service(this, child, port);
  }

  /** Starts a program in the network; it takes the place of the child that is returned. */
  start(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
    return start('nsenter', [...this.inside, program, ...args], options);
  }

  /** Runs a program in the network, under the folder as the machine's root. */
  ask(program: string, args: readonly string[]): Answer {
    const result = spawnSync('nsenter', [...this.inside, program, ...args], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], MESOS_SPARK_ROOT: this.folder },
    });
    return { status: result.status, output: `${result.stdout}${result.stderr}` };
  }

  async remove(): Promise<void> {
    await end(this.network);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Whether anybody listens on the port. */
  listens(port: number): boolean {
    const hex = port.toString(16).toUpperCase().padStart(4, '0');
    return new RegExp(`:${hex} \\S+ 0A `).test(this.ask('cat', ['/proc/net/tcp', '/proc/net/tcp6']).output);
  }

  /** Ids of the processes that are in the network, but for the one that keeps it. */
  processes(): readonly number[] {
    const of = (pid: number | string) => linkOf(`/proc/${pid}/ns/net`);
    const keeper = this.network.pid ?? 0;
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.map(Number).filter((pid) => pid !== keeper && of(pid) === of(keeper));
  }

  /** What the last service on the port has said. */
  serviceLog(port: number): string {
    return readFileSync(this.logFile(port), 'utf8');
  }

  private logFile(port: number): string {
    return path.join(this.folder, `service-${port}.log`);
  }

  /** Arguments of nsenter that lead into the network. */
  get inside(): readonly string[] {
    const kind = process.getuid?.() === 0 ? ['-n'] : ['-U', '--preserve-credentials', '-n'];
    return ['-t', String(this.network.pid), ...kind];
  }

  /** Under the folder as the machine's root. */
  write(file: string, content: string): void {
    const target = path.join(this.folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}

/** A running service. */
export class Service {
  constructor(
    private readonly host: ShuffleHost,
    private readonly child: ChildProcess,
    private readonly port: number,
  ) {}

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** What the unit does after a start. */
  ready(): Answer {
    return this.host.ask('sh', [
      path.join(SCRIPTS, 'spark-shuffle.sh'),
      ...['ready', `${this.port}`, `${this.pid}`],
    ]);
  }

  cleaner(): Answer {
    return this.host.ask('sh', [path.join(SCRIPTS, 'cleaner-alive.sh'), `${this.pid}`]);
  }

  /** What the JVM itself says that its cleaner does. */
  cleanerState(): string | undefined {
    const { output } = this.host.ask('jstack', [`${this.pid}`]);
    return /^"shuffle-cleaner-watcher".*\n\s+java.lang.Thread.State: (\w+)/m.exec(output)?.[1];
  }

  /** What runs in the service's process. */
  get program(): string {
    return readFileSync(`/proc/${this.pid}/comm`, 'utf8').trim();
  }

  /** By TERM, as systemd does. */
  stop(): Promise<number | null> {
    const exit = exitOf(this.child);
    this.child.kill('SIGTERM');
    return exit;
  }
}

/** Undefined where the process has ended. */
function linkOf(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}

function which(name: string): string {
  return execFileSync('sh', ['-c', 'command -v "$1"', 'sh', name], { encoding: 'utf8' }).trim();
}
