import { appFindings, unreachableTrap } from '../../marathon/app-problems';
import { NEVER_KILLS } from '../../marathon/health-check';
import { upgradeStall } from '../../marathon/upgrade-stall';
import type { Check } from '../check';
import { atApp, BLUE_GREEN, row } from './service-row';

interface Strategy {
  readonly inactiveAfterSeconds?: number;
  readonly expungeAfterSeconds?: number;
}

/** About health checks, lost agents, updates and whom Marathon ends first. */
export const lifecycleChecks: readonly Check[] = [
  row({
    id: 'NoHealthCheck',
    severity: 'warning',
    title: 'no health check',
    why: 'Without a check Marathon counts every task as healthy, also those that still wait: an update ends more old tasks than it may, and a service that no longer answers stays.',
    of: (service) =>
      (service.app.healthChecks ?? []).length > 0
        ? []
        : [
            {
              where: `${atApp(service)}, healthChecks`,
              found: 'none',
              wanted: `one MESOS_TCP check of its port with maxConsecutiveFailures ${NEVER_KILLS}`,
              fix: BLUE_GREEN,
            },
          ],
  }),
  row({
    id: 'HealthCheckKills',
    severity: 'warning',
    title: 'the health check kills the service',
    why: 'At maxConsecutiveFailures failures in a row the task is killed (0 means at the first for MESOS_* checks, and never for those that Marathon makes). A long garbage collection is enough, and the registrations of all executors of that host are gone.',
    of: (service) =>
      (service.app.healthChecks ?? []).flatMap(
        ({ protocol = 'HTTP', maxConsecutiveFailures: most = 3 }, i) => {
          const byAgent = protocol === 'COMMAND' || protocol.startsWith('MESOS_');
          if (most === NEVER_KILLS || (most === 0 && !byAgent)) return [];
          return [
            {
              where: `${atApp(service)}, healthChecks[${i}].maxConsecutiveFailures`,
              found: `${most} for ${protocol}`,
              wanted: `${NEVER_KILLS}, the largest number: report, and do not kill`,
              fix: BLUE_GREEN,
            },
          ];
        },
      ),
  }),
  row({
    id: 'HealthCheckByMarathon',
    severity: 'note',
    title: 'the leading Marathon makes the health check',
    why: 'TCP and HTTP checks are made by the leader, which has to reach the port on every agent; they are deprecated, and the more agents there are, the more it has to do.',
    of: (service) =>
      (service.app.healthChecks ?? []).flatMap(({ protocol = 'HTTP' }, i) =>
        ['HTTP', 'HTTPS', 'TCP'].includes(protocol)
          ? [
              {
                where: `${atApp(service)}, healthChecks[${i}].protocol`,
                found: protocol,
                wanted: `MESOS_${protocol}, which the agent makes`,
                fix: BLUE_GREEN,
              },
            ]
          : [],
      ),
  }),
  row({
    id: 'LostAgentReplaced',
    severity: 'warning',
    title: 'a lost agent gives its slot up by a timer',
    why: 'With any unreachableStrategy but "disabled" (the default is {0,0}) Marathon queues a replacement, which finds no host in a full cluster; lowering instances then kills a healthy task, and when the agent returns its task, with all registrations, is killed.',
    of: (service) => {
      const strategy = service.app['unreachableStrategy'];
      if (strategy === 'disabled' || unreachableTrap(service.app) !== undefined) return [];
      return [
        {
          where: `${atApp(service)}, unreachableStrategy`,
          found: strategyText(strategy as Strategy),
          wanted: '"disabled"',
          fix: BLUE_GREEN,
        },
      ];
    },
  }),
  row({
    id: 'LostAgentStuck',
    severity: 'warning',
    title: 'a lost task may never be replaced',
    why: 'Where both times of unreachableStrategy are over at one reconciliation, Marathon fails inside on each one from then on (seen with 1.11.24): the task is never inactive, never expunged and never replaced. {300,600} is such a pair.',
    of: (service) =>
      unreachableTrap(service.app) === undefined
        ? []
        : [
            {
              where: `${atApp(service)}, unreachableStrategy`,
              found: strategyText(service.app['unreachableStrategy'] as Strategy),
              wanted: '"disabled"',
              fix: BLUE_GREEN,
            },
          ],
  }),
  row({
    id: 'UpdateStalls',
    severity: 'warning',
    title: 'an update in place would never end',
    why: 'A task that holds a fixed port of its host has to go before the new one can start there, and Marathon stops none that minimumHealthCapacity still needs. UNIQUE does not block, the port does. Rolling a stalled update back is an update under the same strategy.',
    of: (service) => {
      const stall = upgradeStall(service.app, service.instances);
      // The operator changes none of its apps in place.
      if (stall === undefined || service.ours !== undefined) return [];
      const [found = '', wanted = ''] = stall.split(' Wanted: ');
      return [
        {
          where: `${atApp(service)}, upgradeStrategy`,
          found: found.replace(/[.:]$/, ''),
          wanted,
          fix: `do not change this app in place; ${BLUE_GREEN}`,
        },
      ];
    },
  }),
  row({
    id: 'OldestKilledFirst',
    severity: 'note',
    title: 'a scale-down ends the oldest tasks',
    why: 'The oldest service has the most registrations. YOUNGEST_FIRST, the default, does the least harm; the safe way is to name the task that is to go.',
    of: (service) =>
      service.app['killSelection'] === 'OLDEST_FIRST'
        ? [
            {
              where: `${atApp(service)}, killSelection`,
              found: 'OLDEST_FIRST',
              wanted: 'YOUNGEST_FIRST',
              fix: 'lower instances by DELETE /v2/apps/ID/tasks/TASK?scale=true only',
            },
          ]
        : [],
  }),
  row({
    id: 'SlowRelaunch',
    severity: 'note',
    title: 'one sick host delays the service on new ones',
    why: 'The delay after a failure is one for the whole app and grows to maxLaunchDelaySeconds, five minutes by default: a new agent waits for it, too.',
    of: (service) => {
      const most = Number(service.app['maxLaunchDelaySeconds'] ?? 300);
      return most < 300
        ? []
        : [
            {
              where: `${atApp(service)}, maxLaunchDelaySeconds`,
              found: `${most}`,
              wanted: 'about 60',
              fix: 'say a smaller one with the next version of the app; DELETE /v2/queue/ID/delay ends the present delay',
            },
          ];
    },
  }),
  row({
    id: 'DefinitionRefused',
    severity: 'warning',
    title: 'Marathon would refuse the definition today',
    why: 'Older releases of Marathon took what later ones refuse with 422. Such an app runs on, and every change of it fails, also one in an emergency.',
    of: (service) =>
      appFindings(service.app)
        .filter(({ path }) => path[0] !== 'unreachableStrategy')
        .map(({ path, wanted }) => ({
          where: `${atApp(service)}, ${path.join('.')}`,
          found: 'what a current Marathon refuses',
          wanted,
          fix: BLUE_GREEN,
        })),
  }),
];

function strategyText(strategy: Strategy): string {
  return `{${strategy.inactiveAfterSeconds ?? 0}, ${strategy.expungeAfterSeconds ?? 0}} seconds`;
}
