import { submitCommand } from '../submit/command';
import { shellWord, type Word } from '../submit/word';
import type { ApplicationProps, RunIdentity } from './props';
import { submitRequest } from './request';

export interface DriverCommand {
  /** For `/bin/sh -c`. */
  readonly cmd: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The driver registers as a framework with the id of its task, and Spark puts a number behind it
 * (MesosCoarseGrainedSchedulerBackend.start, 2.4 to 3.5; none in 2.2). So what it leaves behind can be found, and
 * nothing else, and a driver that is started anew is another framework, as Mesos wants it: one that was removed never
 * comes back.
 */
const FRAMEWORK_ID: readonly Word[] = [
  '--conf',
  ['spark.mesos.driver.frameworkId=', { variable: 'MESOS_TASK_ID' }],
];

/**
 * Marathon starts whatever ends once more. It is told to wait very long before it does, but another leader knows
 * nothing of that; the second task of an instance has a number of its own (from Marathon 1.8 on), and does nothing.
 */
export const ONCE =
  'case $MESOS_TASK_ID in *._app.1) ;; *._app.*) echo "mesos-spark: $MESOS_TASK_ID is not the first start: ends" >&2; exit 0 ;; esac; ';

/** @throws ProblemError that names everything that cannot work */
export function driverCommand(app: ApplicationProps, run: RunIdentity): DriverCommand {
  const { argv, env } = submitCommand(submitRequest(app, run));
  const [program = 'spark-submit', ...options] = argv;
  // Executed in the place of the shell: what ends the task ends the driver, in an orderly way.
  const cmd = `exec ${[program, ...FRAMEWORK_ID, ...options].map(shellWord).join(' ')}`;
  return { cmd, env: { ...env, ...app.driver?.env } };
}
