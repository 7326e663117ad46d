import type { Construct } from 'constructs';
import { type ClusterAttributes, Credentials, DcosCluster, type ICluster, MesosCluster } from '../constructs';
import { attempt, ProblemError } from '../src/domain/core/problem';
import { defined } from './defined';
import type { Settings } from './settings';

/** The cluster that the settings describe. */
export function clusterPart(scope: Construct, settings: Settings['cluster']): ICluster {
  const shared: ClusterAttributes = {
    mesosMasterUrl: settings.mesosMasterUrl,
    vpcId: settings.vpcId,
    subnetIds: settings.subnetIds,
    securityGroupIds: settings.securityGroupIds,
    ...defined({
      credentials: settings.credentials && credentialsPart(settings.credentials),
      caCertificate: settings.caCertificate,
      agentRole: settings.agentRole,
      metronomeUrl: settings.metronomeUrl,
    }),
  };
  const { version } = settings;
  if (settings.platform === 'dcos') {
    const { bootstrapUrl, marathonUrl, cosmosUrl } = settings;
    return DcosCluster.fromAttributes(scope, 'cluster', {
      ...shared,
      bootstrapUrl,
      marathonUrl,
      ...defined({ version, cosmosUrl }),
    });
  }
  const { zookeeperUrl, configuration, marathonUrl } = settings;
  return MesosCluster.fromAttributes(scope, 'cluster', {
    ...shared,
    zookeeperUrl,
    ...defined({ version, configuration, marathonUrl }),
  });
}

/** @param at where they stand, for messages */
export function credentialsPart(
  settings: NonNullable<Settings['cluster']['credentials']>,
  at = 'credentials',
): Credentials {
  const made = attempt(() => Credentials[settings.kind](settings.secretArn));
  if ('value' in made) return made.value;
  throw new ProblemError(made.problems.map((problem) => ({ ...problem, at: `${at}.secretArn` })));
}
