import { type Command, InvalidArgumentError } from 'commander';
import { ProblemError } from '../../domain/core/problem';
import { addClusterOptions, clusterSettings, VARIABLES_HELP } from '../cluster-options';
import type { CliIo } from '../io';
import { documentText } from '../output/documents';
import { addOutputOption } from '../output/output-option';
import { wrap } from '../output/wrap';
import { unknown } from '../reading/cluster-filters';
import { type DescribeOptions, tellAgent } from '../reading/describe-agent-run';
import { describeSubject } from '../reading/describe-subject';
import { readInventory } from '../reading/inventory';
import { type Asked, askedKind, KINDS_TEXT } from '../reading/kind-names';
import { nowOf } from '../reading/now';
import { openStores } from '../reading/open-stores';
import { subjectDocument } from '../reading/subject-document';

const HELP = `
${wrap(`Kinds: ${KINDS_TEXT}. Of these the two stores tell: conditions, what happened, the agents' rows, what is
declared.`)}
${wrap(`Of an agent the master tells, the stores where they are named, and the agent itself at its health port: services
and executors there, reservations, drains, its machine. What does not answer is said, and the rest is printed.`)}
${VARIABLES_HELP}`;

/** `mesos-spark describe KIND NAME`. */
export function registerDescribe(program: Command, io: CliIo): void {
  const describe = program
    .command('describe')
    .description('say everything that is known of one manifest, or of one agent')
    .argument('<kind>', 'a kind, or agent', one)
    .argument('<name>', 'its name; of an agent the hostname or id');
  addClusterOptions(describe, ['manifests', 'state', 'mesos', 'credentials', 'ca-file', 'agent-health-port']);
  addOutputOption(describe, ['table', 'json', 'yaml'])
    .addHelpText('after', HELP)
    .action((asked: Asked, name: string, options: DescribeOptions) =>
      asked.is === 'kind' ? tellSubject(asked.kind, name, { options, io }) : tellAgent(name, { options, io }),
    );
}

function one(word: string): Asked {
  const asked = askedKind(word);
  if (asked.is === 'kind' || (asked.is === 'cluster' && asked.list === 'agents')) return asked;
  throw new InvalidArgumentError('Wanted one kind of manifest, or agent; see mesos-spark get for lists.');
}

async function tellSubject(
  kind: string,
  name: string,
  { options, io }: { readonly options: DescribeOptions; readonly io: CliIo },
): Promise<void> {
  const settings = clusterSettings(options, io.env, { required: ['manifests', 'state'] });
  const stores = openStores(settings, io);
  const { subjects, troubles } = await readInventory(stores, { kind });
  for (const { because } of troubles) io.stderr.write(`note: ${because}\n`);
  const subject = subjects.find((each) => each.name === name);
  if (!subject) {
    const names = subjects.map((each) => each.name);
    throw new ProblemError([unknown('NAME', name, `a ${kind} in ${stores.where}`, names)]);
  }
  const { output } = options;
  io.stdout.write(
    output === 'json' || output === 'yaml'
      ? documentText(subjectDocument(subject), output)
      : describeSubject(subject, nowOf(io)),
  );
}
