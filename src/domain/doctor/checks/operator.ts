import { isTrue } from '../../spark/conf-value';
import { SHUFFLE_PORT } from '../../spark/renders/published-properties';
import { type Check, check } from '../check';
import { atApp, serviceApps } from '../service-app';

/** About what the operator keeps and publishes, and about leftovers. */
export const operatorChecks: readonly Check[] = [
  check({
    id: 'NoOperatorLeads',
    severity: 'error',
    title: 'no operator is at work',
    why: 'The lease in the state store is renewed every few seconds by the operator that leads. Without one nothing follows what is declared: agents that join get no service.',
    needs: ['lease'],
    look: ({ lease: { holder, renewed, seconds } }) => {
      if (renewed) return [];
      const found =
        holder === undefined
          ? 'none that can be read'
          : holder === ''
            ? 'given up, and nobody has taken it'
            : `held by ${holder}, and not renewed for ${seconds} s`;
      return [
        {
          where: 'leases/operator.json',
          found,
          wanted: 'a lease that is renewed',
          fix: 'start mesos-spark operator run, or see its log; with --leadership marathon there is no lease, and this finding means nothing',
        },
      ];
    },
  }),
  check({
    id: 'ManifestHeld',
    severity: 'error',
    title: 'a manifest or an index is missing or torn',
    why: 'What cannot be read whole is held: the operator does nothing for it and deletes nothing. Mostly a deployment has stopped half way.',
    needs: ['manifests'],
    look: ({ manifests: { troubles } }) =>
      troubles.map(({ at, because }) => ({
        where: at,
        found: because,
        wanted: 'an index and the manifests that it names, byte for byte',
        fix: 'deploy the stack again; write nothing into the bucket by hand',
      })),
  }),
  check({
    id: 'NotReady',
    severity: 'warning',
    title: 'something declared is not as declared',
    why: 'The operator says in the condition Ready what it waits for, or what it refuses.',
    needs: ['statuses'],
    look: ({ statuses }) =>
      statuses
        .filter(({ ready }) => ready !== 'True')
        .map(({ kind, name, ready, reason, message }) => ({
          where: `${kind}/${name}`,
          found: `Ready ${ready}, ${reason}: ${message}`,
          wanted: 'Ready True',
          fix: 'the conditions of its status say more; docs/kinds explains each reason',
        })),
  }),
  check({
    id: 'PublishedServiceMissing',
    severity: 'error',
    title: 'the published service does not run',
    why: 'Drivers are sent to the published port. Where no service of it runs, every executor of every new application fails.',
    needs: ['endpoints', 'apps'],
    look: ({ endpoints, apps }) =>
      endpoints
        .filter(({ withdrawn }) => !withdrawn)
        .flatMap(({ service, appId, port }) => {
          const app = serviceApps(apps).find(({ id }) => id === appId) ?? apps.find(({ id }) => id === appId);
          const runs = app?.tasks.some(({ state }) => state === 'TASK_RUNNING') ?? false;
          return runs
            ? []
            : [
                {
                  where: `endpoints/${service}.json`,
                  found: `port ${port} of ${appId}, which ${app === undefined ? 'is not there' : 'runs no task'}`,
                  wanted: 'an app with a task on every agent',
                  fix: 'let the operator look after it: it creates what is missing; see the status of the ShuffleService',
                },
              ];
        }),
  }),
  check({
    id: 'PortWithoutService',
    severity: 'error',
    title: 'settings name a port on which no service listens',
    why: 'Drivers and executors find the service by spark.shuffle.service.port alone, 7337 if nothing is said. Another port is another service, or none.',
    needs: ['settings', 'apps'],
    look: ({ settings, apps }) => {
      const services = serviceApps(apps).filter(({ running }) => running.length > 0);
      const ports = services.map(({ port }) => port);
      if (ports.includes(undefined)) return [];
      return settings
        .filter(({ properties }) => isTrue(properties['spark.shuffle.service.enabled']))
        .flatMap(({ where, properties }) => {
          const port = Number(properties[SHUFFLE_PORT]?.trim() ?? 7337);
          return ports.includes(port)
            ? []
            : [
                {
                  where: `${where}, ${SHUFFLE_PORT}`,
                  found: `${port}, where nothing of ${apps.length} apps listens`,
                  wanted:
                    ports.length === 0 ? 'a shuffle service' : `one of ${[...new Set(ports)].join(', ')}`,
                  fix: 'take the published settings (mesos-spark spark-defaults), or name the port of the service',
                },
              ];
        });
    },
  }),
  check({
    id: 'OldServiceUnused',
    severity: 'note',
    title: 'a shuffle service that nobody uses',
    why: 'An older version is needed until its last application ends. After that it only takes a port and resources that the next version wants.',
    needs: ['apps', 'endpoints', 'health'],
    look: ({ apps, endpoints, health }) => {
      const published = new Set(endpoints.map(({ appId }) => appId));
      if (published.size === 0) return [];
      return serviceApps(apps).flatMap((service) => {
        const { id, port, running } = service;
        if (published.has(id) || port === undefined || running.length === 0) return [];
        const ports = running.map(({ host }) => health.find((one) => one.host === host)?.ports[`${port}`]);
        // Whoever does not say counts as used.
        if (!ports.every((one) => one?.connections === 0)) return [];
        return [
          {
            where: atApp(service),
            found: `not published, and no connection to port ${port} on any of ${running.length} agents`,
            wanted: 'the port free for the next version',
            fix: `look again after ten minutes (applications connect when they start); then DELETE /v2/apps${id}?force=false`,
          },
        ];
      });
    },
  }),
];
