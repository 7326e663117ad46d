import { roleProblems } from '../../marathon/role-rules';
import { type Check, check, type Spot } from '../check';
import type { AgentSight, Agents, Parts } from '../parts';
import { grouped, named, ofRole, placeOn, serviceRoles } from '../places';
import { isFailing, type ServiceApp, serviceApps } from '../service-app';

const NEEDS = ['agents', 'apps', 'marathon'] as const;

const some = (agents: readonly AgentSight[]) => `agents ${named(agents.map(({ hostname }) => hostname))}`;

function one(agents: readonly AgentSight[], said: Omit<Spot, 'where'>): readonly Spot[] {
  return agents.length === 0 ? [] : [{ where: some(agents), ...said }];
}

/** Services that could have a task at all: what keeps the others away is told by other checks. */
function able({ apps, marathon }: Pick<Parts, 'apps' | 'marathon'>): readonly ServiceApp[] {
  return serviceApps(apps).filter(({ app }) => roleProblems(marathon, app).length === 0);
}

const ownRole = ({ marathon_config: config }: Parts['marathon']) => config.mesos_role ?? '*';

const isUp = (agent: AgentSight) => agent.active && !agent.deactivated && !agent.draining;

/** About agents as such, and which of them have a shuffle service. */
export const agentChecks: readonly Check[] = [
  check({
    id: 'AgentWithoutService',
    severity: 'error',
    title: 'an agent could have a shuffle service and has none',
    why: 'Executors register with the service of their own host. Where there is none, every executor of an application that uses it fails there, and after two failures the driver never uses the agent again.',
    needs: NEEDS,
    look: ({ agents, apps, marathon }) => {
      const around = { own: ownRole(marathon), region: agents.region };
      const services = able({ apps, marathon });
      const served = new Set(services.flatMap(({ hosts }) => [...hosts]));
      const bare = agents.list.filter(
        (agent) =>
          !served.has(agent.hostname) &&
          services.some((one) => !isFailing(one) && placeOn(one, agent, around).is === 'eligible'),
      );
      const more = services.map(
        ({ id, instances, running }) => `${id} asks for ${instances} and runs ${running.length}`,
      );
      return one(bare, {
        found: `no task of ${services.map(({ id }) => id).join(', ')}`,
        wanted: 'one running task on each agent that could have it',
        fix: `raise instances to the number of such agents (${more.join('; ')}), with PATCH and only upwards; if they are as many already, see why tasks wait: GET /v2/queue`,
      });
    },
  }),
  check({
    id: 'ReservationInUse',
    severity: 'error',
    title: 'something else uses what is reserved for the service',
    why: 'Every task of the role draws on the same reservation, and a port is free or taken: where another task holds it the service cannot start, and the app waits without a word.',
    needs: NEEDS,
    look: ({ agents, apps, marathon }) => {
      const around = { own: ownRole(marathon), region: agents.region };
      const services = able({ apps, marathon });
      const served = new Set(services.flatMap(({ hosts }) => [...hosts]));
      const blocked = agents.list.flatMap((agent) => {
        if (served.has(agent.hostname)) return [];
        const reasons = services.flatMap((service) => {
          const found = placeOn(service, agent, around);
          return found.is === 'blocked' ? [`${service.id}: ${found.because}`] : [];
        });
        return reasons.length === 0 ? [] : [{ agent, because: reasons.join('; ') }];
      });
      return [...grouped(blocked, ({ because }) => because)].map(([because, same]) => ({
        where: some(same.map(({ agent }) => agent)),
        found: because,
        wanted: 'the reservation free for the service',
        fix: 'end the task that holds it (GET /v2/tasks; a task of another framework: /tasks of the master), or give it another role',
      }));
    },
  }),
  check({
    id: 'AgentNotReserved',
    severity: 'warning',
    title: 'an agent has no reservation, while others have',
    why: 'Spark places executors wherever it is offered resources. An agent that the shuffle service never comes to fails them all, unless applications keep to the reserved ones by spark.mesos.constraints.',
    needs: NEEDS,
    look: ({ agents, apps, marathon }) =>
      one(unreserved({ agents, apps, marathon }, false), {
        found: 'no resources for the role of the shuffle service',
        wanted: 'the same reservation on each agent that executors may use',
        fix: 'replace these agents by ones with the reservation, or keep executors away: spark.mesos.constraints with an attribute that only the others have',
      }),
  }),
  check({
    id: 'PublicAgentNotReserved',
    severity: 'note',
    title: 'a public agent has no reservation',
    why: 'Everything of a public agent belongs to slave_public. Spark gets none of it unless it has that role, and a shuffle service there needs a reservation of its own.',
    needs: NEEDS,
    look: ({ agents, apps, marathon }) =>
      one(unreserved({ agents, apps, marathon }, true), {
        found: 'everything for slave_public',
        wanted: 'no executors there, or a reservation for the role of the shuffle service',
        fix: 'nothing, if Spark does not run with the role slave_public',
      }),
  }),
  check({
    id: 'DuplicateHostname',
    severity: 'error',
    title: 'two agents have one hostname',
    why: 'UNIQUE counts hostnames: of two agents with the same one only one gets a service, and whoever counts agents asks for one too many. Mostly it is an agent that came back under another id before the old one was marked as lost.',
    needs: ['agents'],
    look: ({ agents }) =>
      [...grouped(agents.list, ({ hostname }) => hostname)]
        .filter(([, same]) => same.length > 1)
        .map(([hostname, same]) => ({
          where: `agent ${hostname}`,
          found: `${same.length} registrations: ${same.map(({ id }) => id).join(', ')}`,
          wanted: 'one agent a hostname',
          fix: 'if the older one is dead, mark it gone (MARK_AGENT_GONE); if both live, give one another --hostname',
        })),
  }),
  check({
    id: 'AgentDeactivated',
    severity: 'warning',
    title: 'an agent is deactivated or draining',
    why: 'It sends no offers until somebody reactivates it, also after it registers again. A task that ends there is queued at once and finds no place, and instances count it.',
    needs: ['agents'],
    look: ({ agents }) =>
      one(
        agents.list.filter(({ deactivated, draining }) => deactivated || draining),
        {
          found: 'deactivated or draining',
          wanted: 'an agent that takes tasks, or none',
          fix: 'finish the drain and mark the agent gone, or REACTIVATE_AGENT; take its service away by name first: DELETE /v2/apps/ID/tasks?host=HOST&scale=true',
        },
      ),
  }),
  check({
    id: 'AgentDisconnected',
    severity: 'warning',
    title: 'an agent has lost its connection to the master',
    why: 'Its tasks go on, and nothing new starts there. After the timeout of the pings it counts as unreachable.',
    needs: ['agents'],
    look: ({ agents }) =>
      one(
        agents.list.filter(({ active, deactivated, draining }) => !active && !deactivated && !draining),
        {
          found: 'active: false',
          wanted: 'a connection to the master',
          fix: 'look at the agent and its network; lower no instances for it',
        },
      ),
  }),
  check({
    id: 'AgentInMaintenance',
    severity: 'warning',
    title: 'an agent is in the maintenance schedule',
    why: 'Marathon declines offers of agents with a maintenance window, now or later, since 1.7: no service starts there, and whoever counts the agent asks for one too many. /slaves does not show it.',
    needs: ['agents'],
    look: ({ agents }) =>
      one(
        agents.list.filter(({ maintenance }) => maintenance),
        {
          found: 'a window in /maintenance/status',
          wanted: 'none, unless somebody works on it',
          fix: 'POST /maintenance/schedule without the machine once the work is done',
        },
      ),
  }),
  check({
    id: 'AgentsRecovered',
    severity: 'warning',
    title: 'the master has not heard of all agents since it was elected',
    why: 'After a failover agents are in recovered_slaves, without resources, for up to ten minutes. Whoever counts agents now counts too few, and every other check here is about those that are back.',
    needs: ['agents'],
    look: ({ agents: { recovered } }) =>
      recovered.length === 0
        ? []
        : [
            {
              where: `agents ${named(recovered.map(({ hostname }) => hostname))}`,
              found: 'only recovered from the registry',
              wanted: 'registered again',
              fix: 'wait ten minutes and look again; change no instances meanwhile',
            },
          ],
  }),
  check({
    id: 'AgentLeftOut',
    severity: 'note',
    title: 'Marathon does not place the service on an agent',
    why: 'Apps without gpus are not placed on agents with GPUs, unless GPU_SCHEDULING_BEHAVIOR says otherwise; an agent in another region than the master needs a constraint on @region or @zone; and the constraints of the app have to fit.',
    needs: NEEDS,
    look: ({ agents, apps, marathon }) => {
      const services = able({ apps, marathon });
      const around = { own: ownRole(marathon), region: agents.region };
      const out = agents.list.filter(isUp).flatMap((agent) => {
        const verdicts = services.map((service) => placeOn(service, agent, around));
        const because = verdicts.flatMap((found) => (found.is === 'no' ? [found.because] : []));
        const left = because.filter((text) => /GPUs|remote region|constraints/.test(text));
        return left.length === 0 || left.length < verdicts.length ? [] : [{ agent, because: left[0] ?? '' }];
      });
      return [...grouped(out, ({ because }) => because)].map(([because, same]) => ({
        where: some(same.map(({ agent }) => agent)),
        found: because,
        wanted: 'no executors that need the service there, or the service',
        fix: 'say GPU_SCHEDULING_BEHAVIOR=unrestricted, or a constraint on @region, or keep executors away by spark.mesos.constraints',
      }));
    },
  }),
  check({
    id: 'ServicesOnDifferentPorts',
    severity: 'error',
    title: 'agents have their services on different ports',
    why: 'A driver uses one spark.shuffle.service.port for all agents. Where another service listens, or none on that port, its executors fail.',
    needs: ['apps', 'marathon'],
    look: ({ apps, marathon }) => {
      const services = able({ apps, marathon });
      const all = new Set(services.flatMap(({ running }) => running.map(({ host }) => host)));
      // One port that everybody has is enough; versions side by side are as they should be.
      const whole = services.some(({ running }) => {
        const has = new Set(running.map(({ host }) => host));
        return [...all].every((host) => has.has(host));
      });
      const parts = services.filter(({ running }) => running.length > 0);
      const ports = new Set(parts.map(({ port }) => port));
      if (whole || ports.size < 2) return [];
      return [
        {
          where: `apps ${parts.map(({ id }) => id).join(', ')}`,
          found: parts
            .map(({ port, running }) => `port ${port} on ${named(running.map(({ host }) => host).sort(), 4)}`)
            .join('; '),
          wanted: 'one port that has a service on every agent',
          fix: 'run one of the services on all of the agents, and publish its port',
        },
      ];
    },
  }),
];

function unreserved(parts: Pick<Parts, 'agents' | 'apps' | 'marathon'>, isPublic: boolean) {
  const roles = serviceRoles(able(parts), ownRole(parts.marathon));
  const { list }: Agents = parts.agents;
  const has = (agent: AgentSight) => roles.some((role) => !ofRole(agent, role).ports.isEmpty);
  if (!list.some(has) || list.some(({ hidesResources }) => hidesResources)) return [];
  const publicAgent = (agent: AgentSight) => 'slave_public' in agent.reserved && agent.unreserved.cpus === 0;
  return list.filter((agent) => !has(agent) && publicAgent(agent) === isPublic);
}
