import { Construct } from 'constructs';
import type { Platform } from '../src/domain/agent/platform';
import type { AgentRole } from '../src/domain/agent/platform-rules';
import type { ClusterAttributes, ICluster } from './cluster';
import { clusterProblems, urlProblems, withoutSlash } from './cluster-checks';
import type { Credentials } from './credentials';
import { rejectIn } from './known';

export interface DcosClusterAttributes extends ClusterAttributes {
  /** Where `dcos_install.sh` lies; agents download from it when they join. May be a token. */
  readonly bootstrapUrl: string;
}

/** An existing DC/OS cluster, 1.13 to 2.2. */
export class DcosCluster extends Construct implements ICluster {
  /** @throws ProblemError that names everything that is wrong with the attributes */
  static fromAttributes(scope: Construct, id: string, attributes: DcosClusterAttributes): DcosCluster {
    return new DcosCluster(scope, id, attributes);
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

  private constructor(scope: Construct, id: string, attributes: DcosClusterAttributes) {
    super(scope, id);
    rejectIn(this, [...urlProblems('bootstrapUrl', attributes.bootstrapUrl), ...clusterProblems(attributes)]);
    this.platform = { kind: 'dcos', bootstrapUrl: withoutSlash(attributes.bootstrapUrl) };
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
