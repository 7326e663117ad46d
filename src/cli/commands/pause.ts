import type { Command } from 'commander';
import type { Hold } from '../../manifest';
import { addClusterOptions, type ClusterOptions, clusterSettings } from '../cluster-options';
import { hold, rejectUnknown, type Subject, subjectText } from '../declaring/holding';
import { storeOf } from '../declaring/stores';
import { subjectNamed } from '../declaring/subject-argument';
import { type CliIo, EXIT } from '../io';
import { manifestKind } from '../reading/kind-names';
import { nowOf } from '../reading/now';

interface PauseOptions extends ClusterOptions {
  readonly all?: boolean;
  readonly because?: string;
  readonly by?: string;
}

const HELP = `
Writes holds/KIND/NAME.json, or holds/all.json, to the state store. The operator still looks and tells, and writes
nothing for it from its next pass on, neither for a new agent nor to remove what is deleted; the condition Paused
says who holds it and because of what. A hold that is there already stays as it is.

Exit codes:
  ${EXIT.done}  held
  ${EXIT.failed}  nothing of that name, or the store does not answer`;

/** `mesos-spark pause KIND NAME`. */
export function registerPause(program: Command, io: CliIo): void {
  const pause = program
    .command('pause')
    .description('keep the operator from writing for one manifest, or for all')
    .argument('[kind]', 'of one manifest', manifestKind)
    .argument('[name]', 'its name')
    .option('--all', 'everything that is declared, now or later')
    .option('--because <text>', 'for whoever asks why')
    .option('--by <who>', 'for whoever asks who (default: $USER)');
  addClusterOptions(pause, ['state', 'manifests'])
    .addHelpText('after', HELP)
    .action((kind: string | undefined, name: string | undefined, options: PauseOptions) =>
      holdOne(subjectNamed(kind, name, options.all), options, io),
    );
}

async function holdOne(subject: Subject, options: PauseOptions, io: CliIo): Promise<void> {
  const places = clusterSettings(options, io.env, { required: ['state'], optional: ['manifests'] });
  const state = storeOf(places.state, io);
  const manifests = places.manifests && storeOf(places.manifests, io);
  if (subject !== 'all') await rejectUnknown(subject, state, manifests);
  const by = options.by ?? (io.env['USER'] || undefined);
  const { because } = options;
  const wanted: Hold = {
    since: nowOf(io).toISOString(),
    ...(by === undefined ? {} : { by }),
    ...(because === undefined ? {} : { because }),
  };
  const { before, change } = await hold(state, subject, wanted);
  const what = subjectText(subject);
  io.stdout.write(change === 'paused' ? `${what} paused\n` : `${what} is paused already${whose(before)}\n`);
}

function whose(before: Hold | undefined): string {
  if (!before) return '';
  const { by, since, because } = before;
  return `${by === undefined ? '' : ` by ${by}`} since ${since}${because === undefined ? '' : `: ${because}`}`;
}
