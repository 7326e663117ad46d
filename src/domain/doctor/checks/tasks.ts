import { foreignText } from '../../core/foreign-text';
import { roleProblems } from '../../marathon/role-rules';
import { type Check, check } from '../check';
import { eligibleHosts, grouped, named } from '../places';
import { atApp, isFailing, type ServiceApp, serviceApps } from '../service-app';

/** So long a deployment of a few tasks takes at most: the grace of a health check and some offers. */
const LONG_SECONDS = 600;

const LOST = 'TASK_UNREACHABLE';

const lostTasks = ({ tasks }: ServiceApp) => tasks.filter(({ state }) => state === LOST);

const isOver = ({ id, instances }: ServiceApp, eligible: number) => id !== '' && instances > eligible;

/** Slots that neither run nor wait: each is held by a lost task. */
function held(service: ServiceApp, waiting: number): number {
  const alive = service.hosts.size;
  return Math.max(0, Math.min(lostTasks(service).length, service.instances - alive - waiting));
}

/** About counts, tasks and deployments. */
export const taskChecks: readonly Check[] = [
  check({
    id: 'MoreInstancesThanAgents',
    severity: 'error',
    title: 'the app asks for more tasks than there is room for',
    why: 'With UNIQUE and a fixed port each agent takes one task. A deployment with one too many never ends, and until then the app is locked: every change is refused with 409, and rolling it back kills a healthy task.',
    needs: ['apps', 'agents', 'marathon', 'queue'],
    look: ({ apps, agents, marathon, queue }) => {
      // Agents that are not back yet would be counted as missing.
      if (agents.recovered.length > 0) return [];
      const own = marathon.marathon_config.mesos_role ?? '*';
      return serviceApps(apps).flatMap((service) => {
        if (roleProblems(marathon, service.app).length > 0) return [];
        const waiting = queue.get(service.id)?.count ?? 0;
        const room = eligibleHosts(service, agents, own).size + held(service, waiting);
        if (room === 0 || !isOver(service, room)) return [];
        const locked =
          service.deployments.length > 0
            ? `, and deployment ${service.deployments.join(', ')} that cannot end`
            : '';
        return [
          {
            where: `${atApp(service)}, instances`,
            found: `${service.instances}, with ${room} agents that have a task or could have one${locked}`,
            wanted: `${room}`,
            fix:
              service.deployments.length > 0
                ? `add an agent with the reservation, which ends it with nothing touched; or stop the deployment (DELETE /v2/deployments/ID?force=true), which leaves what waits in the queue. Do not lower instances: it kills a task that runs`
                : 'leave it: what waits is placed on the next agent. Do not lower instances: it kills a task that runs',
          },
        ];
      });
    },
  }),
  check({
    id: 'DeploymentHangs',
    severity: 'error',
    title: 'a deployment of the service does not end',
    why: 'While a deployment runs its apps are locked and Marathon does not even replace tasks that are lost. It ends when every task runs and is healthy.',
    needs: ['apps', 'deployments', 'queue', 'agents', 'marathon'],
    look: ({ apps, deployments, queue, agents, marathon }) => {
      const own = marathon.marathon_config.mesos_role ?? '*';
      return serviceApps(apps).flatMap((service) => {
        const room = eligibleHosts(service, agents, own).size;
        const over = isOver(service, room + held(service, queue.get(service.id)?.count ?? 0));
        if (over || isFailing(service) || roleProblems(marathon, service.app).length > 0) return [];
        return deployments
          .filter((one) => one.apps.includes(service.id) && (one.ageSeconds ?? 0) > LONG_SECONDS)
          .map(({ id, ageSeconds = 0 }) => ({
            where: `${atApp(service)}, deployment ${id}`,
            found: `under way for ${Math.round(ageSeconds / 60)} minutes${whyWaiting(queue.get(service.id)?.reasons)}`,
            wanted: `an end within ${LONG_SECONDS / 60} minutes`,
            fix: 'find out what it waits for (GET /v2/queue, health of its tasks). Of a deployment that only starts tasks DELETE /v2/deployments/ID?force=true kills nothing; rolling back an update is an update of its own',
          }));
      });
    },
  }),
  check({
    id: 'TwoServicesOnOnePort',
    severity: 'error',
    title: 'two apps want one port',
    why: 'Marathon accepts two apps with the same host port; the second waits on every agent on which the first one runs. Between restarts they change places.',
    needs: ['apps'],
    look: ({ apps }) => {
      const services = serviceApps(apps);
      const wanted = apps.flatMap(({ id, definition }) => {
        const service = services.find((one) => one.id === id);
        const ports = (definition.portDefinitions ?? []).flatMap(({ port = 0 }) =>
          definition['requirePorts'] === true && port > 0 ? [port] : [],
        );
        return [...new Set([...ports, ...(service?.listens === undefined ? [] : [service.listens])])].map(
          (port) => ({ id, port }),
        );
      });
      const theirs = new Set(services.flatMap(({ port }) => (port === undefined ? [] : [port])));
      return [...grouped(wanted, ({ port }) => `${port}`)]
        .filter(([port, same]) => same.length > 1 && theirs.has(Number(port)))
        .map(([port, same]) => ({
          where: `apps ${same.map(({ id }) => id).join(', ')}`,
          found: `port ${port} in each of them`,
          wanted: 'a port of its own for each',
          fix: 'give the newer one another reserved port; nothing is lost by that, for it waits',
        }));
    },
  }),
  check({
    id: 'ServiceFails',
    severity: 'error',
    title: 'tasks of the service fail',
    why: 'A service that ends right after its start mostly finds its port taken, by an orphan of an older start or by something outside of Mesos, or has no Spark or no Java where it looks.',
    needs: ['apps'],
    look: ({ apps }) =>
      serviceApps(apps)
        .filter(isFailing)
        .map((service) => ({
          where: atApp(service),
          found:
            `${service.running.length} of ${service.instances} run; the last failure: ${service.lastFailure?.state} ${foreignText(service.lastFailure?.message ?? '', 120)}`.trim(),
          wanted: 'tasks that stay',
          fix: "read the task's stderr; mesos-spark logs analyze explains it",
        })),
  }),
  check({
    id: 'ServiceUnhealthy',
    severity: 'error',
    title: 'a task of the service is not healthy',
    why: 'The check of the service fails: it does not answer, or its cleaner died at the start. Executors of that host cannot register, or files are never removed.',
    needs: ['apps'],
    look: ({ apps }) =>
      serviceApps(apps).flatMap((service) => {
        const sick = service.running.filter(({ healthy }) => healthy === false);
        return sick.length === 0
          ? []
          : [
              {
                where: `${atApp(service)} on ${named(sick.map(({ host }) => host))}`,
                found: 'a health check that fails',
                wanted: 'an answer',
                fix: 'look at the process and its log. Ending the task loses the registrations of that host: drain the host first if applications run there',
              },
            ];
      }),
  }),
  check({
    id: 'AgentLost',
    severity: 'warning',
    title: 'a task is on an agent that is lost',
    why: 'The slot is held until the agent returns or somebody says that it is gone. Files of its executors are out of reach meanwhile.',
    needs: ['apps', 'queue'],
    look: ({ apps, queue }) =>
      serviceApps(apps).flatMap((service) => {
        const slots = held(service, queue.get(service.id)?.count ?? 0);
        const hosts = lostTasks(service).map(({ host }) => host);
        return slots === 0
          ? []
          : [
              {
                where: `${atApp(service)} on ${named(hosts)}`,
                found: `${slots} slots held by lost tasks`,
                wanted: 'the agent back, or its end said',
                fix: 'if the machine is gone for good, MARK_AGENT_GONE, or DELETE /v2/apps/ID/tasks/TASK?scale=true once, by the name of that very task; never lower instances',
              },
            ];
      }),
  }),
  check({
    id: 'GhostTasks',
    severity: 'warning',
    title: 'lost tasks are listed whose slot was given up',
    why: 'Marathon lists such a task until its agent returns, and counts it as launched: a scale-up beside it starts nothing until the periodic check, and the same named delete once more kills a healthy task each time.',
    needs: ['apps', 'queue'],
    look: ({ apps, queue }) =>
      serviceApps(apps).flatMap((service) => {
        const ghosts = lostTasks(service).length - held(service, queue.get(service.id)?.count ?? 0);
        return ghosts <= 0
          ? []
          : [
              {
                where: `${atApp(service)} on ${named(lostTasks(service).map(({ host }) => host))}`,
                found: `${ghosts} lost tasks that hold no slot`,
                wanted: 'none of them in the list',
                fix: 'DELETE /v2/apps/ID/tasks/TASK?wipe=true of a task that holds no slot takes it off the list and touches nothing else',
              },
            ];
      }),
  }),
];

function whyWaiting(reasons: readonly string[] = []): string {
  return reasons.length === 0 ? '' : `, declined for ${named(reasons, 3)}`;
}
