import type { Command } from 'commander';
import { type OperatorServer, serveOperator } from '../../io/operator-server/serve';
import { runForever, runOnce } from '../../operator/engine/operator';
import type { Report } from '../../operator/engine/report';
import { addClusterOptions } from '../cluster-options';
import { type CliIo, EXIT } from '../io';
import { exitCodeOf, reportJson, reportText } from '../operator-report';
import { type OperatorOptions, type OperatorSettings, operatorSettings } from '../operator-settings';
import { type WiredOperator, wireOperator } from '../operator-wiring';
import { untilStopped } from '../until-stopped';
import { packageVersion } from '../version';

const HELP = `
Every option with a value may stand in the environment: --ca-file is MESOS_SPARK_CA_FILE.
AWS_REGION, AWS_ENDPOINT_URL and the like are read as the AWS SDK reads them.

Exit codes of --once and --dry-run:
  ${EXIT.done}  everything is as declared
  ${EXIT.failed}  something failed or was refused
  ${EXIT.notYet}  something waits, for example for a deployment; or another operator leads
Without --once it runs until SIGINT or SIGTERM, finishes the manifest it works on and gives the lead up.`;

/** `mesos-spark operator run`. */
export function registerOperator(program: Command, io: CliIo): void {
  const operator = program.command('operator').description('keep a cluster equal to the manifests');
  const run = operator
    .command('run')
    .description('observe, plan and write, woken by events and by time; one of several operators leads');
  addClusterOptions(run, [
    ...(['manifests', 'state', 'mesos', 'marathon', 'metronome', 'cosmos'] as const),
    ...(['credentials', 'marathon-credentials', 'ca-file'] as const),
  ]).option('--interval <duration>', 'from one pass to the next (default: 10s)');
  addClusterOptions(run, ['agent-health-port'])
    .option(
      '--machines <where>',
      "who knows when an agent's machine has ended: EC2, of instances in these VPCs: ec2://VPC_ID[,VPC_ID]",
    )
    .option(
      '--interruptions <queue>',
      'where notices come that machines are about to end, of which drains are made: the URL of a queue of SQS; with --machines',
    )
    .option(
      '--listen <host:port>',
      'answer there how it is and what it does: /healthz, /readyz, /api/board and a page for people',
    )
    .option(
      '--listen-names <names>',
      'host names by which it may be asked there, beside addresses, with commas',
    )
    .option(
      '--usage-interval <duration>',
      'with --listen: how often it looks how frameworks use the cluster and how full shared disks are; or off (default: 60s)',
    )
    .option(
      '--cloudwatch <namespace>',
      'publish metrics to this namespace of Amazon CloudWatch once a minute, while it leads',
    )
    .option('--once', 'make passes until nothing more is to be written, then end')
    .option('--dry-run', 'print what would be written, and write nothing: no status and no lease either')
    .option('--observe-only', 'write status and lease and nothing else: the cluster stays as it is')
    .option(
      '--leadership <how>',
      'who of several operators writes: the holder of a lease in the state store, or, where each runs beside a Marathon, the one on the host whose Marathon leads; lease or marathon (default: lease)',
    )
    .option('--leader-host <host>', 'with --leadership marathon: this host as GET /v2/leader names it')
    .option('-o, --output <format>', 'text or json (default: text)')
    .option(
      '--log-level <level>',
      'debug, info, warn or error (default: info); logs go to stderr, one JSON a line',
    )
    .addHelpText('after', HELP)
    .action((options: OperatorOptions) => runOperator(operatorSettings(options, io.env), io));
}

async function runOperator(settings: OperatorSettings, io: CliIo): Promise<void> {
  const operator = wireOperator(settings, io);
  try {
    await run(operator, settings, io);
  } finally {
    operator.close();
  }
}

async function run(operator: WiredOperator, settings: OperatorSettings, io: CliIo): Promise<void> {
  if (settings.mode === 'dry-run') {
    const reports = await operator.passes.run();
    tell(settings, io, reports);
  } else if (settings.once) {
    const reports = await runOnce(operator);
    if (reports) tell(settings, io, reports);
    else {
      io.stderr.write('another operator leads; nothing was done\n');
      io.exit?.(EXIT.notYet);
    }
  } else {
    const server = await listen(operator, settings);
    try {
      await untilStopped(io, (stop) => beside(operator, stop));
    } finally {
      await server?.close();
    }
  }
}

/** A look at the cluster's use that is under way is not waited for: it writes nothing, and may take half a minute. */
async function beside(operator: WiredOperator, stop: AbortSignal): Promise<void> {
  const { usage, leadership } = operator;
  void usage?.run(() => leadership.leads, stop);
  await runForever(operator, stop);
}

async function listen(
  { board, log, metrics }: WiredOperator,
  { listen: wanted }: OperatorSettings,
): Promise<OperatorServer | undefined> {
  if (!board || !wanted) return undefined;
  const server = await serveOperator({
    board,
    ...wanted,
    version: packageVersion,
    ...(metrics ? { metrics } : {}),
  });
  log.event('info', 'listening', { url: server.url });
  return server;
}

function tell(settings: OperatorSettings, io: CliIo, reports: readonly Report[]): void {
  const { mode, output } = settings;
  const text =
    output === 'json' ? reportJson(reports, mode === 'dry-run') : reportText(reports, mode !== 'act');
  io.stdout.write(text);
  io.exit?.(exitCodeOf(reports));
}
