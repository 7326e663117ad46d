import { Ranges } from '../../core/ranges';
import { Size } from '../../core/size';
import type { RoleAmounts } from '../../marathon/eligibility';
import { onlyReservedProblems, sharedPortProblems } from '../../mesos/resource-checks';
import { type ResourceItem, Resources } from '../../mesos/resources';
import { reservationRoom } from '../../spark/reservation-room';
import { type Check, check, type Spot } from '../check';
import type { AgentSight, Agents } from '../parts';
import { acceptedRoles, grouped, named, ofRole, serviceRoles } from '../places';
import { atApp, type ServiceApp, serviceApps } from '../service-app';

const NEEDS = ['agents', 'apps', 'marathon'] as const;

/** All that an agent has, as Mesos would write it. */
function resourcesOf(agent: AgentSight): Resources {
  const of = (role: string, { cpus, mem, disk, ports }: RoleAmounts): readonly ResourceItem[] => [
    ...Object.entries({ cpus, mem, disk }).flatMap(([name, scalar]) =>
      scalar > 0 ? [{ name, role, scalar }] : [],
    ),
    ...(ports.isEmpty ? [] : [{ name: 'ports', role, ranges: ports }]),
  ];
  return Resources.of(
    ...of('*', agent.unreserved),
    ...Object.entries(agent.reserved).flatMap(([role, amounts]) => of(role, amounts)),
  );
}

/** The role of what names none: on public agents of DC/OS everything is `slave_public`. */
function defaultRole(agent: AgentSight): string {
  return 'slave_public' in agent.reserved && agent.unreserved.cpus === 0 ? 'slave_public' : '*';
}

/** One spot for all agents of which the same is found. */
function spots(
  agents: readonly AgentSight[],
  of: (agent: AgentSight) => readonly Omit<Spot, 'where'>[],
): readonly Spot[] {
  const all = agents.flatMap((agent) => of(agent).map((spot) => ({ agent, spot })));
  return [...grouped(all, ({ spot }) => JSON.stringify(spot)).values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    return [{ where: `agents ${named(same.map(({ agent }) => agent.hostname))}`, ...first.spot }];
  });
}

const list = (items: readonly string[]) => items.join(' and ');

const REPLACE =
  'replace the agent, or start it anew with complete --resources (a changed range of ports is no additive change: the agent gets a new id and its tasks end)';

/** About what agents have and keep for the role. */
export const reservationChecks: readonly Check[] = [
  check({
    id: 'ReservationIncomplete',
    severity: 'error',
    title: 'the role has ports, but not the cpus and memory that go with them',
    why: 'Every resource of a task must carry a role that the app takes. Ports alone are no reservation: a full agent has nothing else to offer, and one with too little to offer is not offered at all (--min_allocatable_resources).',
    needs: NEEDS,
    look: ({ agents, apps, marathon }) => {
      const own = marathon.marathon_config.mesos_role ?? '*';
      const roles = serviceRoles(serviceApps(apps), own);
      return spots(agents.list, (agent) =>
        roles.flatMap((role) => {
          const { cpus, mem, ports } = ofRole(agent, role);
          const lacks = [...(cpus > 0 ? [] : ['cpus']), ...(mem > 0 ? [] : ['mem'])];
          if (ports.isEmpty || lacks.length === 0) return [];
          return [
            {
              found: `ports(${role}):[${ports}] without ${list(lacks)} for ${role}`,
              wanted: `cpus, mem and ports, all for ${role}`,
              fix: `add ${list(lacks.map((one) => `${one}(${role})`))} to the agent's --resources; ${REPLACE}`,
            },
          ];
        }),
      );
    },
  }),
  check({
    id: 'ReservationTooSmall',
    severity: 'error',
    title: 'the reservation is smaller than the task',
    why: 'Marathon takes cpus, memory and disk of a task from the roles that the app names, and no more than an agent has of them: on such agents the task never starts.',
    needs: NEEDS,
    look: ({ agents, apps, marathon }) => {
      const own = marathon.marathon_config.mesos_role ?? '*';
      return serviceApps(apps).flatMap((service) =>
        spots(agents.list, (agent) => tooSmall(service, agent, acceptedRoles(service, own))),
      );
    },
  }),
  check({
    id: 'PortInTwoRoles',
    severity: 'error',
    title: 'a port belongs to two roles',
    why: 'An agent accepts --resources in which two roles own one port, and the master offers it to both: whoever comes second does not start, or the shuffle service does not.',
    needs: ['agents'],
    look: ({ agents }) =>
      spots(agents.list, (agent) =>
        sharedPortProblems(resourcesOf(agent)).map(({ found, wanted }) => ({
          found: `ports ${found}`,
          wanted,
          fix: `take the ports out of the other range; ${REPLACE}`,
        })),
      ),
  }),
  check({
    id: 'OnlyReserved',
    severity: 'error',
    title: 'a resource is there for the role only',
    why: 'Naming a resource for one role ends its detection for everybody: cpus(shuffle):1 alone leaves no other CPU, ports(shuffle):[7337-7339] alone no other port, and Spark gets no executor there.',
    needs: ['agents'],
    look: ({ agents }) =>
      spots(agents.list, (agent) =>
        onlyReservedProblems(resourcesOf(agent), defaultRole(agent)).map(({ at, found, wanted }) => ({
          found: `${at} ${found}`,
          wanted,
          fix: `name ${at} for * as well in --resources; ${REPLACE}`,
        })),
      ),
  }),
  check({
    id: 'NotOfferedWhenFull',
    severity: 'error',
    title: 'the reservation is too small to be offered',
    why: 'The master offers an agent only if what is free of it reaches --min_allocatable_resources, where ";" means "and". A reservation below that is offered only while other resources are free: on a full agent the service does not come back.',
    needs: [...NEEDS, 'flags'],
    look: ({ agents, apps, marathon, flags }) => {
      const least = flags['min_allocatable_resources'];
      if (least === undefined || least === '') return [];
      const roles = serviceRoles(serviceApps(apps), marathon.marathon_config.mesos_role ?? '*');
      return spots(agents.list, (agent) =>
        roles.flatMap((role) => {
          const own = ofRole(agent, role);
          // One without cpus or memory is told by another check.
          if (own.ports.isEmpty || own.cpus === 0 || own.mem === 0 || reaches(own, least)) return [];
          return [
            {
              found: `cpus ${own.cpus}, mem ${own.mem}, ports ${own.ports.size} for ${role}`,
              wanted: `what --min_allocatable_resources of the master asks for: ${least}`,
              fix: `reserve at least that for ${role}; ${REPLACE}`,
            },
          ];
        }),
      );
    },
  }),
  check({
    id: 'NoPortForNextVersion',
    severity: 'warning',
    title: 'every reserved port is in use',
    why: 'A shuffle service keeps its registrations in memory, so a new version has to run beside the old one on another port until nobody uses the old one: N services need N + 1 ports.',
    needs: NEEDS,
    look: ({ agents, apps, marathon }) => roomOf({ agents, apps, marathon }, 'ports'),
  }),
  check({
    id: 'NoRoomForNextVersion',
    severity: 'warning',
    title: 'the reservation has no room for the next version',
    why: 'During an update both versions run on every agent: the reservation has to hold all services and the largest once more.',
    needs: NEEDS,
    look: ({ agents, apps, marathon }) => roomOf({ agents, apps, marathon }, 'amounts'),
  }),
];

