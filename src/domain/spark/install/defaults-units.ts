import { SERVER_HARDENING } from '../../host/server-unit';
import { systemdUnit } from '../../render/systemd-unit';
import type { InstallStep } from './step';

export interface DefaultsUnitProps {
  readonly name: string;
  readonly store: string;
  /** The command line of mesos-spark. */
  readonly program: readonly string[];
  /** What Spark reads. */
  readonly file: string;
}

const FOLDER = '/etc/systemd/system';
const NAME = 'mesos-spark-defaults';

/** Every minute: a driver that starts meanwhile meets the older shuffle service, which is still there. */
const EVERY = '1min';

/** A service that writes what is published, and the timer that starts it. */
export function defaultsUnits(props: DefaultsUnitProps): readonly InstallStep[] {
  const unit = (kind: 'service' | 'timer') => `${FOLDER}/${NAME}.${kind}`;
  return [
    { do: 'write', to: unit('service'), text: serviceText(props), mode: 0o644 },
    { do: 'write', to: unit('timer'), text: timerText(), mode: 0o644 },
    { do: 'link', at: `${FOLDER}/timers.target.wants/${NAME}.timer`, to: unit('timer') },
    { do: 'start', unit: `${NAME}.timer` },
  ];
}

function serviceText({ name, store, program, file }: DefaultsUnitProps): string {
  const folder = file.replace(/\/[^/]*$/, '');
  return systemdUnit([
    {
      name: 'Unit',
      settings: [
        ['Description', `Spark's defaults as published under ${name}`],
        ['Wants', 'network-online.target'],
        ['After', 'network-online.target'],
      ],
    },
    {
      name: 'Service',
      settings: [
        ['Type', 'oneshot'],
        // AWS_REGION and the like.
        ['EnvironmentFile', '-/etc/mesos-spark/defaults.env'],
        [
          'ExecStart',
          { exec: [...program, 'spark-defaults', '--for', name, '--store', store, '--write', file] },
        ],
        ['TimeoutStartSec', '60'],
        ...SERVER_HARDENING.filter(([name]) => name !== 'ProtectHome'),
        ['ProtectSystem', 'strict'],
        // Spark and Node may be below a home; the folder may be another user's.
        ['ProtectHome', 'read-only'],
        ['ReadWritePaths', folder],
        ['CapabilityBoundingSet', 'CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER'],
        ['RestrictAddressFamilies', 'AF_INET AF_INET6 AF_NETLINK AF_UNIX'],
        ['SystemCallArchitectures', 'native'],
      ],
    },
  ]);
}

function timerText(): string {
  return systemdUnit([
    { name: 'Unit', settings: [['Description', "Keep Spark's defaults as published"]] },
    {
      name: 'Timer',
      settings: [
        ['OnActiveSec', '0'],
        ['OnUnitInactiveSec', EVERY],
        ['RandomizedDelaySec', '10'],
        ['AccuracySec', '5'],
      ],
    },
    { name: 'Install', settings: [['WantedBy', 'timers.target']] },
  ]);
}
