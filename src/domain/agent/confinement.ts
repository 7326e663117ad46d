import type { UnitSection } from '../render/systemd-unit';

/**
 * What a service that looks and talks does not need. System calls are forbidden, never allowed, by groups: systemd
 * 219 knows no groups and would forbid all. What an older systemd does not know, it leaves out and says so.
 */
export const CONFINEMENT: UnitSection['settings'] = [
  ['NoNewPrivileges', 'yes'],
  ['ProtectHome', 'read-only'],
  ['PrivateDevices', 'yes'],
  ['ProtectClock', 'yes'],
  ['ProtectControlGroups', 'yes'],
  ['ProtectHostname', 'yes'],
  ['ProtectKernelLogs', 'yes'],
  ['ProtectKernelModules', 'yes'],
  ['ProtectKernelTunables', 'yes'],
  ['LockPersonality', 'yes'],
  ['MemoryDenyWriteExecute', 'yes'],
  ['RestrictNamespaces', 'yes'],
  ['RestrictRealtime', 'yes'],
  ['RestrictSUIDSGID', 'yes'],
  ['SystemCallArchitectures', 'native'],
  ['SystemCallFilter', '~@clock @cpu-emulation @debug @module @mount @obsolete @raw-io @reboot @swap'],
];