function tooSmall(service: ServiceApp, agent: AgentSight, roles: readonly string[]) {
  const { declaredPort: port, app } = service;
  const has = roles.map((role) => ofRole(agent, role));
  // Where the port is another's, or nothing else is there, other checks tell.
  if (port === undefined || !has.some(({ ports }) => ports.has(port))) return [];
  return (['cpus', 'mem', 'disk'] as const).flatMap((name) => {
    const amount = has.reduce((sum, one) => sum + one[name], 0);
    const wants = Number(app[name] ?? 0);
    if (amount + 5e-4 >= wants || (amount === 0 && name !== 'disk')) return [];
    return [
      {
        found: `${amount} ${name} for ${roles.join(' or ')}, and ${atApp(service)} takes ${wants}`,
        wanted: `at least ${wants} ${name}`,
        fix: `make the task smaller, or the reservation larger; ${REPLACE}`,
      },
    ];
  });
}

/** `|` parts alternatives, `;` what is needed together. Ports are counted. */
function reaches(own: RoleAmounts, least: string): boolean {
  const amounts: Readonly<Record<string, number>> = { ...own, ports: own.ports.size };
  return least.split('|').some((all) =>
    all.split(';').every((one) => {
      const [name = '', value = ''] = one.split(':').map((text) => text.trim());
      return name === '' || (amounts[name] ?? 0) + 1e-6 >= Number(value);
    }),
  );
}

interface Around {
  readonly agents: Agents;
  readonly apps: Parameters<typeof serviceApps>[0];
  readonly marathon: { readonly marathon_config: { readonly mesos_role?: string | null } };
}

/** Judged by each kind of reservation that there is, once. */
function roomOf({ agents, apps, marathon }: Around, what: 'ports' | 'amounts'): readonly Spot[] {
  const own = marathon.marathon_config.mesos_role ?? '*';
  const services = serviceApps(apps);
  return serviceRoles(services, own).flatMap((role) => {
    const tasks = services
      .filter((service) => acceptedRoles(service, own).includes(role))
      .map(({ id, app }) => ({ name: id, cpus: app.cpus ?? 0, mem: app.mem ?? 0 }));
    return spots(agents.list, (agent) => {
      const { cpus, mem, ports } = ofRole(agent, role);
      const largest = Math.max(0, ...tasks.map((task) => task.mem));
      // What does not even hold one is told by other checks.
      if (tasks.length === 0 || ports.isEmpty || cpus === 0 || mem < largest) return [];
      const plenty = Ranges.of([1, 65_535]);
      const pool =
        what === 'ports'
          ? { role, cpus: 1e6, memory: Size.mebibytes(1e9), ports }
          : { role, cpus, memory: Size.mebibytes(mem), ports: plenty };
      return reservationRoom(tasks, pool).map(({ found, wanted, fix = '' }) => ({ found, wanted, fix }));
    });
  });
}
