import type { Construct } from 'constructs';
import type { ClusterAttributes } from './cluster';
import { urlProblems, withoutSlash } from './cluster-checks';
import { ExistingCluster } from './existing-cluster';

export interface DcosClusterAttributes extends ClusterAttributes {
  /** Where `dcos_install.sh` lies; agents download from it when they join. May be a token. */
  readonly bootstrapUrl: string;
}

/** An existing DC/OS cluster, 1.13 to 2.2. */
export class DcosCluster extends ExistingCluster {
  /** @throws ProblemError that names everything that is wrong with the attributes */
  static fromAttributes(scope: Construct, id: string, attributes: DcosClusterAttributes): DcosCluster {
    return new DcosCluster(scope, id, attributes);
  }

  private constructor(scope: Construct, id: string, attributes: DcosClusterAttributes) {
    const { bootstrapUrl } = attributes;
    super(scope, id, {
      attributes,
      problems: urlProblems('bootstrapUrl', bootstrapUrl),
      platform: () => ({ kind: 'dcos', bootstrapUrl: withoutSlash(bootstrapUrl) }),
    });
  }
}
