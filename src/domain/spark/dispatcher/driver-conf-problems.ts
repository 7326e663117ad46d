import type { Problem } from '../../core/problem';
import { ownPropertyProblems, type Published, saidUnder } from '../own-properties';
import type { DispatcherProps } from './props';

/** What of a dispatcher's properties for drivers, which win over the published ones, contradicts those. */
export function driverConfProblems(
  { sparkConf = {}, sparkVersion }: Pick<DispatcherProps, 'sparkConf' | 'sparkVersion'>,
  published: Published,
): readonly Problem[] {
  return saidUnder('sparkConf', sparkConf, ownPropertyProblems(sparkConf, published, sparkVersion));
}
