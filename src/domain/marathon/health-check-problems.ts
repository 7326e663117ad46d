import type { MarathonApp } from './app';
import type { AppFinding } from './app-finding';
import type { HealthCheck } from './health-check';

const PROTOCOLS = [
  ...['HTTP', 'HTTPS', 'TCP', 'COMMAND'],
  ...['MESOS_HTTP', 'MESOS_HTTPS', 'MESOS_TCP'],
] as const;

/** What Marathon refuses of an app's health checks (AppValidation.scala, HealthCheck.scala, 1.11.24). */
export function checkFindings(app: MarathonApp): readonly AppFinding[] {
  const checks = app.healthChecks ?? [];
  const byAgent = checks.filter(({ protocol }) => protocol?.startsWith('MESOS_'));
  return [
    ...checks.flatMap((check, i) => one(check, i, portCount(app))),
    ...(byAgent.length > 1 ? [{ path: ['healthChecks'], wanted: 'at most one MESOS_* check' }] : []),
  ];
}

function one(check: HealthCheck, i: number, ports: number): readonly AppFinding[] {
  const { protocol = 'HTTP', port, portIndex } = check;
  const path = ['healthChecks', i];
  if (!(PROTOCOLS as readonly string[]).includes(protocol)) {
    return [{ path: [...path, 'protocol'], wanted: `one of ${PROTOCOLS.join(', ')}` }];
  }
  const findings: AppFinding[] = [];
  if (protocol === 'COMMAND' && typeof check['command'] !== 'object') {
    findings.push({ path: [...path, 'command'], wanted: 'a command, such as { value: "…" }' });
  }
  if (portIndex !== undefined && !(Number.isInteger(portIndex) && portIndex >= 0 && portIndex < ports)) {
    findings.push({ path: [...path, 'portIndex'], wanted: `the place of one of the app's ${ports} ports` });
  }
  if (protocol !== 'COMMAND' && port === undefined && portIndex === undefined && ports === 0) {
    findings.push({ path, wanted: 'a port to ask: the app has none' });
  }
  const limit = check.maxConsecutiveFailures;
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 0 && limit <= 2_147_483_647)) {
    findings.push({
      path: [...path, 'maxConsecutiveFailures'],
      wanted: 'a whole number from 0 to 2147483647',
    });
  }
  return findings;
}

/** Nothing said is one random port on the host's network (AppNormalization.scala). */
function portCount(app: MarathonApp): number {
  const container = app['container'] as { readonly portMappings?: readonly unknown[] } | undefined;
  const networks = (app['networks'] ?? []) as readonly { readonly mode?: string }[];
  if (networks.some(({ mode }) => mode !== 'host')) return container?.portMappings?.length ?? 0;
  return app.portDefinitions?.length ?? (app['ports'] as readonly unknown[] | undefined)?.length ?? 1;
}
