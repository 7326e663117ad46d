import type { UnitSection } from '../render/systemd-unit';
import { SERVICE_CLASS } from '../spark/service-command';
import { EXPORT_SECRET, READ_SECRET, REFERENCE_VARIABLE } from '../spark/spark-secret';
import { BOOT_FOLDER, RESOURCES_UNIT, step } from './boot-units';
import type { HostShuffleService } from './host-shuffle';
import type { PlatformRules, UnitFile } from './platform-rules';
import { SECRETS_UNIT } from './spark-secrets';
import type { SparkUser } from './spark-user';

/** Installs Spark and Java, at each boot that lacks them. */
export const SPARK_UNIT = 'mesos-spark-spark.service';
/** Waits for all services of the machine; the agent waits for it. */
export const SHUFFLE_UNIT = 'mesos-spark-shuffle.service';
const TEMPLATE = 'spark-shuffle@.service';

export const SERVICES_FOLDER = '/etc/mesos-spark/spark-shuffle';

export function instance({ port }: HostShuffleService): string {
  return TEMPLATE.replace('@', `@${port}`);
}

export interface ServiceHost {
  readonly services: readonly HostShuffleService[];
  readonly sparkUser: SparkUser;
  readonly sharedDirectory: string;
}

/** The units of a machine that runs services, but for what differs between the services. */
export function shuffleUnits(host: ServiceHost, rules: PlatformRules): readonly UnitFile[] {
  const instances = host.services.map(instance).join(' ');
  return [
    step(SPARK_UNIT, {
      description: 'Spark and Java for shuffle services',
      scripts: ['spark-install.sh'],
      unit: [
        ['Requires', RESOURCES_UNIT],
        ['After', RESOURCES_UNIT],
      ],
      limit: '2h',
    }),
    { name: TEMPLATE, sections: template(host) },
    step(SHUFFLE_UNIT, {
      description: 'Shuffle services before the Mesos agent',
      scripts: ['spark-shuffle.sh'],
      unit: [
        ['Requires', SPARK_UNIT],
        // Not Requires: whoever stops a service must not stop the agent by it.
        ['Wants', instances],
        ['After', `${SPARK_UNIT} ${instances}`],
        ['Before', rules.agentUnits.join(' ')],
      ],
      limit: '20min',
    }),
    ...rules.agentUnits.map((unit) => ({
      name: `${unit}.d/20-mesos-spark-shuffle.conf`,
      sections: [
        {
          name: 'Unit',
          settings: [
            ['Requires', SHUFFLE_UNIT],
            ['After', SHUFFLE_UNIT],
          ] as const,
        },
      ],
    })),
  ];
}

/** One unit for all of a machine's services: which secret is theirs, if any, is in their own environments. */
function command(host: ServiceHost): string {
  const start = `exec "$SPARK_HOME/bin/spark-class" ${SERVICE_CLASS}`;
  if (!authenticates(host)) return start;
  return `if [ -n "$${REFERENCE_VARIABLE}" ]; then\n${READ_SECRET}${EXPORT_SECRET}\nfi\n${start}`;
}

function authenticates({ services }: ServiceHost): boolean {
  return services.some(({ authentication }) => authentication !== undefined);
}

/** What a service may take: above it the kernel ends it, so that no executor has to pay for it. */
export function memoryLimit({ memory }: HostShuffleService): readonly UnitSection[] {
  return [{ name: 'Service', settings: [['MemoryMax', `${memory.task.toMebibytes()}M`]] }];
}

