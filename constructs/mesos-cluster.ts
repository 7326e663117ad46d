import type { Construct } from 'constructs';
import { MesosInstallation } from '../src/domain/agent/mesos-installation';
import type { ClusterAttributes } from './cluster';
import { zookeeperProblems } from './cluster-checks';
import { ExistingCluster } from './existing-cluster';

export interface MesosClusterAttributes extends ClusterAttributes {
  /** For example `zk://10.0.0.1:2181,10.0.0.2:2181/mesos`, without a password. May be a token. */
  readonly zookeeperUrl: string;
  /**
   * How Mesos gets on the machine; an image that holds `mesos-agent` is left as it is.
   * @default MesosInstallation.package('mesos')
   */
  readonly installation?: MesosInstallation;
}

/** An existing cluster of plain Apache Mesos, 1.4 to 1.11, with Marathon. */
export class MesosCluster extends ExistingCluster {
  /** @throws ProblemError that names everything that is wrong with the attributes */
  static fromAttributes(scope: Construct, id: string, attributes: MesosClusterAttributes): MesosCluster {
    return new MesosCluster(scope, id, attributes);
  }

  private constructor(scope: Construct, id: string, attributes: MesosClusterAttributes) {
    const { zookeeperUrl, installation = MesosInstallation.package() } = attributes;
    super(scope, id, {
      attributes,
      problems: zookeeperProblems('zookeeperUrl', zookeeperUrl),
      platform: () => ({ kind: 'mesos', zookeeperUrl, installation }),
    });
  }
}
