import { type Check, check } from '../check';
import type { HealthPort, HealthSight } from '../parts';
import { grouped, named } from '../places';
import { serviceApps } from '../service-app';

/** Shares of the disk from which on the janitor is in need (docs/janitor.md). */
const FULL = 0.85;

/** It runs every few minutes. */
const JANITOR_SECONDS = 2 * 3600;

interface Row {
  readonly found: string;
  readonly host: string;
}

/** One spot for all hosts of which the same is found. */
function byHost(rows: readonly Row[], wanted: string, fix: string) {
  return [...grouped(rows, ({ found }) => found)].map(([found, same]) => ({
    where: `agents ${named(same.map(({ host }) => host))}`,
    found,
    wanted,
    fix,
  }));
}

const portOf = ({ ports }: HealthSight, port: number | undefined): HealthPort | undefined =>
  port === undefined ? undefined : ports[`${port}`];

const percent = (used: number, all: number) => Math.round((100 * used) / all);

/** About what agents answer of themselves. */
export const healthChecks: readonly Check[] = [
  check({
    id: 'CleanerDead',
    severity: 'error',
    title: "the service's cleaner is dead",
    why: 'In some starts the thread that removes files of dead applications loses a race and ends without a word: that service never cleans, and the disk fills.',
    needs: ['health', 'apps'],
    helps: ['manifests'],
    look: ({ health, apps, manifests }) => {
      // Where the janitor cleans, nobody needs it.
      const janitors = new Set(
        (manifests?.services ?? []).flatMap(({ name, cleanup }) => (cleanup === 'Janitor' ? [name] : [])),
      );
      const services = serviceApps(apps).filter(({ ours }) => ours === undefined || !janitors.has(ours));
      const dead = services.flatMap(({ id, port, running }) =>
        running
          .map(({ host }) => host)
          .filter((host) => health.some((one) => one.host === host && portOf(one, port)?.cleaner === 'dead'))
          .map((host) => ({ host, found: `the cleaner of ${id}, port ${port}, has ended` })),
      );
      return byHost(
        dead,
        'a cleaner that lives, or a janitor',
        'drain the host and end that one task by its name; restarting it breaks the applications that run there. Or let a janitor clean',
      );
    },
  }),
  check({
    id: 'JanitorIdle',
    severity: 'warning',
    title: 'the janitor does not run',
    why: 'It removes what dead applications left, every few minutes. Without it only the services clean, and not after they were restarted.',
    needs: ['health'],
    look: ({ health }) =>
      byHost(
        health.flatMap(({ host, time, janitor }) => {
          if (janitor?.lastRun === undefined || time - janitor.lastRun <= JANITOR_SECONDS) return [];
          return [
            { host, found: `its last run was ${Math.round((time - janitor.lastRun) / 3600)} hours ago` },
          ];
        }),
        'a run every few minutes',
        'systemctl status mesos-spark-janitor.timer mesos-spark-janitor.service on the agent',
      ),
  }),
  check({
    id: 'DiskNearlyFull',
    severity: 'warning',
    title: "an agent's disk is nearly full",
    why: 'Executors that cannot write shuffle files fail, and so does the agent when its own folders lie on that disk.',
    needs: ['health'],
    look: ({ health }) =>
      byHost(
        health.flatMap(({ host, storage, janitor }) => {
          const { bytes = 0, usedBytes = 0, inodes = 0, usedInodes = 0 } = storage ?? {};
          if (bytes > 0 && usedBytes >= FULL * bytes) {
            return [{ host, found: `${percent(usedBytes, bytes)} % of its bytes are used` }];
          }
          if (inodes > 0 && usedInodes >= FULL * inodes) {
            return [{ host, found: `${percent(usedInodes, inodes)} % of its inodes are used` }];
          }
          return janitor?.pressure === 'alert'
            ? [{ host, found: 'the janitor found nothing more to remove from a full disk' }]
            : [];
        }),
        `less than ${100 * FULL} % used`,
        'see what is large below the shared directory and in sandboxes; a larger disk, or a shorter limit of the janitor',
      ),
  }),
  check({
    id: 'StorageUnwell',
    severity: 'error',
    title: "an agent's storage is not as it should be",
    why: 'Shuffle files go to a disk that fails, is not mounted, or may not be written.',
    needs: ['health'],
    look: ({ health }) =>
      byHost(
        health.flatMap(({ host, storage }) => {
          // The root file system is nobody's fault: the group said so (`whenMissing`).
          if (storage === undefined || storage.state === 'root') return [];
          if (storage.state === 'failed') return [{ host, found: 'storage "failed"' }];
          if (!storage.mounted) return [{ host, found: 'storage that is not mounted' }];
          return storage.readOnly ? [{ host, found: 'storage that may not be written' }] : [];
        }),
        'ephemeral or EBS storage, mounted, that may be written',
        'replace the agent; see docs/storage.md',
      ),
  }),
  check({
    id: 'BootStepFailed',
    severity: 'error',
    title: "a step of an agent's boot has failed",
    why: 'The step says why. What comes after it has not been done: such a machine is no agent, or half of one.',
    needs: ['health'],
    look: ({ health }) =>
      byHost(
        health.flatMap(({ host, steps }) =>
          Object.entries(steps)
            .filter(([, { state }]) => state === 'failed')
            .map(([name, { reason }]) => ({ host, found: `step ${name}${reason ? `: ${reason}` : ''}` })),
        ),
        'every step ok',
        'mend what it says and start the step again with systemctl, or replace the machine',
      ),
  }),
  check({
    id: 'ServiceNotListening',
    severity: 'error',
    title: 'a service that runs does not listen',
    why: 'Marathon knows that the process lives. Whether it listens, and where, only the host knows: a service with another port than the app says, or one whose JVM hangs.',
    needs: ['health', 'apps'],
    look: ({ health, apps }) =>
      byHost(
        serviceApps(apps).flatMap(({ id, port, running }) =>
          running.flatMap(({ host }) => {
            const seen = health.find((one) => one.host === host);
            return seen !== undefined && portOf(seen, port)?.listening === false
              ? [{ host, found: `${id} runs, and nobody listens on port ${port}` }]
              : [];
          }),
        ),
        'a process that listens',
        'ss -ltnp on the host, and the log of the task',
      ),
  }),
  check({
    id: 'PortHeldOutside',
    severity: 'error',
    title: 'something outside of Mesos holds a reserved port',
    why: 'A shuffle service that was left behind by an older start, or one that init runs, keeps the port: Mesos offers it, and the task that gets it ends with "Address already in use".',
    needs: ['health', 'agents', 'apps'],
    look: ({ health, agents, apps }) =>
      byHost(
        health.flatMap(({ host, ports }) => {
          const agent = agents.list.find(({ hostname }) => hostname === host);
          if (agent === undefined) return [];
          const reserved = Object.values(agent.reserved).reduce(
            (all, one) => all.plus(one.ports),
            agent.unreserved.ports,
          );
          // A service that listens elsewhere than it says is told by another check.
          const ours = serviceApps(apps).flatMap(({ hosts, listens }) => (hosts.has(host) ? [listens] : []));
          const used = agent.usedPorts();
          return Object.entries(ports)
            .filter(
              ([port, { listening }]) =>
                listening &&
                reserved.has(Number(port)) &&
                !used.has(Number(port)) &&
                !ours.includes(Number(port)),
            )
            .map(([port]) => ({ host, found: `port ${port} is listened on, and no task has it` }));
        }),
        'the port free, or held by a task',
        'ss -ltnp on the host shows who it is; an orphan of a shuffle service may still serve applications that run',
      ),
  }),
];