function template(host: ServiceHost): readonly UnitSection[] {
  const script = `/bin/sh ${BOOT_FOLDER}/spark-shuffle.sh`;
  const needed = authenticates(host) ? `${SPARK_UNIT} ${SECRETS_UNIT}` : SPARK_UNIT;
  return [
    {
      name: 'Unit',
      settings: [
        ['Description', { raw: 'Spark shuffle service on port %i' }],
        // Of a port that nobody declared, a start fails, once.
        ['AssertPathExists', { raw: `${SERVICES_FOLDER}/%i.env` }],
        // Not Requires: when resources are worked out anew, that would restart it under its applications. Whether
        // the step succeeded, spark-shuffle.sh looks before each start.
        ['Wants', needed],
        ['After', needed],
      ],
    },
    {
      name: 'Service',
      settings: [
        ['User', host.sparkUser.name],
        // Of the commands around it: only root sees which call a thread waits in.
        ['PermissionsStartOnly', 'yes'],
        ['EnvironmentFile', { raw: `${SERVICES_FOLDER}/%i.env` }],
        // Which Java runs it is found out before each start.
        ['EnvironmentFile', { raw: '-/run/mesos-spark/spark-shuffle/%i.env' }],
        ['ExecStartPre', { raw: `${script} prepare %i` }],
        ['ExecStart', { exec: ['/bin/sh', '-c', command(host)] }],
        ['ExecStartPost', { raw: `${script} ready %i $MAINPID` }],
        ['TimeoutStartSec', '4min'],
        ['TimeoutStopSec', '30'],
        // What a JVM ends with after TERM.
        ['SuccessExitStatus', '143'],
        // A restart breaks the applications that use it, so nothing but its own end causes one: one that somebody
        // sent TERM to ends well, and is missed all the same. It never gives up: spark-shuffle.sh lengthens the pauses.
        ['Restart', 'always'],
        ['RestartSec', '2'],
        ['StartLimitInterval', '0'],
        // Each executor and each file that it reads is one.
        ['LimitNOFILE', '1048576'],
        // Where memory runs out, an executor is the lesser loss.
        ['OOMScoreAdjust', '-500'],
        ...sandbox(host),
      ],
    },
    { name: 'Install', settings: [['WantedBy', 'multi-user.target']] },
  ];
}

/**
 * It reads and deletes executors' files in the shared directory and listens on a port; everything else is shut.
 * Not MemoryDenyWriteExecute: a JVM writes the code that it runs. Not RemoveIPC: it would take the shared memory of
 * executors, which are the same user's. Calls are denied by name, not allowed by name: a
 * systemd that does not know a group of them (before 235) would allow none. What an older systemd does not know, it
 * leaves out and says so.
 */
function sandbox(host: ServiceHost): UnitSection['settings'] {
  const { sharedDirectory, services } = host;
  const inTmp = /^\/(var\/)?tmp(\/|$)/.test(sharedDirectory);
  const homes = [sharedDirectory, ...services.flatMap(({ spark, javaHome = '' }) => [spark.home, javaHome])];
  const inHome = homes.some((path) => /^\/(home|root|run\/user)(\/|$)/.test(path));
  return [
    // The second is for systemd from 232 on; an older one keeps the first.
    ['ProtectSystem', 'full'],
    ['ProtectSystem', 'strict'],
    ['ReadWritePaths', sharedDirectory],
    ['ProtectHome', inHome ? 'read-only' : 'yes'],
    ...(inTmp ? [] : [['PrivateTmp', 'yes'] as const]),
    ['PrivateDevices', 'yes'],
    ['NoNewPrivileges', 'yes'],
    ['CapabilityBoundingSet', ''],
    ['ProtectKernelTunables', 'yes'],
    ['ProtectKernelModules', 'yes'],
    ['ProtectKernelLogs', 'yes'],
    ['ProtectControlGroups', 'yes'],
    ['ProtectClock', 'yes'],
    ['ProtectHostname', 'yes'],
    ['ProtectProc', 'invisible'],
    ['RestrictAddressFamilies', 'AF_INET AF_INET6 AF_NETLINK AF_UNIX'],
    ['RestrictNamespaces', 'yes'],
    ['RestrictRealtime', 'yes'],
    ['RestrictSUIDSGID', 'yes'],
    ['LockPersonality', 'yes'],
    ['KeyringMode', 'private'],
    ['UMask', '0022'],
    ['SystemCallArchitectures', 'native'],
    [
      'SystemCallFilter',
      '~@clock @cpu-emulation @debug @keyring @module @mount @obsolete @privileged @raw-io @reboot @swap',
    ],
    ['SystemCallErrorNumber', 'EPERM'],
  ];
}
