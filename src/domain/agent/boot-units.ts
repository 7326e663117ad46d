import type { UnitSection } from '../render/systemd-unit';
import type { PlatformRules, UnitFile } from './platform-rules';

export const BOOT_FOLDER = '/opt/mesos-spark/boot';

export const STORAGE_UNIT = 'mesos-spark-storage.service';
export const RESOURCES_UNIT = 'mesos-spark-resources.service';
export const INSTALL_UNIT = 'mesos-spark-install.service';

/** Docker's own services. Its socket may not wait: sockets come before every service, and its users wait anyhow. */
export const DOCKER_UNITS = ['docker.service', 'containerd.service'];

/**
 * Units to stop before something is mounted over what they write to, in this order. Not Docker's socket: stopping it
 * takes Docker's own start, which waits for the storage, out of the boot; and whom the socket wakes waits, too.
 */
export function writers(rules: PlatformRules): readonly string[] {
  return [...rules.agentUnits, ...DOCKER_UNITS];
}

/** A step of the boot: scripts that run once, in order, at every boot. */
export interface Step {
  readonly description: string;
  readonly scripts: readonly [string, ...string[]];
  readonly unit: UnitSection['settings'];
  /** A limit for all scripts together: a step that hangs must be seen. */
  readonly limit: string;
  /** @default 'multi-user.target' */
  readonly wantedBy?: string;
}

/** The step as a unit; what it prints goes to the journal and to the console. */
export function step(
  name: string,
  { description, scripts, unit, limit, wantedBy = 'multi-user.target' }: Step,
): UnitFile {
  return {
    name,
    sections: [
      { name: 'Unit', settings: [['Description', description], ...unit] },
      {
        name: 'Service',
        settings: [
          ['Type', 'oneshot'],
          ['RemainAfterExit', 'yes'],
          ['ExecStart', scripts.length === 1 ? runs(scripts[0]) : runsAll(scripts)],
          ['TimeoutStartSec', limit],
          // `aws ec2 get-console-output` then tells why a machine never became an agent.
          ['StandardOutput', 'journal+console'],
          ['StandardError', 'journal+console'],
        ],
      },
      { name: 'Install', settings: [['WantedBy', wantedBy]] },
    ],
  };
}

/** By the shell, not by the file's own mark: SELinux and `noexec` let a shell read what they would not let run. */
export function runs(script: string) {
  return { exec: ['/bin/sh', `${BOOT_FOLDER}/${script}`] } as const;
}

/** In one program, as systemd takes longer to start one than most scripts take. */
function runsAll(scripts: readonly string[]) {
  const [shell, file] = runs('steps.sh').exec;
  return { exec: [shell, file, ...scripts.map((script) => script.replace(/\.sh$/, ''))] };
}

/** Started without its disk, an agent or Docker would fill the root volume and lose everything later. */
export function waiting(unit: string, on: string): UnitFile {
  return {
    name: `${unit}.d/10-mesos-spark.conf`,
    sections: [
      {
        name: 'Unit',
        settings: [
          ['Requires', on],
          ['After', on],
        ],
      },
    ],
  };
}
