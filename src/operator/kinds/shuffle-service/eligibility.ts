import type { ClusterView } from '../../ports';

export { type Need, needOf, type Verdict, verdict } from '../../../domain/marathon/eligibility';

/**
 * Why nothing may be concluded about this role from this view, or undefined. Whether a principal may see a role
 * does not depend on the agent: if one agent shows the role, what others hide belongs to other roles.
 */
export function blindness(view: ClusterView, role: string): { reason: string; message: string } | undefined {
  if (view.is === 'unknown') return { reason: view.reason, message: view.message };
  if (view.agents.some((agent) => role in agent.reserved)) return undefined;
  const hiding = view.agents.filter((agent) => agent.hidesResources).length;
  if (hiding === 0) return undefined;
  return {
    reason: 'ReservationsHidden',
    message: `${hiding} of ${view.agents.length} agents have resources that the operator may not see, and none shows a reservation for ${role}; grant it VIEW_ROLE for ${role}`,
  };
}
