import type { Command } from 'commander';
import { shown } from '../../domain/core/problem';
import { RUNBOOK } from '../../domain/monitoring/alerts';
import { type CliIo, EXIT } from '../io';
import { alertRules, dashboardText } from '../monitoring-text';

/** `mesos-spark monitoring …`: what watches the operator's metrics, for those without a checkout. */
export function registerMonitoring(program: Command, io: CliIo): void {
  const monitoring = program
    .command('monitoring')
    .description('print alert rules for Prometheus and a dashboard for Grafana');
  monitoring
    .command('alerts')
    .description('print the alert rules as a rule file of Prometheus (YAML)')
    .option('--runbook <place>', 'path or URL of the runbook, to which each alert links', RUNBOOK)
    .action((options: { readonly runbook: string }) => printAlerts(options.runbook, io));
  monitoring
    .command('dashboard')
    .description("print the dashboard as Grafana's import takes it (JSON)")
    .action(() => void io.stdout.write(dashboardText()));
}

function printAlerts(runbook: string, io: CliIo): void {
  if (/^[^\s#{}]+$/.test(runbook)) {
    io.stdout.write(alertRules(runbook));
    return;
  }
  io.stderr.write(
    `--runbook: found ${shown(runbook)}, wanted a path or URL without spaces, # and braces; each alert adds its own #\n`,
  );
  io.exit?.(EXIT.usage);
}
