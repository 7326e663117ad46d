import { systemdUnit, type UnitSection } from '../render/systemd-unit';

/**
 * The unit of a server that is all its machine is for: started with it, and by systemd as often as it ends.
 * @param service the settings of its `Service` section
 */
export function serverUnit(description: string, service: UnitSection['settings']): string {
  return systemdUnit([
    {
      name: 'Unit',
      settings: [
        ['Description', description],
        ['Wants', 'network-online.target'],
        ['After', 'network-online.target'],
        ['StartLimitIntervalSec', '0'],
      ],
    },
    { name: 'Service', settings: service },
    { name: 'Install', settings: [['WantedBy', 'multi-user.target']] },
  ]);
}

/** What a server needs none of; each is switched on by `yes`. */
export const SERVER_HARDENING: readonly string[] = [
  'NoNewPrivileges',
  'ProtectHome',
  'PrivateTmp',
  'PrivateDevices',
  'ProtectClock',
  'ProtectControlGroups',
  'ProtectHostname',
  'ProtectKernelLogs',
  'ProtectKernelModules',
  'ProtectKernelTunables',
  'LockPersonality',
  'RestrictNamespaces',
  'RestrictRealtime',
  'RestrictSUIDSGID',
];
