import type { Command } from 'commander';
import { ProblemError } from '../../domain/core/problem';
import { mesosOverHttp } from '../../io/mesos-http';
import { mesosClient } from '../cluster-clients';
import { addClusterOptions, type ClusterOptions, clusterSettings } from '../cluster-options';
import { confirmed } from '../confirm';
import { frameworkNamed, frameworkText } from '../ending/framework';
import { type CliIo, EXIT } from '../io';
import { cellText } from '../output/columns';
import { readCluster } from '../reading/cluster';
import { asked } from '../reading/silent-server';

interface TeardownOptions extends ClusterOptions {
  readonly yes?: boolean;
}

const HELP = `
Shows name, tasks and agents, and asks. The master ends every task of the framework at once and remembers it as
completed: it can never register again under its id. Whatever keeps it, such as an app of Marathon, may start another.

Exit codes:
  ${EXIT.done}  torn down, or gone meanwhile
  ${EXIT.failed}  no such framework, several of the name, refused, not answered, or the answer was no`;

/** `mesos-spark teardown FRAMEWORK`. */
export function registerTeardown(program: Command, io: CliIo): void {
  const teardown = program
    .command('teardown')
    .description('end a framework of Mesos with all its tasks')
    .argument('<framework>', 'its id, or its name where only one has it')
    .option('--yes', 'without asking');
  addClusterOptions(teardown, ['mesos', 'credentials', 'ca-file'])
    .addHelpText('after', HELP)
    .action((word: string, options: TeardownOptions) => tearDown(word, options, io));
}

async function tearDown(word: string, options: TeardownOptions, io: CliIo): Promise<void> {
  const client = mesosClient(clusterSettings(options, io.env, { required: ['mesos'] }));
  try {
    const cluster = await readCluster(client);
    const framework = frameworkNamed(cluster, word);
    const what = cellText(frameworkText(cluster, framework));
    io.stderr.write(`${what}\n`);
    if (!(await confirmed(io, `Tear down ${cellText(framework.name)}`, options.yes))) {
      return io.exit?.(EXIT.failed);
    }
    const answer = await asked('mesos', mesosOverHttp(client).teardown(framework.id));
    if (answer.is === 'refused') {
      throw new ProblemError([
        {
          at: framework.id,
          found: `${answer.status} from the master: ${answer.message}`,
          wanted: 'a master that lets these credentials tear it down',
          fix: 'use a principal that the ACL teardown_frameworks allows',
        },
      ]);
    }
    io.stdout.write(`${framework.id} ${answer.is === 'done' ? 'torn down' : 'is gone already'}\n`);
  } finally {
    client.close();
  }
}
