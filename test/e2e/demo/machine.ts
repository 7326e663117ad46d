import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import type { Moto } from '../support/moto';
import { listAt, textAt } from './answers';

const execute = promisify(execFile);

/** The user data that machines of a group start with, read back from its launch template. */
export async function userDataOf(moto: Moto, group: string): Promise<string> {
  const AutoScalingGroupNames = [group];
  const groups = await moto.ask('autoscaling', 'describe_auto_scaling_groups', { AutoScalingGroupNames });
  const [found] = listAt(groups, 'AutoScalingGroups');
  const mixed = ['MixedInstancesPolicy', 'LaunchTemplate', 'LaunchTemplateSpecification'];
  const path = listAt(found, 'MixedInstancesPolicy').length > 0 ? mixed : ['LaunchTemplate'];
  const versions = await moto.ask('ec2', 'describe_launch_template_versions', {
    LaunchTemplateId: textAt(found, ...path, 'LaunchTemplateId'),
    Versions: [textAt(found, ...path, 'Version')],
  });
  return textAt(versions, 'LaunchTemplateVersions', 0, 'LaunchTemplateData', 'UserData');
}

/** A machine's files below a folder of ours: what cloud-init would have written from its user data. */
export class Machine {
  /** @param userData base64 of gzip'd cloud-config, as EC2 hands it to cloud-init */
  constructor(
    readonly root: string,
    userData: string,
  ) {
    const config: unknown = parse(gunzipSync(Buffer.from(userData, 'base64')).toString('utf8'));
    for (const file of listAt(config, 'write_files')) {
      // As cloud-init does where nothing is said.
      const { permissions = '0644' } = file as { readonly permissions?: string };
      const path = this.path(textAt(file, 'path'));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, textAt(file, 'content'));
      chmodSync(path, Number.parseInt(permissions, 8));
    }
  }

  /** Where a path of the machine lies on ours. */
  path(path: string): string {
    return join(this.root, path);
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  /** Runs one of its scripts, with its paths put below the folder. @returns what it said */
  async run(script: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
    const options = { env: { PATH: process.env['PATH'], ...env, MESOS_SPARK_ROOT: this.root } };
    const { stdout, stderr } = await execute(this.path(script), args, options);
    return stdout + stderr;
  }

  /** The variables of an environment file, by the shell, which reads it as systemd does. */
  async environment(path: string): Promise<Readonly<Record<string, string>>> {
    const { stdout } = await execute('/bin/sh', ['-c', 'set -a; . "$0"; env -0', this.path(path)], {
      env: {},
    });
    const entries = stdout.split('\0').filter((line) => line.includes('='));
    return Object.fromEntries(
      entries.map((line): [string, string] => {
        const end = line.indexOf('=');
        return [line.slice(0, end), line.slice(end + 1)];
      }),
    );
  }
}

/** Brings the boot scripts from the bucket that the machine's settings name, as `fetch.sh` does on a real one. */
export async function fetchScripts(moto: Moto, machine: Machine): Promise<void> {
  const { BOOT_SCRIPTS_URL: url = '' } = await machine.environment('/etc/mesos-spark/agent.env');
  const { host, pathname } = new URL(url);
  const object = { Bucket: host.split('.')[0], Key: pathname.slice(1) };
  const archive = Buffer.from(textAt(await moto.ask('s3', 'get_object', object), 'Body'), 'base64');
  const folder = machine.path('/opt/mesos-spark/boot');
  await execute('/bin/sh', ['-c', gunzipSync(archive).toString('utf8'), 'sh', folder]);
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o755);
}
