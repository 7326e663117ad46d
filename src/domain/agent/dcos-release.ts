import type { MesosRelease } from '../mesos/mesos-release';

/** Releases of DC/OS that agents are made for, oldest first. */
export const DCOS_RELEASES = ['1.11', '1.12', '1.13', '2.0', '2.1', '2.2'] as const;

export type DcosRelease = (typeof DCOS_RELEASES)[number];

/** What one release wants of an agent's machine that another does not. */
export interface DcosFacts {
  /** The Mesos inside: packages/mesos/buildinfo.json. */
  readonly mesos: MesosRelease;
  /** `permissive`: its preflight refuses `Enforcing`. `targeted`: it takes it with the policy of that name. */
  readonly selinux: 'permissive' | 'targeted';
  /** Commands that its preflight asks for beside {@link PREFLIGHT_COMMANDS}. */
  readonly commands: readonly string[];
  /** Ports that its preflight wants free on an agent. */
  readonly ports: string;
  /** Groups that must be there before. */
  readonly groups: readonly string[];
  /** Runs `detect_fault_domain` elsewhere than in start_mesos.sh. */
  readonly faultDomainReaders: readonly string[];
  /** How fast masters give up agents that are lost: `MESOS_SLAVE_REMOVAL_RATE_LIMIT`. */
  readonly removalRate: string;
}

/** `check …` of gen/build_deploy/bash.py in every release, and what it uses unasked. */
export const PREFLIGHT_COMMANDS = [
  ...['curl', 'bash', 'ping', 'tar', 'xz', 'unzip', 'ipset', 'systemd-notify', 'getopt', 'sort'],
] as const;

const PORTS = '53,5051,61001,61091,62080,62501';
const SINCE_1_13 = '53,5051,61001,61091,62020,62080,62501';
const SINCE_2_1 = '53,179,5051,61001,61091,62020,62080,62091,62501,64000';

/**
 * gen/build_deploy/bash.py (`check_selinux`, `check_all`), gen/dcos-config.yaml and packages/telegraf of the branches
 * 1.11 to 2.2 of dcos/dcos; `nogroup`: dcos_installer/action_lib.py up to 1.12 ("Remove nogroup creation").
 */
export const dcosFacts: Readonly<Record<DcosRelease, DcosFacts>> = {
  '1.11': {
    mesos: '1.5',
    selinux: 'permissive',
    commands: [],
    ports: '53,5051,61001,61091,61420,62080,62501',
    groups: ['docker', 'nogroup'],
    faultDomainReaders: [],
    removalRate: '1/20mins',
  },
  '1.12': {
    mesos: '1.7',
    selinux: 'targeted',
    commands: ['ifconfig'],
    ports: PORTS,
    groups: ['docker', 'nogroup'],
    faultDomainReaders: [],
    removalRate: '100/1mins',
  },
  '1.13': since113('1.8', SINCE_1_13),
  '2.0': since113('1.9', SINCE_1_13),
  '2.1': since113('1.10', SINCE_2_1),
  '2.2': since113('1.11', SINCE_2_1),
};

function since113(mesos: MesosRelease, ports: string): DcosFacts {
  return {
    mesos,
    selinux: 'targeted',
    commands: [],
    ports,
    groups: ['docker'],
    faultDomainReaders: ['telegraf'],
    removalRate: '100/1mins',
  };
}

/** What an agent of an unknown release gets: whatever any of them wants, as far as that harms none. */
export function dcosWants(release: DcosRelease | undefined): Omit<DcosFacts, 'mesos' | 'removalRate'> {
  const facts = release === undefined ? Object.values(dcosFacts) : [dcosFacts[release]];
  const all = (of: (one: DcosFacts) => readonly string[]) => [...new Set(facts.flatMap(of))].sort();
  return {
    // Unknown: an enforcing machine is left so, and 1.11 says what it wants by itself.
    selinux: facts.every(({ selinux }) => selinux === 'permissive') ? 'permissive' : 'targeted',
    commands: release === undefined ? [] : all(({ commands }) => commands),
    ports: all(({ ports }) => ports.split(','))
      .map(Number)
      .sort((a, b) => a - b)
      .join(','),
    groups: all(({ groups }) => groups),
    faultDomainReaders: all(({ faultDomainReaders }) => faultDomainReaders),
  };
}
