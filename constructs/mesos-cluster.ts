import { Construct } from 'constructs';
import { MesosInstallation } from '../src/domain/agent/mesos-installation';
import type { Platform } from '../src/domain/agent/platform';
import type { AgentRole } from '../src/domain/agent/platform-rules';
import type { ClusterAttributes, ICluster } from './cluster';
import { clusterProblems, withoutSlash, zookeeperProblems } from './cluster-checks';
import type { Credentials } from './credentials';
import { rejectIn } from './known';

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
export class MesosCluster extends Construct implements ICluster {
  /** @throws ProblemError that names everything that is wrong with the attributes */
  static fromAttributes(scope: Construct, id: string, attributes: MesosClusterAttributes): MesosCluster {
    return new MesosCluster(scope, id, attributes);
  }

  readonly platform: Platform;
  readonly mesosMasterUrl: string;
  readonly marathonUrl: string;
  readonly credentials: Credentials | undefined;
  readonly caCertificate: string | undefined;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly agentRole: AgentRole;

  private constructor(scope: Construct, id: string, attributes: MesosClusterAttributes) {
    super(scope, id);
    rejectIn(this, [
      ...zookeeperProblems('zookeeperUrl', attributes.zookeeperUrl),
      ...clusterProblems(attributes),
    ]);
    const installation = attributes.installation ?? MesosInstallation.package();
    this.platform = { kind: 'mesos', zookeeperUrl: attributes.zookeeperUrl, installation };
    this.mesosMasterUrl = withoutSlash(attributes.mesosMasterUrl);
    this.marathonUrl = withoutSlash(attributes.marathonUrl);
    this.credentials = attributes.credentials;
    this.caCertificate = attributes.caCertificate;
    this.vpcId = attributes.vpcId;
    this.subnetIds = attributes.subnetIds;
    this.securityGroupIds = attributes.securityGroupIds;
    this.agentRole = attributes.agentRole ?? 'private';
  }
}
