import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { ShuffleHost } from './shuffle-service';
import { writableHome } from './spark-home';
import { tools } from './tools';

/** Where an application has its Spark and its settings. */
export class ApplicationPlace {
  static make(host: ShuffleHost, name: string, defaults: string): ApplicationPlace {
    const folder = path.join(host.folder, name);
    const home = writableHome(host.spark, path.join(folder, 'spark'));
    const properties = path.join(folder, 'spark-defaults.conf');
    writeFileSync(properties, defaults);
    return new ApplicationPlace(folder, home, properties);
  }

  private constructor(
    readonly folder: string,
    /** The folder of its Spark. */
    readonly home: string,
    /** The file of its settings. */
    readonly properties: string,
  ) {}
}

/** A real application on the host, with a driver and executors of its own, that does what it is told. */
export class SparkApplication {
  /** Who waits for an answer, in turn. */
  private readonly askers: ((answer: unknown) => void)[] = [];
  private readonly closed: Promise<number | null>;

  /** By Python. @param defaults its `spark-defaults.conf` */
  static start(host: ShuffleHost, defaults: string): SparkApplication {
    const place = ApplicationPlace.make(host, 'application', defaults);
    return new SparkApplication(host, place, {
      command: [tools().python, path.join(__dirname, '../blue-in-use/application.py'), '127.0.0.1'],
      env: {
        PYTHONPATH: ['pyspark.zip', ...readdirSync(path.join(host.spark, 'python/lib'))]
          .map((name) => path.join(place.home, 'python/lib', name))
          .join(path.delimiter),
        PYTHONDONTWRITEBYTECODE: '1',
        PYSPARK_PYTHON: tools().python,
        PYSPARK_SUBMIT_ARGS: `--properties-file ${place.properties} pyspark-shell`,
      },
    });
  }

  private readonly child: ChildProcess;

  /** Its command reads words and writes answers. */
  constructor(
    host: ShuffleHost,
    private readonly place: ApplicationPlace,
    { command, env }: { readonly command: readonly string[]; readonly env: Readonly<Record<string, string>> },
  ) {
    const log = openSync(this.logFile, 'w');
    const [program = '', ...args] = command;
    this.child = host.start(program, args, {
      env: {
        PATH: process.env['PATH'],
        JAVA_HOME: host.java,
        SPARK_HOME: place.home,
        SPARK_LOCAL_IP: '127.0.0.1',
        ...env,
      },
      stdio: ['pipe', 'pipe', log],
    });
    closeSync(log);
    const { stdout, stdin } = this.child;
    if (!stdout || !stdin) throw new Error('the application has no input and output');
    // Whoever asks is told of its end.
    stdin.on('error', () => {});
    createInterface({ input: stdout }).on('line', (line) => this.hear(line));
    this.closed = new Promise((done) => this.child.once('close', done));
  }

  /** The answer to one word. @throws Error where it ends before */
  tell(word: string): Promise<unknown> {
    const answer = new Promise<unknown>((done) => this.askers.push(done));
    this.child.stdin?.write(`${word}\n`);
    const ended = this.closed.then((code) => {
      throw new Error(`the application ended with ${code}:\n${this.log.slice(-3000)}`);
    });
    return Promise.race([answer, ended]);
  }

  /** Resolves to its exit code once its driver is gone. */
  end(): Promise<number | null> {
    this.child.stdin?.write('end\n');
    return this.closed;
  }

  /** Whatever it does, with all that it started. */
  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null && this.child.pid !== undefined) {
      process.kill(-this.child.pid, 'SIGKILL');
    }
    await this.closed;
  }

  /** What the driver has logged. */
  get log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  /** What each executor has logged so far, by its number. */
  executorLogs(): ReadonlyMap<string, string> {
    const work = path.join(this.place.home, 'work');
    // There is none before the first executor.
    if (!existsSync(work)) return new Map();
    const folders = readdirSync(work).flatMap((application) =>
      readdirSync(path.join(work, application)).map((number) => path.join(work, application, number)),
    );
    return new Map(folders.map((folder) => [path.basename(folder), textOf(path.join(folder, 'stderr'))]));
  }

  private get logFile(): string {
    return path.join(this.place.folder, 'driver.log');
  }

  private hear(line: string): void {
    if (!line.startsWith('{"answer":')) return;
    this.askers.shift()?.((JSON.parse(line) as { readonly answer: unknown }).answer);
  }
}

/** Of an executor that was called off before it began there is none. */
function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
