import { stringify } from 'yaml';
import { ruleFile } from '../domain/monitoring/alerts';
import { dashboard } from '../domain/monitoring/dashboard';
import { canonicalJson } from '../domain/render/json';

/** The rule file of Prometheus. @param runbook where the runbook is @default its path in a checkout */
export function alertRules(runbook?: string): string {
  return stringify(ruleFile(runbook), { lineWidth: 0, aliasDuplicateObjects: false });
}

/** The dashboard as Grafana imports it. */
export function dashboardText(): string {
  return `${canonicalJson(dashboard(), 2)}\n`;
}
