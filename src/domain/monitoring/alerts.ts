import type { Alert, AlertGroup } from './alert';
import { frameworkAlerts } from './framework-alerts';
import { manifestAlerts } from './manifest-alerts';
import { operatorAlerts } from './operator-alerts';
import { serviceAlerts } from './service-alerts';

export const alertGroups: readonly AlertGroup[] = [
  operatorAlerts,
  serviceAlerts,
  manifestAlerts,
  frameworkAlerts,
];

/** Where the runbook is in a checkout. */
export const RUNBOOK = 'docs/runbook.md';

/** A rule file of Prometheus as plain data. @param runbook where the runbook is: a path or a URL, without `#` */
export function ruleFile(runbook: string = RUNBOOK): object {
  return {
    groups: alertGroups.map(({ name, alerts }) => ({
      name,
      rules: alerts.map((alert) => rule(alert, runbook)),
    })),
  };
}

function rule({ name, expr, for: time, severity, summary, description }: Alert, runbook: string): object {
  return {
    alert: name,
    expr,
    ...(time === undefined ? {} : { for: time }),
    labels: { severity },
    annotations: { summary, description, runbook_url: `${runbook}#${anchor(name)}` },
  };
}

/** Of a heading that is one word. */
const anchor = (name: string) => name.toLowerCase();
