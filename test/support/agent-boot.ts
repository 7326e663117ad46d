import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AgentBootProps } from '../../src/domain/agent/boot-props';
import { MesosInstallation } from '../../src/domain/agent/mesos-installation';
import { type Platform, platformRules } from '../../src/domain/agent/platform';
import type { AgentRole } from '../../src/domain/agent/platform-rules';
import { StaticReservation } from '../../src/domain/mesos/static-reservation';

export const DCOS: Platform = { kind: 'dcos', bootstrapUrl: 'http://bootstrap.example.internal:8080' };

export const MESOS: Platform = {
  kind: 'mesos',
  zookeeperUrl: 'zk://10.0.0.1:2181,10.0.0.2:2181/mesos',
  installation: MesosInstallation.package(),
};

export const SHUFFLE = StaticReservation.forRole('shuffle', { cpus: 2, memory: '4g', ports: '7337-7339' });

/** A script as it is shipped. */
export function bootScript(name: string): string {
  return readFileSync(path.join(__dirname, '../../constructs/boot', name), 'utf8');
}

/** What the example of the README gives an agent. */
export function bootProps(
  platform: Platform,
  role: AgentRole = 'private',
  changes: Partial<AgentBootProps> = {},
): AgentBootProps {
  return {
    platform,
    role,
    reservations: [SHUFFLE],
    ports: platformRules(platform, role).ports,
    overcommit: [],
    attributes: { workload: 'spark' },
    flags: { gcDelay: '2days' },
    storage: {
      source: { kind: 'instanceStore' },
      fileSystem: 'xfs',
      mountPoint: '/var/lib/ephemeral',
      mountOptions: ['strictatime', 'lazytime'],
    },
    sparkUser: { name: 'spark', uid: 7337 },
    sharedDirectory: '/var/lib/tmp/spark',
    files: [],
    commands: [],
    script: bootScript,
    ...changes,
  };
}
