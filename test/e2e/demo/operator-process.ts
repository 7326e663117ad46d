import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { end, start } from '../support/children';
import type { Moto } from '../support/moto';
import { ROOT, tools } from '../support/tools';
import { Machine, userDataOf } from './machine';

const UNIT = '/etc/systemd/system/mesos-spark-operator.service';

/** The operator as its machine runs it: fetched and started by its own unit, its paths below a folder of ours. */
export class OperatorProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly logFile: string,
  ) {}

  /** Runs the unit's `ExecStartPre`, which downloads the bundle and checks it, then its `ExecStart`. */
  static async start(moto: Moto, group: string, folder: string): Promise<OperatorProcess> {
    const machine = new Machine(join(folder, 'operator'), await userDataOf(moto, group));
    const unit = machine.read(UNIT);
    const env = {
      ...(await machine.environment(setting(unit, 'EnvironmentFile'))),
      ...moto.env,
      MESOS_SPARK_PYTHON: tools().python,
      // The boot script finds AWS' command line on the PATH, as on its machine.
      PATH: [join(ROOT, 'test/e2e/support/bin'), process.env['PATH'] ?? ''].join(delimiter),
    };
    const [fetch = '', ...fetchArgs] = words(setting(unit, 'ExecStartPre').replace(/^\+/, ''));
    await machine.run(fetch, fetchArgs, { ...env, MESOS_SPARK_TRIES: '3', MESOS_SPARK_PAUSE_SECONDS: '1' });
    const [command = '', ...args] = words(setting(unit, 'ExecStart'));
    const logFile = join(folder, 'operator.log');
    const log = openSync(logFile, 'w');
    const child = start(
      command,
      args.map((word) => (word.startsWith('/') ? machine.path(word) : word)),
      {
        env,
        stdio: ['ignore', log, log],
      },
    );
    closeSync(log);
    return new OperatorProcess(child, logFile);
  }

  get log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  /** Set once it has ended by itself. */
  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** SIGTERM, as systemd stops it. @returns its exit code, null where it had to be killed */
  stop(): Promise<number | null> {
    return end(this.child);
  }
}

function setting(unit: string, name: string): string {
  const line = unit.split('\n').find((text) => text.startsWith(`${name}=`));
  if (line === undefined) throw new Error(`the unit has no ${name}`);
  return line.slice(name.length + 1);
}

/** The unit's words need no quotes: `systemdUnit` writes them plain where it can. */
function words(line: string): readonly string[] {
  return line.split(' ');
}
