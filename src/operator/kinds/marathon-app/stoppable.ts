import type { MarathonAppState } from '../../../manifest';
import type { Deployment } from '../../ports';
import { addsOnly } from './quiet';

/**
 * Rule 7: one that we began, of this app alone, that only adds tasks. To stop any other with force leaves two versions
 * or kills tasks that run (40), and one that somebody else began is theirs.
 */
export function isStoppable(
  deployment: Deployment,
  { appId, begun }: { readonly appId: string; readonly begun: MarathonAppState['deployment'] },
): boolean {
  if (begun?.id !== deployment.id || (begun.did !== 'create' && begun.did !== 'raise')) return false;
  return deployment.apps.length === 1 && deployment.apps[0] === appId && addsOnly(deployment);
}
