import { Duration } from '../core/duration';
import type { Problem } from '../core/problem';
import type { BootFeature } from './boot-feature';
import { RESOURCES_UNIT, runs } from './boot-units';
import type { UnitFile } from './platform-rules';

/** Removes what dead applications left in the shared directory. */
export interface Janitor {
  /** How long nothing of a directory changed or was read before it goes. */
  readonly limit: Duration;
  /** @default - none: the limit holds however full the disk is */
  readonly pressure?: DiskPressure | undefined;
}

/** From when on the oldest directories go before their time. */
export interface DiskPressure {
  /** Percent of the file system's bytes or inodes that are used. */
  readonly threshold: number;
  /** Percent to come down to. */
  readonly target: number;
}

/**
 * Nothing younger goes, even where the disk is full. A dead application's files are the shuffle service's for up to
 * 150 s (heartbeats every 10 s, a timeout of 120 s, its cleaner every 30 s); a live one leaves its directory alone
 * while it computes between two shuffles, or while nobody asks it anything. The script on the machine has the same
 * floor.
 */
export const JANITOR_FLOOR = Duration.hours(1);

/** Keeps a day, and comes down by ten points where the disk fills. */
export const DEFAULT_JANITOR: Janitor = {
  limit: Duration.hours(24),
  pressure: { threshold: 85, target: 75 },
};

export function janitorProblems({ limit, pressure }: Janitor): readonly Problem[] {
  return [
    ...limitProblems(limit),
    ...(pressure === undefined
      ? []
      : [
          ...percentProblems('janitor.pressure.threshold', pressure.threshold, 50, 99),
          ...percentProblems('janitor.pressure.target', pressure.target, 10, pressure.threshold - 1),
        ]),
  ];
}

function limitProblems(limit: Duration): readonly Problem[] {
  if (!limit.isBelow(JANITOR_FLOOR) && Number.isInteger(limit.toSeconds())) return [];
  return [
    {
      at: 'janitor.limit',
      found: `${limit}`,
      wanted: `${JANITOR_FLOOR} or longer, in whole seconds`,
      fix: 'an application that computes, or waits for its user, leaves its files alone for that long; a day is safe',
    },
  ];
}

function percentProblems(at: string, percent: number, low: number, high: number): readonly Problem[] {
  if (Number.isInteger(percent) && percent >= low && percent <= high) return [];
  return [{ at, found: `${percent}`, wanted: `a whole number of percent from ${low} to ${high}` }];
}

const SERVICE = 'mesos-spark-janitor.service';
const TIMER = 'mesos-spark-janitor.timer';

export function janitorFeature(janitor: Janitor | undefined, sharedDirectory: string): BootFeature {
  if (janitor === undefined) return {};
  const { limit, pressure } = janitor;
  return {
    scripts: ['janitor.sh'],
    units: [service(sharedDirectory), TIMER_UNIT],
    enabled: [TIMER],
    started: [TIMER],
    settings: {
      JANITOR_LIMIT_SECONDS: `${limit.toSeconds()}`,
      JANITOR_PRESSURE_PERCENT: `${pressure?.threshold ?? ''}`,
      JANITOR_TARGET_PERCENT: `${pressure?.target ?? ''}`,
    },
  };
}

/** A oneshot that still runs is not started again, so runs do not overlap. */
function service(sharedDirectory: string): UnitFile {
  return {
    name: SERVICE,
    sections: [
      {
        name: 'Unit',
        settings: [
          ['Description', 'Removal of old shuffle files'],
          ['Documentation', 'file:/opt/mesos-spark/boot/janitor.sh'],
          ['After', RESOURCES_UNIT],
        ],
      },
      {
        name: 'Service',
        settings: [
          ['Type', 'oneshot'],
          ['ExecStart', runs('janitor.sh')],
          // What an ended run left, the next one finishes.
          ['TimeoutStartSec', '3h'],
          ['StandardError', 'journal+console'],
          ['Nice', '15'],
          // Not idle: where the disk is full and busy, that would never come to run.
          ['IOSchedulingClass', 'best-effort'],
          ['IOSchedulingPriority', '7'],
          ...confinement(sharedDirectory),
        ],
      },
    ],
  };
}

/**
 * What the janitor needs not. It needs to see what other users' processes have open (SYS_PTRACE) and to remove
 * other users' files (DAC_OVERRIDE, FOWNER). System calls are only forbidden, never allowed by groups: systemd 219
 * knows no groups and would forbid all.
 */
function confinement(sharedDirectory: string): UnitFile['sections'][number]['settings'] {
  return [
    ['CapabilityBoundingSet', 'CAP_DAC_OVERRIDE CAP_FOWNER CAP_SYS_PTRACE'],
    ['NoNewPrivileges', 'yes'],
    ['ProtectSystem', 'strict'],
    ['ReadWritePaths', `-${sharedDirectory} /run`],
    ['StateDirectory', 'mesos-spark'],
    ['ProtectHome', 'read-only'],
    ['PrivateDevices', 'yes'],
    ['PrivateNetwork', 'yes'],
    ['IPAddressDeny', 'any'],
    ['ProtectClock', 'yes'],
    ['ProtectControlGroups', 'yes'],
    ['ProtectHostname', 'yes'],
    ['ProtectKernelLogs', 'yes'],
    ['ProtectKernelModules', 'yes'],
    ['ProtectKernelTunables', 'yes'],
    ['LockPersonality', 'yes'],
    ['MemoryDenyWriteExecute', 'yes'],
    ['RestrictAddressFamilies', 'AF_UNIX'],
    ['RestrictNamespaces', 'yes'],
    ['RestrictRealtime', 'yes'],
    ['RestrictSUIDSGID', 'yes'],
    ['SystemCallArchitectures', 'native'],
    ['SystemCallFilter', '~@clock @cpu-emulation @debug @module @mount @obsolete @raw-io @reboot @swap'],
  ];
}

/** Often enough for a disk that fills; each machine at minutes of its own, the same ones every time. */
const TIMER_UNIT: UnitFile = {
  name: TIMER,
  sections: [
    { name: 'Unit', settings: [['Description', 'Removal of old shuffle files, regularly']] },
    {
      name: 'Timer',
      settings: [
        ['OnCalendar', '*:0/15'],
        ['RandomizedDelaySec', '14min'],
        ['FixedRandomDelay', 'yes'],
        ['Persistent', 'yes'],
      ],
    },
    { name: 'Install', settings: [['WantedBy', 'timers.target']] },
  ],
};
