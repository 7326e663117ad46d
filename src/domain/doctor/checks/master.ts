import { type Check, check } from '../check';
import { serviceRoles } from '../places';
import { serviceApps } from '../service-app';

/** Agents a minute, of a rate such as `1/20mins`. */
function perMinute(rate: string): number | undefined {
  const [, count, amount, unit = ''] = /^(\d+)\/(\d+(?:\.\d+)?)(secs|mins|hrs|days)$/.exec(rate.trim()) ?? [];
  const minutes = { secs: 1 / 60, mins: 1, hrs: 60, days: 1440 }[unit];
  return count === undefined || minutes === undefined
    ? undefined
    : Number(count) / (Number(amount) * minutes);
}

/** About flags of the Mesos master. */
export const masterChecks: readonly Check[] = [
  check({
    id: 'RoleNotWhitelisted',
    severity: 'error',
    title: "the master's list of roles does not have the service's",
    why: 'With --roles set, which is deprecated, the master knows no other role: a framework that subscribes to one is refused, and Marathon loses its connection again and again.',
    needs: ['flags', 'apps', 'marathon'],
    look: ({ flags, apps, marathon }) => {
      const known = flags['roles'];
      if (known === undefined || known === '') return [];
      const roles = serviceRoles(serviceApps(apps), marathon.marathon_config.mesos_role ?? '*');
      return roles
        .filter((role) => !known.split(',').includes(role))
        .map((role) => ({
          where: 'flag --roles of the master',
          found: known,
          wanted: `${role} among them, or no such flag`,
          fix: 'start the masters without --roles, one after the other',
        }));
    },
  }),
  check({
    id: 'AgentRemovalSlow',
    severity: 'note',
    title: 'lost agents are noticed one by one',
    why: 'At --agent_removal_rate_limit the master marks agents as unreachable one after the other: at 1/20mins, as in DC/OS 1.11, ten lost agents take hours, and their tasks look alive so long.',
    needs: ['flags'],
    look: ({ flags }) => {
      const rate = flags['agent_removal_rate_limit'] ?? flags['slave_removal_rate_limit'] ?? '';
      const found = perMinute(rate);
      return found === undefined || found >= 1
        ? []
        : [
            {
              where: 'flag --agent_removal_rate_limit of the master',
              found: rate,
              wanted: 'one a minute at least, such as 100/1mins',
              fix: 'raise it, or mark agents that are gone by hand (MARK_AGENT_GONE)',
            },
          ];
    },
  }),
];
