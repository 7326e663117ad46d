import { roleProblems } from '../../marathon/role-rules';
import { type Check, check } from '../check';
import type { FrameworkSight, FrameworkTask } from '../parts';
import { named } from '../places';
import { serviceApps } from '../service-app';

const isSchedulers = ({ name }: FrameworkSight) => /^(marathon|metronome)/i.test(name);

/** Spark calls executors "NAME N", and its page is on port 4040 or one of the next. */
function isSpark({ name, webUiUrl, tasks }: FrameworkSight): boolean {
  if (/:40[4-9]\d(\/|$)/.test(webUiUrl ?? '')) return true;
  return tasks.some(
    (task) => task.name.startsWith(`${name} `) && /^\d+$/.test(task.name.slice(name.length + 1)),
  );
}

const runs = ({ state }: FrameworkTask) => state === 'TASK_RUNNING' || state === 'TASK_STARTING';

/** Of all unreserved cpus: more than that is all of them, for what is left fits no executor. */
const NEARLY_ALL = 0.9;

/** About Marathon itself and what else runs in the cluster. */
export const clusterChecks: readonly Check[] = [
  check({
    id: 'NoMarathonLeader',
    severity: 'error',
    title: 'no Marathon leads',
    why: 'Without a leader nothing is started or replaced, and every request is answered by 502 or 404 in its place. What runs goes on.',
    needs: ['leader'],
    look: ({ leader }) =>
      leader !== ''
        ? []
        : [
            {
              where: 'Marathon',
              found: 'no leader at /v2/leader',
              wanted: 'one of its processes leading',
              fix: "look at the processes and at ZooKeeper's quorum; a process that lost its Mesos master ends, and its supervisor has to start it",
            },
          ],
  }),
  check({
    id: 'NoShuffleService',
    severity: 'warning',
    title: 'no app of this Marathon runs a shuffle service',
    why: 'Dynamic allocation on Mesos needs the service on every agent that has executors. It may be on another Marathon, run by systemd on each agent, or hidden in an image without a command: then this says nothing.',
    needs: ['apps'],
    look: ({ apps }) =>
      serviceApps(apps).length > 0
        ? []
        : [
            {
              where: 'Marathon',
              found: `none among ${apps.length} apps`,
              wanted: 'an app that runs MesosExternalShuffleService',
              fix: 'declare a ShuffleService, or ask the Marathon that runs them (--marathon)',
            },
          ],
  }),
  check({
    id: 'MarathonDisconnected',
    severity: 'error',
    title: 'Marathon is not connected to Mesos',
    why: 'Mesos knows its framework and has no connection to it: no offers come, and after the failover timeout all of its tasks are ended.',
    needs: ['marathon', 'frameworks'],
    look: ({ marathon, frameworks }) =>
      frameworks
        .filter(({ id, connected }) => id === marathon.frameworkId && !connected)
        .map(({ id, name }) => ({
          where: `framework ${name} (${id})`,
          found: 'connected: false',
          wanted: 'a connection to the leading master',
          fix: 'look at the log of the leading Marathon; a role that it may not subscribe to ends its connection again and again',
        })),
  }),
  check({
    id: 'DeploymentsAtLimit',
    severity: 'warning',
    title: 'Marathon is close to its limit of deployments',
    why: 'At --max_running_deployments (100) every change is refused with 403, also a forced one and the rollback of one that hangs; only DELETE /v2/deployments/ID?force=true helps.',
    needs: ['deployments', 'marathon'],
    look: ({ deployments, marathon: { maxDeployments = 100 } }) =>
      deployments.length < NEARLY_ALL * maxDeployments
        ? []
        : [
            {
              where: 'Marathon, deployments',
              found: `${deployments.length} of at most ${maxDeployments}`,
              wanted: 'few of them, and each with an end',
              fix: 'see which of them hang (GET /v2/deployments, /v2/queue) and end those of which you know that it does no harm',
            },
          ],
  }),
  check({
    id: 'EveryCpuTaken',
    severity: 'warning',
    title: 'one framework has nearly every cpu',
    why: 'A Spark application without spark.cores.max takes every core that it is offered, and in client mode keeps them: nobody else starts.',
    needs: ['frameworks', 'agents'],
    look: ({ frameworks, agents }) => {
      const all = agents.list.reduce((sum, agent) => sum + agent.unreserved.cpus, 0);
      return frameworks
        .filter((one) => all > 0 && !isSchedulers(one) && one.cpus >= NEARLY_ALL * all)
        .map(({ id, name, cpus }) => ({
          where: `framework ${name} (${id})`,
          found: `${Math.round(cpus * 10) / 10} of ${Math.round(all * 10) / 10} unreserved cpus`,
          wanted: 'a share of them',
          fix: 'spark.cores.max, or dynamic allocation with maxExecutors and spark.executor.cores; or a quota for its role',
        }));
    },
  }),
  check({
    id: 'ExecutorWithoutService',
    severity: 'error',
    title: 'executors run where no shuffle service does',
    why: 'An executor of an application with spark.shuffle.service.enabled registers with the service of its host first and ends when there is none. One that does run there belongs to an application without the service, or lost its service since.',
    needs: ['frameworks', 'agents', 'apps', 'marathon'],
    look: ({ frameworks, agents, apps, marathon }) => {
      const services = serviceApps(apps).filter(({ app }) => roleProblems(marathon, app).length === 0);
      const served = new Set(services.flatMap(({ running }) => running.map(({ host }) => host)));
      const hosts = new Map(agents.list.map(({ id, hostname }) => [id, hostname]));
      if (served.size === 0) return [];
      return frameworks
        .filter((one) => !isSchedulers(one) && isSpark(one))
        .flatMap(({ id, name, tasks }) => {
          const on = tasks.filter(runs).flatMap(({ agentId }) => hosts.get(agentId) ?? []);
          const bare = [...new Set(on)].filter((host) => !served.has(host)).sort();
          return bare.length === 0
            ? []
            : [
                {
                  where: `framework ${name} (${id})`,
                  found: `executors on ${named(bare)}, where no shuffle service runs`,
                  wanted: 'executors only where a service runs, if the application uses it',
                  fix: 'run the service there, or keep executors away: spark.mesos.constraints with an attribute that only agents with a service have',
                },
              ];
        });
    },
  }),
  check({
    id: 'ExecutorsOnVirtualNetwork',
    severity: 'error',
    title: 'executors are on a virtual network',
    why: 'Block locations name the address of the executor. On a virtual network that is not the address of its host, and neither the service of the host nor other executors find each other.',
    needs: ['frameworks'],
    look: ({ frameworks }) =>
      frameworks
        .filter((one) => !isSchedulers(one) && isSpark(one))
        .flatMap(({ id, name, tasks }) => {
          const networks = [...new Set(tasks.filter(runs).flatMap((task) => task.networks))].sort();
          return networks.length === 0
            ? []
            : [
                {
                  where: `framework ${name} (${id})`,
                  found: `containers on ${networks.join(', ')}`,
                  wanted: "the host's network",
                  fix: 'leave spark.mesos.network.name out, and virtual_network_enabled of the DC/OS package false',
                },
              ];
        }),
  }),
];
