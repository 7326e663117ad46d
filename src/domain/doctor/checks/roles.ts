import { shown } from '../../core/problem';
import { roleProblems } from '../../marathon/role-rules';
import { type Check, check } from '../check';
import type { AgentSight } from '../parts';
import { acceptedRoles, named, ofRole, serviceRoles } from '../places';
import { atApp, type ServiceApp, serviceApps } from '../service-app';

const NEEDS = ['apps', 'marathon', 'agents'] as const;

/** Roles whose reservations hold the port. */
function holders(agents: readonly AgentSight[], port: number): readonly string[] {
  return [...new Set(agents.flatMap((agent) => rolesWith(agent, port)))].sort();
}

const rolesWith = (agent: AgentSight, port: number) =>
  ['*', ...Object.keys(agent.reserved)].filter((role) => ofRole(agent, role).ports.has(port));

/** Roles with the service's fixed port, if the app takes none of them. */
function portElsewhere(service: ServiceApp, agents: readonly AgentSight[], own: string): readonly string[] {
  const { declaredPort: port } = service;
  if (port === undefined || service.app['requirePorts'] !== true) return [];
  const found = holders(agents, port);
  return found.some((role) => acceptedRoles(service, own).includes(role)) ? [] : found;
}

const MEND =
  'put the app into a top-level group with the name of the role, say role and acceptedResourceRoles (Marathon 1.9 and later), or run a Marathon of its own with --mesos_role of that name';

/** About who may have which resources. */
export const roleChecks: readonly Check[] = [
  check({
    id: 'RoleNotOffered',
    severity: 'error',
    title: 'the app asks for a role that its Marathon is never offered',
    why: 'Up to 1.8 Marathon accepts any role and is offered only what its own --mesos_role may have: such an app waits for ever, and nothing says so. Later ones know the role of an app and of its top-level group.',
    needs: ['apps', 'marathon'],
    look: ({ apps, marathon }) =>
      serviceApps(apps).flatMap((service) =>
        roleProblems(marathon, service.app).map(({ at, found, wanted }) => ({
          where: `${atApp(service)}, ${at}`,
          found,
          wanted,
          fix: MEND,
        })),
      ),
  }),
  check({
    id: 'AcceptedRolesRewritten',
    severity: 'error',
    title: 'Marathon 1.9 has replaced acceptedResourceRoles by ["*"]',
    why: 'Marathon 1.9 before 1.9.146 drops a role that the app may not take, answers 201 and keeps ["*"]: the app takes only what is reserved for nobody, where a reserved port is not.',
    needs: NEEDS,
    look: ({ apps, marathon, agents }) => {
      if (!/^1\.9\./.test(marathon.version)) return [];
      const own = marathon.marathon_config.mesos_role ?? '*';
      return serviceApps(apps).flatMap((service) => {
        const roles = portElsewhere(service, agents.list, own);
        if (!isUnreserved(service) || roles.length === 0) return [];
        return [
          {
            where: `${atApp(service)}, acceptedResourceRoles`,
            found: `["*"] on Marathon ${marathon.version}, and port ${service.declaredPort} reserved for ${named(roles)}`,
            wanted: shown(roles),
            fix: MEND,
          },
        ];
      });
    },
  }),
  check({
    id: 'PortOfAnotherRole',
    severity: 'error',
    title: "the service's port is reserved for a role that the app does not take",
    why: 'Marathon matches every resource by its role. An app directly below / has the role of Marathon itself, and one that names no roles takes only unreserved resources on DC/OS: a port that is reserved for another role is never offered to it.',
    needs: NEEDS,
    look: ({ apps, marathon, agents }) => {
      const own = marathon.marathon_config.mesos_role ?? '*';
      return serviceApps(apps).flatMap((service) => {
        const roles = portElsewhere(service, agents.list, own);
        const rewritten = /^1\.9\./.test(marathon.version) && isUnreserved(service);
        if (roles.length === 0 || rewritten || roleProblems(marathon, service.app).length > 0) return [];
        return [
          {
            where: `${atApp(service)}, acceptedResourceRoles`,
            found: `${shown(acceptedRoles(service, own))}, and port ${service.declaredPort} reserved for ${named(roles)}`,
            wanted: `${shown(roles)}, which hold the port`,
            fix: MEND,
          },
        ];
      });
    },
  }),
  check({
    id: 'PortReservedNowhere',
    severity: 'error',
    title: "no agent has the service's port",
    why: 'A fixed port that is in no agent\'s resources is never offered: the app waits for ever for "InsufficientPorts".',
    needs: NEEDS,
    look: ({ apps, agents }) =>
      serviceApps(apps).flatMap((service) => {
        const { declaredPort: port } = service;
        if (port === undefined || service.app['requirePorts'] !== true) return [];
        if (agents.list.length === 0 || holders(agents.list, port).length > 0) return [];
        // What is hidden may hold it.
        if (agents.list.some(({ hidesResources }) => hidesResources)) return [];
        return [
          {
            where: atApp(service),
            found: `port ${port}, which none of ${agents.list.length} agents has`,
            wanted: 'a port that agents reserve for the role of the app',
            fix: 'choose a reserved port, or start agents with it in --resources',
          },
        ];
      }),
  }),
  check({
    id: 'GroupRoleNotEnforced',
    severity: 'note',
    title: "apps in the role's group do not get the role by themselves",
    why: 'A top-level group that is older than Marathon 1.9, or was made while --new_group_enforce_role was off, has enforceRole false: an app in it that says no role gets that of Marathon itself.',
    needs: ['groups', 'agents'],
    look: ({ groups, agents }) => {
      const reserved = new Set(agents.list.flatMap((agent) => Object.keys(agent.reserved)));
      return groups
        .filter(({ name, enforceRole }) => enforceRole === false && reserved.has(name))
        .map(({ name }) => ({
          where: `group /${name}`,
          found: 'enforceRole false',
          wanted: `true, or role "${name}" in every app of it`,
          fix: `PATCH /v2/groups/${name} with {"enforceRole": true}, or say the role in each app`,
        }));
    },
  }),
  check({
    id: 'ReservationsHidden',
    severity: 'warning',
    title: 'reservations cannot be seen',
    why: 'A principal without VIEW_ROLE sees no reservation of that role: agents look as if they had none, and whoever counts eligible agents counts none.',
    needs: ['agents'],
    helps: ['apps', 'marathon'],
    look: ({ agents, apps = [], marathon }) => {
      const hiding = agents.list.filter(({ hidesResources }) => hidesResources);
      const roles = serviceRoles(serviceApps(apps), marathon?.marathon_config.mesos_role ?? '*');
      const seen = agents.list.some((agent) => roles.some((role) => role in agent.reserved));
      // If one agent shows the role, what others hide belongs to other roles.
      if (hiding.length === 0 || seen) return [];
      return [
        {
          where: 'agents',
          found: `${hiding.length} of ${agents.list.length} have resources that these credentials may not see`,
          wanted: 'every reservation of the role of the shuffle services in sight',
          fix: 'grant VIEW_ROLE for the role to the principal of these credentials, and of the operator',
        },
      ];
    },
  }),
];

function isUnreserved({ app }: ServiceApp): boolean {
  return app.acceptedResourceRoles?.length === 1 && app.acceptedResourceRoles[0] === '*';
}
