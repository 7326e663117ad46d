import { type Command, InvalidArgumentError } from 'commander';
import { startLab, startZeppelin } from '../../lab';
import type { CliIo } from '../io';

interface LabCommandOptions {
  readonly port?: number;
  readonly mesosPort?: number;
  readonly zeppelinPort?: number;
  readonly agents: number;
  readonly virtualClock?: boolean;
  readonly metronome?: boolean;
  readonly dispatcher?: boolean;
  readonly cosmos?: boolean;
}

/** `mesos-spark lab`: the simulated Mesos master and Marathon, alone, until a signal ends it. */
export function registerLab(program: Command, io: CliIo): void {
  program
    .command('lab')
    .description('run a simulated Mesos master and Marathon on 127.0.0.1')
    .option('--port <number>', 'port of Marathon and of the control API /lab', wholeNumber)
    .option('--mesos-port <number>', 'port of the Mesos master', wholeNumber)
    .option('--zeppelin-port <number>', 'start a Zeppelin as well, on this port (0: any)', wholeNumber)
    .option('--agents <number>', 'how many agents there are from the start', wholeNumber, 3)
    .option('--metronome', 'run a Metronome as well')
    .option('--dispatcher', "run Spark's dispatcher as well")
    .option('--cosmos', "run DC/OS' package manager as well")
    .option('--virtual-clock', 'let time stand still but for POST /lab/clock')
    .action((options: LabCommandOptions) => runLab(options, io));
}

async function runLab(options: LabCommandOptions, io: CliIo): Promise<void> {
  const lab = await startLab({
    agents: options.agents,
    clock: options.virtualClock ? 'virtual' : 'real',
    metronome: options.metronome ?? false,
    dispatcher: options.dispatcher ?? false,
    cosmos: options.cosmos ?? false,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.mesosPort === undefined ? {} : { mesosPort: options.mesosPort }),
  });
  const { zeppelinPort: port } = options;
  const zeppelin = port === undefined ? undefined : await startZeppelin({ port });
  const servers = [
    ['mesos', lab.mesosUrl],
    ['marathon', lab.marathonUrl],
    ...(options.metronome ? [['metronome', lab.metronomeUrl]] : []),
    ...(options.dispatcher ? [['dispatcher', lab.dispatcherUrl]] : []),
    ...(options.cosmos ? [['cosmos', lab.cosmosUrl]] : []),
    ['lab', lab.labUrl],
    ...(zeppelin ? [['zeppelin', zeppelin.url]] : []),
  ];
  io.stdout.write(servers.map(([name = '', url]) => `${name.padEnd(10)}${url}\n`).join(''));
  await ended();
  await lab.close();
  await zeppelin?.close();
}

/** Until SIGINT or SIGTERM; a second one ends the process as it always does. */
function ended(): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      process.off('SIGINT', end);
      process.off('SIGTERM', end);
      resolve();
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
  });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('wanted a whole number from 0 to 99999.');
  return Number(text);
}
