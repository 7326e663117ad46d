import type { Construct } from 'constructs';
import { DCOS_RELEASES } from '../src/domain/agent/dcos-release';
import { versionProblems } from '../src/domain/mesos/mesos-release';
import type { ClusterAttributes } from './cluster';
import { urlProblems, withoutSlash } from './cluster-checks';
import { ExistingCluster } from './existing-cluster';

export interface DcosClusterAttributes extends ClusterAttributes {
  /** For example `https://leader.example.internal/service/marathon`. May be a token. */
  readonly marathonUrl: string;
  /** Where `dcos_install.sh` lies; agents download from it when they join. May be a token. */
  readonly bootstrapUrl: string;
  /**
   * For example `2.1` or `2.1.3`. Flags that its Mesos does not have are refused, and machines get what its installer
   * wants. On the day of an upgrade it may say either: raise it once no agent is left of the old release.
   * @default - unknown: machines get what any release from 1.11 to 2.2 wants
   */
  readonly version?: string;
}

/** An existing DC/OS cluster, 1.11 to 2.2. */
export class DcosCluster extends ExistingCluster {
  /** @throws ProblemError that names everything that is wrong with the attributes */
  static fromAttributes(scope: Construct, id: string, attributes: DcosClusterAttributes): DcosCluster {
    return new DcosCluster(scope, id, attributes);
  }

  private constructor(scope: Construct, id: string, attributes: DcosClusterAttributes) {
    const { bootstrapUrl, version } = attributes;
    super(scope, id, {
      attributes,
      problems: [
        ...urlProblems('bootstrapUrl', bootstrapUrl),
        ...versionProblems('version', version, DCOS_RELEASES),
      ],
      platform: () => ({ kind: 'dcos', bootstrapUrl: withoutSlash(bootstrapUrl), version }),
    });
  }
}
