import { type Problem, shown } from '../core/problem';

/** Metrics that an operator publishes to Amazon CloudWatch, by what they count. */
export const CLOUDWATCH_METRICS = {
  /** By service: eligible agents without a healthy task of the active version. */
  agentsWithoutService: 'AgentsWithoutService',
  /** By service: agents that are unreachable and whose slots are kept. */
  lostAgents: 'LostAgents',
  /** 1 where no call of Marathon was answered since the metric was published last, else 0. */
  marathonWithoutLeader: 'MarathonWithoutLeader',
  /** The same of the Mesos masters. */
  mesosWithoutLeader: 'MesosWithoutLeader',
  /** Manifests that are not as declared, and indexes of manifests that cannot be read. */
  notReady: 'NotReady',
  /** Always 1: whoever leads has ended a pass. */
  heartbeat: 'Heartbeat',
} as const;

/** The one dimension: of metrics by service, its name. */
export const SERVICE_DIMENSION = 'Service';

/**
 * One namespace belongs to one operator, as its metrics have no other mark of whose they are. What CloudWatch takes,
 * less its space: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
 */
export function namespaceProblems(at: string, namespace: string): readonly Problem[] {
  const isOurs = !/^aws(\/|$)/i.test(namespace);
  if (isOurs && /^[A-Za-z0-9][A-Za-z0-9._/#:-]{0,254}$/.test(namespace)) return [];
  const wanted =
    'a namespace of CloudWatch such as "MesosSpark/etl": at most 255 letters, digits and . - _ / # :, not below AWS/';
  return [{ at, found: shown(namespace), wanted }];
}
