import type { AgentDrainState } from '../../../manifest';
import type { Applied, World } from '../../engine/kind';
import type { AgentAnswer, MesosMaster } from '../../ports';
import { type DrainAction, NOBODY } from './model';
import { remember } from './state';

/** One write: to what is remembered, or to the master and then to what is remembered, which may be done again. */
export async function apply(action: DrainAction, name: string, world: World): Promise<Applied> {
  switch (action.do) {
    case 'cordon':
      return granted(await close(action.next, world.mesos), RIGHTS[action.next.cordon], {
        action,
        name,
        world,
      });
    case 'uncordon':
      return granted(await open(action.next, world.mesos), RIGHTS[action.next.cordon], {
        action,
        name,
        world,
      });
    case 'mark-gone': {
      const answer = await world.mesos.markGone(action.next.agentId);
      return granted(answer, 'mark_agents_gone', { action, name, world });
    }
    default:
      return remember(name, action, world);
  }
}

/** As the master's flag --acls calls them. */
const RIGHTS = {
  Deactivate: 'deactivate_agents and reactivate_agents',
  Found: 'deactivate_agents and reactivate_agents',
  Reserve: `reserve_resources and unreserve_resources (role ${NOBODY})`,
} as const;

function close({ agentId, cordon }: AgentDrainState, mesos: MesosMaster): Promise<AgentAnswer> {
  if (cordon === 'Found') return Promise.resolve({ is: 'done' });
  return cordon === 'Reserve' ? mesos.hold(agentId, NOBODY) : mesos.deactivate(agentId);
}

function open({ agentId, cordon }: AgentDrainState, mesos: MesosMaster): Promise<AgentAnswer> {
  return cordon === 'Reserve' ? mesos.giveBack(agentId, NOBODY) : mesos.reactivate(agentId);
}

interface Granting {
  readonly action: Extract<DrainAction, { do: 'cordon' | 'uncordon' | 'mark-gone' }>;
  readonly name: string;
  readonly world: World;
}

async function granted(
  answer: AgentAnswer,
  right: string,
  { action, name, world }: Granting,
): Promise<Applied> {
  const { agentId } = action.next;
  switch (answer.is) {
    case 'done':
      return remember(name, action, world);
    case 'absent':
      // What the master does not know takes no offers, and what it no longer keeps out need not be let in.
      return remember(name, action, world);
    case 'busy':
      return { is: 'wait', because: `the master cannot do it now: ${answer.message}` };
    case 'refused': {
      const fix =
        answer.status === 400
          ? 'this release of Mesos may not know the call'
          : `grant the operator's principal ${right} in the master's --acls (on DC/OS: the permission of the same name)`;
      return {
        is: 'wait',
        because: `${action.do} of ${agentId}: the master answered ${answer.status}: ${answer.message}; ${fix}`,
      };
    }
  }
}
