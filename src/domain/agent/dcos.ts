import { Ranges } from '../core/ranges';
import { releaseOf } from '../mesos/mesos-release';
import { DCOS_RELEASES, dcosFacts, dcosWants, PREFLIGHT_COMMANDS } from './dcos-release';
import { type AgentRole, type PlatformRules, PUBLIC_ROLE, type UnitFile } from './platform-rules';

/** A DC/OS cluster, 1.11 to 2.2. */
export interface DcosPlatform {
  readonly kind: 'dcos';
  /** Where `dcos_install.sh` lies; must stay reachable, each agent downloads from it when it joins. */
  readonly bootstrapUrl: string;
  /** For example `2.1` or `2.1.3`. @default - unknown: what any release wants is done */
  readonly version?: string | undefined;
}

/** gen/dcos-config.yaml, dcos/dcos 1.11 to 2.2 alike: `MESOS_RESOURCES` of mesos-slave and mesos-slave-public. */
const PRIVATE_PORTS = '1025-2180,2182-3887,3889-5049,5052-8079,8082-8180,8182-32000';
const PUBLIC_PORTS = '1-21,23-5050,5052-32000';

/** What dcos_install.sh's preflight wants free on an agent (gen/build_deploy/bash.py), and Mesos' own. */
const OWN_PORTS = '22,53,179,5050-5051,61001,61091,61420,62020,62080,62091,62501,64000';

/** Everything that varies on DC/OS. Sources: `packages/mesos/extra/dcos-mesos-slave.service`, dcos/dcos 1.11 to 2.2. */
export function dcosRules(platform: DcosPlatform, role: AgentRole): PlatformRules {
  const isPublic = role === 'public';
  const agentUnit = isPublic ? 'dcos-mesos-slave-public.service' : 'dcos-mesos-slave.service';
  const release = platform.version === undefined ? undefined : releaseOf(platform.version, DCOS_RELEASES);
  const wants = dcosWants(release);
  return {
    name: 'dcos',
    mesos: release && dcosFacts[release].mesos,
    ports: Ranges.parse(isPublic ? PUBLIC_PORTS : PRIVATE_PORTS),
    ownPorts: Ranges.parse(OWN_PORTS),
    workDirectory: '/var/lib/mesos/slave',
    dataDirectory: '/var/lib/mesos',
    // Read after DC/OS' own files, and only mesos-resources, /run and /etc/mesosphere come later.
    environmentFile: '/var/lib/dcos/mesos-slave-common',
    environment: isPublic ? { MESOS_DEFAULT_ROLE: PUBLIC_ROLE } : {},
    settings: {
      DCOS_BOOTSTRAP_URL: platform.bootstrapUrl,
      DCOS_ROLE: isPublic ? 'slave_public' : 'slave',
      DCOS_COMMANDS: [...PREFLIGHT_COMMANDS, ...wants.commands].join(' '),
      DCOS_GROUPS: wants.groups.join(' '),
      DCOS_PORTS: wants.ports.split(',').map(asInProc).join(' '),
      DCOS_SELINUX: wants.selinux,
      // Mesos 1.11 knows only the first version of control groups.
      CGROUP_VERSION: '1',
      DOCKER: 'yes',
      GENERATED_RESOURCES: '/var/lib/dcos/mesos-resources',
    },
    scripts: ['install-dcos.sh', 'control-groups.sh', 'dcos-detect.sh', 'detect-fault-domain.sh'],
    eachBoot: ['dcos-detect.sh'],
    agentUnits: [agentUnit],
    units: [...detecting(agentUnit), WHOLE_OR_AGAIN, NO_FORMER_BRIDGE],
  };
}

/** A port as the kernel lists it in /proc/net/tcp. */
function asInProc(port: string): string {
  return Number(port).toString(16).toUpperCase().padStart(4, '0');
}

/**
 * dcos_install.sh writes dcos-setup.service, and once that has run its detect scripts exist. The agent may be up before
 * ours are in their place, or an upgrade may have brought them back: it ends then, and starts again 5 seconds later.
 */
function detecting(agentUnit: string): readonly UnitFile[] {
  const run = { exec: ['/bin/sh', '/opt/mesos-spark/boot/dcos-detect.sh'] };
  return [
    {
      name: 'dcos-setup.service.d/10-mesos-spark.conf',
      sections: [{ name: 'Service', settings: [['ExecStartPost', run]] }],
    },
    {
      name: `${agentUnit}.d/20-mesos-spark.conf`,
      sections: [{ name: 'Service', settings: [['ExecStopPost', run]] }],
    },
  ];
}

/**
 * DC/OS takes what it unpacks for whole as soon as there is `active` in it (gen/dcos-services.yaml, 1.11 to 2.2), which a
 * restart in the middle leaves as well.
 */
const WHOLE_OR_AGAIN: UnitFile = {
  name: 'dcos-download.service.d/10-mesos-spark.conf',
  sections: [
    {
      name: 'Unit',
      settings: [
        ['ConditionPathExists', ''],
        ['ConditionPathExists', '|!/opt/mesosphere/active/'],
        ['ConditionPathExists', '|/opt/mesosphere/.unpacking'],
      ],
    },
    {
      name: 'Service',
      settings: [
        ['ExecStartPre', { exec: ['/bin/sh', '-c', ': >/opt/mesosphere/.unpacking'] }],
        ['ExecStartPost', { exec: ['/bin/sh', '-c', 'sync; rm /opt/mesosphere/.unpacking'] }],
      ],
    },
  ],
};

/** As DC/OS' own images do, cloud_images/lib/el7/install_docker.sh: a bridge left by another network outlives dockerd. */
const NO_FORMER_BRIDGE: UnitFile = {
  name: 'docker.service.d/20-mesos-spark.conf',
  sections: [
    { name: 'Service', settings: [['ExecStartPre', { raw: '-/bin/sh -c "ip link delete docker0"' }]] },
  ],
};
