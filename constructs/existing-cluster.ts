import { Construct } from 'constructs';
import type { Platform } from '../src/domain/agent/platform';
import type { AgentRole } from '../src/domain/agent/platform-rules';
import type { Problem } from '../src/domain/core/problem';
import type { ClusterAttributes, ICluster } from './cluster';
import { clusterProblems, withoutSlashes } from './cluster-checks';
import type { Credentials } from './credentials';
import { rejectIn } from './known';

/** What makes one platform's cluster differ from another's. */
interface PlatformPart {
  /** Of the attributes that only this platform has. */
  readonly problems: readonly Problem[];
  /** Made once nothing is wrong. */
  readonly platform: () => Platform;
}

/** A cluster that is there already, whatever its platform: its attributes, checked all at once. */
export abstract class ExistingCluster extends Construct implements ICluster {
  readonly platform: Platform;
  readonly mesosMasterUrl: string;
  readonly marathonUrl: string | undefined;
  readonly metronomeUrl: string | undefined;
  readonly cosmosUrl: string | undefined;
  readonly credentials: Credentials | undefined;
  readonly caCertificate: string | undefined;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly agentRole: AgentRole;

  protected constructor(
    scope: Construct,
    id: string,
    { attributes, platform, problems }: PlatformPart & { readonly attributes: ClusterAttributes },
  ) {
    super(scope, id);
    rejectIn(this, [...problems, ...clusterProblems(attributes)]);
    this.platform = platform();
    this.mesosMasterUrl = withoutSlashes(attributes.mesosMasterUrl);
    this.marathonUrl = attributes.marathonUrl && withoutSlashes(attributes.marathonUrl);
    this.metronomeUrl = attributes.metronomeUrl && withoutSlashes(attributes.metronomeUrl);
    this.cosmosUrl = attributes.cosmosUrl && withoutSlashes(attributes.cosmosUrl);
    this.credentials = attributes.credentials;
    this.caCertificate = attributes.caCertificate;
    this.vpcId = attributes.vpcId;
    this.subnetIds = attributes.subnetIds;
    this.securityGroupIds = attributes.securityGroupIds;
    this.agentRole = attributes.agentRole ?? 'private';
  }
}
