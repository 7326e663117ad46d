import type { Size } from '../core/size';
import type { HostFile } from '../host/host-file';
import { SERVER_HARDENING, serverUnit } from '../host/server-unit';
import { envFile } from '../render/env-file';
import { type MarathonServer, serverEnvironment } from './server';
import type { MarathonSource } from './source';

/** How a Marathon runs on a machine of its own. Texts may be late. */
export interface OnMachine {
  readonly source: MarathonSource;
  /** How Mesos' library gets there: `MESOS_PACKAGE`, or `MESOS_ARCHIVE_URL`, `MESOS_ARCHIVE_SHA256` and `MESOS_HOME`. */
  readonly mesos: Readonly<Record<string, string>>;
  readonly nativeLibrary: string;
  /** The package with Java. */
  readonly javaPackage: string;
  readonly heap: Size;
  readonly httpPort: number;
  readonly libprocessPort: number;
  /** ARN of the secret that is written to {@link MARATHON_SECRET_FILE} before each start. */
  readonly secretArn?: string;
  readonly region: string;
}

export const MARATHON_UNIT = 'mesos-spark-marathon.service';
export const MARATHON_SCRIPT = '/opt/mesos-spark/boot/marathon.sh';
/** In memory only. */
export const MARATHON_SECRET_FILE = '/run/mesos-spark-marathon/secret';

/** For the boot script. */
const SETTINGS = '/etc/mesos-spark/marathon-host.env';
/** For Marathon itself, which takes every `MARATHON_*` for a flag: nothing else may stand there. */
const ENVIRONMENT = '/etc/mesos-spark/marathon.env';
/** What only the machine knows, written before each start. */
const IDENTITY = '/run/mesos-spark-marathon/identity.env';

const PROGRAMS = { archive: '/opt/marathon/bin/marathon', package: '/usr/bin/marathon' } as const;

/** The settings of Marathon and of its Java. */
export function machineEnvironment(
  server: MarathonServer,
  machine: OnMachine,
): Readonly<Record<string, string>> {
  return {
    JAVA_OPTS: `-Xmx${machine.heap.toJvm()}`,
    LIBPROCESS_PORT: `${machine.libprocessPort}`,
    MARATHON_HTTP_PORT: `${machine.httpPort}`,
    MESOS_NATIVE_JAVA_LIBRARY: machine.nativeLibrary,
    ...serverEnvironment(server),
  };
}

/** What the boot script fetches. */
export function machineSettings(machine: OnMachine): Readonly<Record<string, string>> {
  const { source, mesos, javaPackage, secretArn, region } = machine;
  return {
    AWS_REGION: region,
    JAVA_PACKAGE: javaPackage,
    ...mesos,
    ...(source.kind === 'archive'
      ? { SERVER_ARCHIVE_URL: source.place, SERVER_ARCHIVE_SHA256: source.sha256 }
      : { SERVER_PACKAGE: source.place }),
    ...(secretArn === undefined ? {} : { SERVER_SECRET: secretArn }),
  };
}

/** @param script the fixed boot script, constructs/boot/marathon.sh */
export function machineFiles(
  texts: {
    readonly environment: Readonly<Record<string, string>>;
    readonly settings: Readonly<Record<string, string>>;
    readonly script: string;
  },
  source: MarathonSource,
): readonly HostFile[] {
  return [
    { path: ENVIRONMENT, mode: '0644', content: envFile(texts.environment) },
    { path: SETTINGS, mode: '0644', content: envFile(texts.settings) },
    { path: `/etc/systemd/system/${MARATHON_UNIT}`, mode: '0644', content: machineUnit(source) },
    { path: MARATHON_SCRIPT, mode: '0755', content: texts.script },
  ];
}

/**
 * Marathon ends when it loses the lead or the master, and is started again as a standby. What it needs is fetched
 * before every start with full rights (`+`), so that a start that failed because something was out of reach is mended
 * by the next. No MemoryDenyWriteExecute: Java makes code at run time.
 */
export function machineUnit({ kind }: MarathonSource): string {
  return serverUnit('A Marathon of its own', [
    ['EnvironmentFile', ENVIRONMENT],
    ['EnvironmentFile', { raw: `-${IDENTITY}` }],
    ['ExecStartPre', { raw: `+${MARATHON_SCRIPT} fetch` }],
    ['ExecStart', { exec: [kind === 'package' ? PROGRAMS.package : PROGRAMS.archive] }],
    ['TimeoutStartSec', '30min'],
    ['Restart', 'always'],
    ['RestartSec', '5'],
    ['User', 'mesos-spark-marathon'],
    ['RuntimeDirectory', 'mesos-spark-marathon'],
    ['RuntimeDirectoryPreserve', 'yes'],
    ['LimitNOFILE', '65536'],
    ...SERVER_HARDENING,
    ['ProtectSystem', 'strict'],
    ['ProtectProc', 'invisible'],
    ['CapabilityBoundingSet', ''],
    // libprocess asks the kernel for the machine's addresses.
    ['RestrictAddressFamilies', 'AF_INET AF_INET6 AF_NETLINK AF_UNIX'],
    ['SystemCallArchitectures', 'native'],
    ['UMask', '0077'],
  ]);
}
