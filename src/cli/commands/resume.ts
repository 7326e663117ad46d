import type { Command } from 'commander';
import { stateStoreKeys } from '../../manifest';
import { readHolds } from '../../operator/engine/holds';
import type { ObjectStore } from '../../operator/ports';
import { addClusterOptions, type ClusterOptions, clusterSettings } from '../cluster-options';
import { release, type Subject, subjectText } from '../declaring/holding';
import { storeOf } from '../declaring/stores';
import { subjectNamed } from '../declaring/subject-argument';
import { type CliIo, EXIT } from '../io';
import { manifestKind } from '../reading/kind-names';
import { nowOf } from '../reading/now';

interface ResumeOptions extends ClusterOptions {
  readonly all?: boolean;
}

const HELP = `
Ends what pause has begun. spec.paused of a manifest is another thing: it ends where the manifest is changed.

Exit codes:
  ${EXIT.done}  not held any more, or never was
  ${EXIT.failed}  the store does not answer`;

/** `mesos-spark resume KIND NAME`. */
export function registerResume(program: Command, io: CliIo): void {
  const resume = program
    .command('resume')
    .description('let the operator write again for what pause holds')
    .argument('[kind]', 'of one manifest', manifestKind)
    .argument('[name]', 'its name')
    .option('--all', 'what pause --all has begun; holds of single manifests stay');
  addClusterOptions(resume, ['state'])
    .addHelpText('after', HELP)
    .action((kind: string | undefined, name: string | undefined, options: ResumeOptions) =>
      releaseOne(subjectNamed(kind, name, options.all), options, io),
    );
}

async function releaseOne(subject: Subject, options: ResumeOptions, io: CliIo): Promise<void> {
  const { state: place } = clusterSettings(options, io.env, { required: ['state'] });
  const state = storeOf(place, io);
  const { change } = await release(state, subject, nowOf(io).toISOString());
  const what = subjectText(subject);
  io.stdout.write(change === 'resumed' ? `${what} resumed\n` : `${what} is not paused\n`);
  for (const line of await stillHeld(subject, state)) io.stderr.write(`note: ${line}\n`);
}

/** What somebody may not expect: it is held by another word, too. */
async function stillHeld(subject: Subject, state: ObjectStore): Promise<readonly string[]> {
  const held = [...(await readHolds(state)).keys()];
  if (subject !== 'all') {
    const all = held.includes(stateStoreKeys.holdAll);
    return all ? ['everything is held by pause --all; see resume --all'] : [];
  }
  return held.map((key) => `${key} still holds`);
}
