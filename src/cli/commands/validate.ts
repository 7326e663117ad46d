import { type Command, Option } from 'commander';
import { attempt, problemText } from '../../domain/core/problem';
import { namesDetected } from '../../domain/mesos/detection';
import {
  oddPortProblems,
  onlyReservedProblems,
  sharedPortProblems,
} from '../../domain/mesos/resource-checks';
import { Resources } from '../../domain/mesos/resources';
import { readResources } from '../../domain/mesos/resources-reader';
import { registerValidateManifests } from '../declaring/validate-manifests';
import { type CliIo, EXIT } from '../io';
import { linesOf } from '../lines';
import { table } from '../table';

interface ResourcesOptions {
  readonly defaultRole: string;
  readonly output: 'text' | 'json';
}

/** `mesos-spark validate …`: checks that need no cluster. */
export function registerValidate(program: Command, io: CliIo): void {
  const validate = program
    .command('validate')
    .description('say what is wrong with manifests, or what a Mesos agent would make of a value');
  registerValidateManifests(validate, io);
  validate
    .command('resources')
    .description("say what an agent would make of a value of its flag --resources, by Mesos' own rules")
    .argument('<value>', 'text or JSON; - reads one value a line and prints one JSON a line')
    .option('--default-role <role>', "the agent's --default_role", '*')
    .addOption(new Option('-o, --output <form>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', '\nEnds with 1 where an agent would refuse the value, or any of the values.')
    .action((value: string, options: ResourcesOptions) => validateResources(value, options, io));
}

async function validateResources(value: string, options: ResourcesOptions, io: CliIo): Promise<void> {
  if (value === '-') {
    for await (const line of linesOf(io.stdin)) {
      const { valid, text } = verdictJson(line, options.defaultRole);
      if (!valid) io.exit?.(EXIT.failed);
      io.stdout.write(text);
    }
    return;
  }
  const make = options.output === 'json' ? verdictJson : verdictText;
  const { valid, text } = make(value, options.defaultRole);
  if (!valid) io.exit?.(EXIT.failed);
  io.stdout.write(text);
}

interface Verdict {
  readonly valid: boolean;
  readonly text: string;
}

function verdictJson(value: string, defaultRole: string): Verdict {
  const reading = readResources(value, defaultRole);
  const head = `{"value":${JSON.stringify(value)}`;
  if ('error' in reading) {
    return { valid: false, text: `${head},"valid":false,"error":${JSON.stringify(reading.error)}}\n` };
  }
  const resources = Resources.parse(value, defaultRole).toJsonText();
  return { valid: true, text: `${head},"valid":true,"resources":${resources}}\n` };
}

function verdictText(value: string, defaultRole: string): Verdict {
  const reading = readResources(value, defaultRole);
  if ('error' in reading) return { valid: false, text: `An agent refuses it: ${reading.error}\n` };
  const resources = Resources.parse(value, defaultRole);
  const rows = resources.rows().map(({ name, role, amount }) => [`  ${name}`, role, amount]);
  const detected = namesDetected(reading.named);
  const notes = attempt(() => [
    ...onlyReservedProblems(resources, defaultRole),
    ...sharedPortProblems(resources),
    ...oddPortProblems(resources),
  ]);
  return {
    valid: true,
    text: [
      rows.length === 0
        ? 'An agent accepts it and has nothing of what it names.\n'
        : 'An agent accepts it:\n',
      table([...(rows.length === 0 ? [] : [['  RESOURCE', 'ROLE', 'AMOUNT']]), ...rows]),
      detected.length === 0 ? '' : `Not named, so the agent detects it by itself: ${detected.join(', ')}\n`,
      ...('value' in notes ? notes.value : notes.problems).map((note) => `Look at ${problemText(note)}\n`),
    ].join(''),
  };
}
