import { Ranges } from '../core/ranges';
import { type AgentRole, type PlatformRules, PUBLIC_ROLE } from './platform-rules';

/** A DC/OS cluster, 1.13 to 2.2. */
export interface DcosPlatform {
  readonly kind: 'dcos';
  /** Where `dcos_install.sh` lies; must stay reachable, each agent downloads from it when it joins. */
  readonly bootstrapUrl: string;
}

/** gen/dcos-config.yaml, dcos/dcos 2.1: `MESOS_RESOURCES` of mesos-slave and mesos-slave-public. */
const PRIVATE_PORTS = '1025-2180,2182-3887,3889-5049,5052-8079,8082-8180,8182-32000';
const PUBLIC_PORTS = '1-21,23-5050,5052-32000';

/** What dcos_install.sh's preflight wants free on an agent (gen/build_deploy/bash.py), and Mesos' own. */
const OWN_PORTS = '22,53,179,5050-5051,61001,61091,62020,62080,62091,62501,64000';

/** Everything that varies on DC/OS. Sources: `packages/mesos/extra/dcos-mesos-slave.service`, dcos/dcos 2.1. */
export function dcosRules(platform: DcosPlatform, role: AgentRole): PlatformRules {
  const isPublic = role === 'public';
  return {
    name: 'dcos',
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
      // Mesos 1.11 knows only the first version of control groups.
      CGROUP_VERSION: '1',
      DOCKER: 'yes',
      GENERATED_RESOURCES: '/var/lib/dcos/mesos-resources',
    },
    scripts: ['install-dcos.sh', 'dcos-detect.sh', 'detect-fault-domain.sh'],
    agentUnits: isPublic ? ['dcos-mesos-slave-public.service'] : ['dcos-mesos-slave.service'],
    units: [
      {
        // dcos_install.sh writes dcos-setup.service; its detect scripts exist once it has run.
        name: 'dcos-setup.service.d/10-mesos-spark.conf',
        sections: [
          {
            name: 'Service',
            settings: [['ExecStartPost', { exec: ['/bin/sh', '/opt/mesos-spark/boot/dcos-detect.sh'] }]],
          },
        ],
      },
    ],
  };
}
