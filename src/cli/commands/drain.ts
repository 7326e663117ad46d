import type { Command } from 'commander';
import { Duration } from '../../domain/core/duration';
import { attempt, type Problem, rejectIf } from '../../domain/core/problem';
import { systemClock } from '../../io/clock';
import { sha256 } from '../../io/digest';
import { API_VERSION, COMMAND_LINE_STACK, parseManifest } from '../../manifest';
import { declare } from '../../operator/engine/declared';
import { documentText } from '../../operator/engine/remembered';
import { addClusterOptions, type ClusterOptions, clusterSettings } from '../cluster-options';
import { changesOf } from '../declaring/changes';
import { storesOf } from '../declaring/stores';
import { waitReady } from '../declaring/wait-ready';
import { drainName } from '../draining/drain-name';
import { nobodyActs } from '../draining/who-acts';
import { type CliIo, EXIT } from '../io';

interface DrainOptions extends ClusterOptions {
  readonly deadline?: string;
  readonly markGone?: boolean;
  readonly because?: string;
  readonly wait?: boolean;
  readonly timeout: string;
}

const HELP = `
Declares an AgentDrain of the agent's name under declared/ in the state store. The operator offers nothing of the
agent any more, waits until nobody needs its shuffle files, and removes its shuffle service last. It ends nothing
else: the machine is yours to end once the drain is ready (docs/replacing-agents-safely.md).
Said again with other options, it is changed. An operator need not run: the next one acts on it.

Exit codes:
  ${EXIT.done}  declared; with --wait: the agent may go
  ${EXIT.failed}  nothing was declared: an option is wrong, or the name is Terraform's
  ${EXIT.notYet}  with --wait: declared, and somebody needs the agent still`;

/** `mesos-spark drain AGENT`. */
export function registerDrain(program: Command, io: CliIo): void {
  const command = program
    .command('drain')
    .description('take an agent out of service, and wait for those who need its files')
    .argument('<agent>', 'its hostname, or its id where two have one hostname')
    .option('--deadline <duration>', 'after so long it goes on whoever is there (default: it waits for ever)')
    .option('--mark-gone', 'in the end tell the master that it never comes back')
    .option('--because <text>', 'for whoever asks why')
    .option('--wait', 'until it may go')
    .option('--timeout <duration>', 'with --wait: no longer than this', '24h');
  addClusterOptions(command, ['manifests', 'state'])
    .addHelpText('after', HELP)
    .action((agent: string, options: DrainOptions) => drain(agent, options, io));
}

async function drain(agent: string, options: DrainOptions, io: CliIo): Promise<void> {
  const { deadline, because, markGone } = options;
  const timeout = checked(options);
  const places = clusterSettings(options, io.env, { required: ['manifests', 'state'] });
  const name = drainName(agent);
  const manifest = parseManifest({
    apiVersion: API_VERSION,
    kind: 'AgentDrain',
    metadata: { name },
    spec: {
      agent,
      ...(deadline === undefined ? {} : { deadline }),
      ...(because === undefined ? {} : { because }),
      ...(markGone ? { markGone } : {}),
    },
  });
  const stores = storesOf(places, io);
  const source = { file: 'the command line', json: manifest, at: () => `AgentDrain/${name}` };
  const written = [{ manifest, source }];
  const [change] = await changesOf(stores, { written, stack: COMMAND_LINE_STACK, takeOver: false });
  const declared = change?.manifest ?? manifest;
  const place = { store: stores.state, sha256, stack: COMMAND_LINE_STACK };
  for (const done of await declare(place, [declared]))
    io.stdout.write(`${done.kind}/${done.name} ${done.change}\n`);
  const nobody = await nobodyActs(stores.state);
  if (nobody !== undefined) io.stderr.write(`${nobody}\n`);
  if (!options.wait) return;
  const generation = sha256(documentText(declared)).slice(0, 12);
  const { stop } = io;
  const waited = await waitReady([{ kind: 'AgentDrain', name, generation }], {
    ...{ state: stores.state, clock: io.clock ?? systemClock, timeout },
    tell: (line) => io.stderr.write(`${line}\n`),
    ...(stop ? { stop } : {}),
  });
  if (waited === 'not yet') io.stderr.write(`not drained after ${options.timeout}\n`);
  io.exit?.(waited === 'ready' ? EXIT.done : waited === 'refused' ? EXIT.failed : EXIT.notYet);
}

/** @throws ProblemError with every duration that is none */
function checked({ timeout, deadline }: DrainOptions): Duration {
  const problems: Problem[] = [];
  const read = (at: string, text: string): Duration => {
    const found = attempt(() => Duration.parse(text));
    if ('value' in found) return found.value;
    problems.push(...found.problems.map((one) => ({ ...one, at })));
    return Duration.millis(0);
  };
  const time = read('--timeout', timeout);
  if (deadline !== undefined) read('--deadline', deadline);
  rejectIf(problems);
  return time;
}
