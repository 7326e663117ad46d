import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type SynthesizedStack, type UserData, userDataOf } from '../../../constructs/testing';

const SCRIPTS = path.join(__dirname, '../../../constructs/boot');

/** The user data of the stack's machines that write a file of this path. */
export function userDataWith(stack: SynthesizedStack, file: string): UserData {
  const all = Object.values(stack.resources('aws_launch_template')).map((one) =>
    userDataOf(stack, one['user_data']),
  );
  const found = all.find((one) => one?.files.some((each) => each.path === file));
  if (!found) throw new Error(`no machine has ${file}`);
  return found;
}

export interface Measured {
  readonly cpus: number;
  readonly memoryMib: number;
  readonly diskMib: number;
}

/** What an agent of the stack says that it has, by its own boot step, on a machine of this size. */
export function offeredBy(stack: SynthesizedStack, machine: Measured): string {
  const root = mkdtempSync(path.join(tmpdir(), 'seed-agent-'));
  try {
    for (const { path: file, content } of userDataWith(stack, '/etc/mesos-spark/resources').files) {
      const target = path.join(root, file);
      mkdirSync(path.dirname(target), { recursive: true });
      // What only Terraform knows, such as the name of a bucket.
      writeFileSync(target, file.endsWith('.env') ? content.replace(/\$\{[a-z][^}]*\}/g, 'late') : content);
    }
    const scripts = path.join(root, 'opt/mesos-spark/boot');
    cpSync(SCRIPTS, scripts, { recursive: true });
    const { status, stderr } = spawnSync('sh', [path.join(scripts, 'resources.sh')], {
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'] ?? '',
        LC_ALL: 'C.UTF-8',
        MESOS_SPARK_ROOT: root,
        MESOS_SPARK_CHANGE: 'yes',
        MESOS_SPARK_MACHINE_CPUS: `${machine.cpus}`,
        MESOS_SPARK_MACHINE_MEMORY_MIB: `${machine.memoryMib}`,
        MESOS_SPARK_MACHINE_DISK_MIB: `${machine.diskMib}`,
      },
    });
    if (status !== 0) throw new Error(stderr);
    const text = readFileSync(path.join(root, 'etc/default/mesos-slave'), 'utf8');
    const found = /^MESOS_RESOURCES=(.*)$/m.exec(text)?.[1];
    if (found === undefined) throw new Error(`no MESOS_RESOURCES in ${text}`);
    return found.replace(/^(['"])(.*)\1$/, '$2');
  } finally {
    rmSync(root, { recursive: true });
  }
}
