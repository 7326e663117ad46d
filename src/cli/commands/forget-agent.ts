import type { Command } from 'commander';
import { type Problem, ProblemError, rejectIf } from '../../domain/core/problem';
import { systemClock } from '../../io/clock';
import { ec2Machines } from '../../io/ec2-machines';
import type { HttpClient } from '../../io/http';
import { mesosOverHttp } from '../../io/mesos-http';
import { mesosClient, REQUEST_TIMEOUT } from '../cluster-clients';
import {
  addClusterOptions,
  type ClusterOptions,
  type ClusterSettings,
  readCluster as readPlaces,
} from '../cluster-options';
import { confirmed } from '../confirm';
import { storesOf } from '../declaring/stores';
import { agentToForget, connectedProblem, type Forgettable, nameOf } from '../ending/agent';
import { machineProblem } from '../ending/machine';
import { type CliIo, EXIT } from '../io';
import { type MachinesPlace, OptionReader } from '../option-reader';
import { cellText } from '../output/columns';
import { readAgentRecords } from '../reading/agent-records';
import { readCluster, tasksOn } from '../reading/cluster';
import { readInventory } from '../reading/inventory';
import { servicesIn } from '../reading/service-apps';
import { asked, known } from '../reading/silent-server';

interface ForgetOptions extends ClusterOptions {
  readonly machines?: string;
  readonly recovered?: boolean;
  readonly yes?: boolean;
}

type Settings = ClusterSettings<'mesos', 'manifests' | 'state'> & { readonly machines?: MachinesPlace };

const HELP = `
For an agent that never comes back and that the master goes on waiting for: after a failover, or for what is lost with
it. Its tasks end for their frameworks (TASK_GONE_BY_OPERATOR), so that slots which lost tasks hold are free; should it
come back all the same, its process is told to stop. Mesos 1.5 and later.
Refused while the agent is connected, and with --machines while EC2 does not say that its machine has ended. Where the
stores are named, the machine is the one on which the operator has seen the agent.

Exit codes:
  ${EXIT.done}  the master has forgotten it
  ${EXIT.failed}  it is connected or its machine is there; none, or several of the name; refused, or the answer was no`;

/** `mesos-spark forget-agent AGENT`. */
export function registerForgetAgent(program: Command, io: CliIo): void {
  const forget = program
    .command('forget-agent')
    .description('tell the Mesos master that an agent never comes back')
    .argument('<agent>', 'its hostname or id')
    .option('--machines <where>', 'who knows whether its machine has ended: ec2://VPC_ID[,VPC_ID]')
    .option('--recovered', 'also one that has not registered with the present master yet')
    .option('--yes', 'without asking');
  addClusterOptions(forget, ['mesos', 'manifests', 'state', 'credentials', 'ca-file'])
    .addHelpText('after', HELP)
    .action(async (word: string, options: ForgetOptions) => {
      const settings = settingsOf(options, io);
      const client = mesosClient(settings);
      try {
        await forgetAgent(word, { settings, client, options, io });
      } finally {
        client.close();
      }
    });
}

function settingsOf(options: ForgetOptions, io: CliIo): Settings {
  const problems: Problem[] = [];
  const read = new OptionReader(io.env, problems);
  const places = readPlaces(read, options, { required: ['mesos'], optional: ['manifests', 'state'] });
  const machines = read.machines('machines', options.machines);
  rejectIf(problems);
  return { ...places, ...(machines ? { machines } : {}) };
}

interface Run {
  readonly settings: Settings;
  readonly client: HttpClient;
  readonly options: ForgetOptions;
  readonly io: CliIo;
}

async function forgetAgent(word: string, { settings, client, options, io }: Run): Promise<void> {
  const { manifests, state } = settings;
  const stores = manifests && state ? storesOf({ manifests, state }, io) : undefined;
  const inventory = stores && (await readInventory(stores));
  const cluster = await readCluster(client, inventory && servicesIn(inventory.subjects).hosts);
  const found = agentToForget(cluster, word);
  const { agent, others } = found;
  const noted =
    stores && inventory
      ? (await readAgentRecords(stores.state, inventory.subjects, agent)).machines.map((one) => one.machine)
      : [];
  if (!settings.machines && !options.recovered) rejectRecovered(found);
  await rejectMachine(found, noted, settings.machines, io);
  const tasks = tasksOn(cluster, agent);
  const name = cellText(nameOf(agent));
  io.stderr.write(
    `${name}, ${agent.state}: ${tasks.length === 1 ? '1 task is' : `${tasks.length} tasks are`} lost with it\n`,
  );
  for (const task of tasks) io.stderr.write(`  ${cellText(task.id)}, ${cellText(task.state)}\n`);
  for (const one of others) io.stderr.write(`note: ${cellText(nameOf(one))} is another agent, and stays\n`);
  if (!(await confirmed(io, `Forget ${name}`, options.yes))) return io.exit?.(EXIT.failed);
  await rejectReturned(client, agent.id);
  const answer = await asked('mesos', mesosOverHttp(client).markGone(agent.id));
  if (answer.is === 'done') return void io.stdout.write(`${agent.id} forgotten\n`);
  throw new ProblemError([
    answer.is === 'absent'
      ? { at: name, found: 'no such agent, says the master', wanted: 'the id of one that it knows' }
      : {
          at: name,
          found: `${answer.is === 'refused' ? answer.status : 'no'} from the master: ${answer.message}`,
          wanted: 'a master of Mesos 1.5 or later that lets these credentials mark agents gone',
          fix: 'use a principal that the ACL mark_agents_gone allows',
        },
  ]);
}

async function rejectMachine(
  found: Forgettable,
  noted: readonly string[],
  place: MachinesPlace | undefined,
  io: CliIo,
): Promise<void> {
  if (!place) return;
  const machines = ec2Machines({ ...place, timeout: REQUEST_TIMEOUT, clock: io.clock ?? systemClock });
  const problem = await machineProblem(found, noted, machines);
  if (problem) throw new ProblemError([problem]);
}

/** After a failover every agent is so at first, those that live, too. */
function rejectRecovered({ agent }: Forgettable): void {
  if (agent.state !== 'recovered') return;
  throw new ProblemError([
    {
      at: nameOf(agent),
      found: 'it is recovered: it has not registered with the present master yet, and may be about to',
      wanted: 'an agent of which somebody knows that its machine has ended',
      fix: 'wait until the master has given it up, 10 minutes after it was elected; or name --machines, or say --recovered if you know',
    },
  ]);
}

/** Somebody has thought about it for a while. */
async function rejectReturned(client: HttpClient, id: string): Promise<void> {
  const view = await known('mesos', mesosOverHttp(client).view([id]));
  const now = view.agents.find((one) => one.id === id);
  if (now?.active) {
    throw new ProblemError([connectedProblem({ id, hostname: now.hostname, state: 'active', view: now })]);
  }
}
