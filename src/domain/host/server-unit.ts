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

/** What a server needs none of. */
export const SERVER_HARDENING: readonly (readonly [string, 'yes'])[] = [
  ['NoNewPrivileges', 'yes'],
  ['ProtectHome', 'yes'],
  ['PrivateTmp', 'yes'],
  ['PrivateDevices', 'yes'],
  ['ProtectClock', 'yes'],
  ['ProtectControlGroups', 'yes'],
  ['ProtectHostname', 'yes'],
  ['ProtectKernelLogs', 'yes'],
  ['ProtectKernelModules', 'yes'],
  ['ProtectKernelTunables', 'yes'],
  ['LockPersonality', 'yes'],
  ['RestrictNamespaces', 'yes'],
  ['RestrictRealtime', 'yes'],
  ['RestrictSUIDSGID', 'yes'],
];
