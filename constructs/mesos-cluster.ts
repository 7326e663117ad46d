import type { Construct } from 'constructs';
import { MESOS_CONFIGURATIONS, type MesosConfiguration } from '../src/domain/agent/mesos';
import { MesosInstallation } from '../src/domain/agent/mesos-installation';
import { type Problem, shown } from '../src/domain/core/problem';
import { MESOS_RELEASES, versionProblems } from '../src/domain/mesos/mesos-release';
import type { ClusterAttributes } from './cluster';
import { zookeeperProblems, zookeeperText } from './cluster-checks';
import { ExistingCluster } from './existing-cluster';

export interface MesosClusterAttributes extends ClusterAttributes {
  /**
   * For example `zk://10.0.0.1:2181,10.0.0.2:2181/mesos`, without a password; may be a token. Hosts alone, as one text
   * or a list, stand for `zk://HOSTS/mesos`.
   */
  readonly zookeeperUrl: string | readonly string[];
  /**
   * How Mesos gets on the machine; an image that holds `mesos-agent` is left as it is.
   * @default MesosInstallation.package('mesos')
   */
  readonly installation?: MesosInstallation;
  /**
   * For example `1.11` or `1.11.0`: flags that this Mesos does not have are refused.
   * @default - unknown: flags are held against no release
   */
  readonly version?: string;
  /**
   * `environment`: a unit of our own, which starts the agent with `MESOS_*` variables. `files`: the package's own unit
   * and its files, `/etc/mesos/zk` and `/etc/mesos-slave/FLAG`; there a flag that Mesos does not know ends the agent.
   * @default 'environment'
   */
  readonly configuration?: MesosConfiguration;
}

/** An existing cluster of plain Apache Mesos, 1.1 to 1.11, with Marathon. */
export class MesosCluster extends ExistingCluster {
  /** @throws ProblemError that names everything that is wrong with the attributes */
  static fromAttributes(scope: Construct, id: string, attributes: MesosClusterAttributes): MesosCluster {
    return new MesosCluster(scope, id, attributes);
  }

  private constructor(scope: Construct, id: string, attributes: MesosClusterAttributes) {
    const { installation = MesosInstallation.package(), version, configuration } = attributes;
    const zookeeperUrl = zookeeperText(attributes.zookeeperUrl);
    super(scope, id, {
      attributes,
      problems: [
        ...zookeeperProblems('zookeeperUrl', zookeeperUrl),
        ...versionProblems('version', version, MESOS_RELEASES),
        ...configurationProblems(configuration, installation),
      ],
      platform: () => ({ kind: 'mesos', zookeeperUrl, installation, version, configuration }),
    });
  }
}

function configurationProblems(
  configuration: MesosConfiguration | undefined,
  installation: MesosInstallation,
): readonly Problem[] {
  const at = 'configuration';
  if (configuration === undefined || configuration === 'environment') return [];
  if (!MESOS_CONFIGURATIONS.includes(configuration)) {
    return [{ at, found: shown(configuration), wanted: `one of ${MESOS_CONFIGURATIONS.join(', ')}` }];
  }
  return installation.isPackage
    ? []
    : [
        {
          at,
          found: 'files, with Mesos from an archive',
          wanted: 'environment',
          fix: 'an archive has no unit that reads /etc/mesos-slave; take a package, or leave configuration out',
        },
      ];
}
