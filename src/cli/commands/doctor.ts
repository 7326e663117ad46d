import type { Command } from 'commander';
import { Duration } from '../../domain/core/duration';
import { examine } from '../../domain/doctor/examine';
import { systemClock } from '../../io/clock';
import { askHealth } from '../../io/doctor/health';
import { doctorMarathon } from '../../io/doctor/marathon';
import { doctorMesos } from '../../io/doctor/mesos';
import { marathonClient, mesosClient, REQUEST_TIMEOUT } from '../cluster-clients';
import { addClusterOptions } from '../cluster-options';
import { observe } from '../doctor/observe';
import { checksText, examinationText, exitCodeOf, PAGE } from '../doctor/report';
import { chosenChecks, type DoctorOptions, type DoctorSettings, doctorSettings } from '../doctor/settings';
import { type CliIo, EXIT } from '../io';
import { addOutputOption } from '../output/output-option';
import { storeAt } from '../store-at';

/** Of an agent's health answer: many agents of a cluster may have none, behind a firewall that says nothing. */
const HEALTH_TIMEOUT = Duration.seconds(5);
const LEASE_LOOK = Duration.seconds(1);

const HELP = `
Reads, and changes nothing. What cannot be read is named with the checks that therefore say nothing.
Of the agents' files nothing is judged but what is given; settings are judged for the Spark of the shuffle services
unless --spark-version says otherwise.

Exit codes:
  ${EXIT.done}  nothing found, or notes only
  ${EXIT.failed}  an error found, or something that was named could not be read
  ${EXIT.usage}  the command line is wrong
  ${EXIT.notYet}  warnings found, and no error

Each check: ${PAGE}`;

/** `mesos-spark doctor`. */
export function registerDoctor(program: Command, io: CliIo): void {
  const command = program
    .command('doctor')
    .description('look for every known trap in a cluster that is there');
  addClusterOptions(command, [
    ...(['mesos', 'marathon', 'credentials', 'marathon-credentials', 'ca-file'] as const),
    ...(['manifests', 'state', 'agent-health-port'] as const),
  ]);
  command
    .option('--spark-conf <file...>', 'a spark-defaults.conf to judge beside what is published')
    .option('--spark-version <version>', 'of the Spark that reads it (default: that of the shuffle services)')
    .option(
      '--agent-env <file...>',
      "files with an agent's environment, such as /var/lib/dcos/mesos-slave-common",
    )
    .option('--only <check...>', 'look by these checks alone')
    .option('--list', 'name every check, and look at nothing');
  addOutputOption(command)
    .addHelpText('after', HELP)
    .action((options: DoctorOptions) => (options.list ? list(options, io) : doctor(options, io)));
}

function list({ only, output }: DoctorOptions, io: CliIo): void {
  io.stdout.write(checksText(chosenChecks(only), output));
}

async function doctor(options: DoctorOptions, io: CliIo): Promise<void> {
  const settings = doctorSettings(options, io.env);
  const examination = examine(settings.checks, await observations(settings, io));
  io.stdout.write(examinationText(examination, options.output));
  io.exit?.(exitCodeOf(examination));
}

async function observations(settings: DoctorSettings, io: CliIo) {
  const { cluster, agentHealthPort: port, sparkVersion } = settings;
  const mesos = mesosClient(cluster);
  const marathon = marathonClient(cluster);
  const store = (place: typeof cluster.state) => place && storeAt(place, REQUEST_TIMEOUT, io.env);
  const manifests = store(cluster.manifests);
  const state = store(cluster.state);
  try {
    return await observe({
      mesos: doctorMesos(mesos),
      marathon: doctorMarathon(marathon),
      health: (hosts) => askHealth(hosts, { port, timeout: HEALTH_TIMEOUT }),
      healthPort: port,
      ...(manifests ? { manifests } : {}),
      ...(state ? { state } : {}),
      settings: settings.settings,
      ...(sparkVersion === undefined ? {} : { sparkVersion }),
      agentFiles: settings.agentFiles,
      clock: systemClock,
      leaseLook: LEASE_LOOK,
    });
  } finally {
    mesos.close();
    marathon.close();
  }
}
