import { type Command, Option } from 'commander';
import { bakedScripts, imageScript } from '../../domain/agent/image-recipe';
import { MesosInstallation } from '../../domain/agent/mesos-installation';
import type { Platform } from '../../domain/agent/platform';
import { type Problem, ProblemError } from '../../domain/core/problem';
import { bootScripts } from '../../io/boot-scripts';
import { sha256 } from '../../io/digest';
import { runAsRoot } from '../../io/shell';
import { type CliIo, EXIT } from '../io';
import { packageVersion } from '../version';

interface ImageOptions {
  readonly platform: 'dcos' | 'mesos';
  readonly mesosPackage?: string;
  readonly mesosArchive?: string;
  readonly mesosArchiveSha256?: string;
  readonly mesosHome?: string;
  readonly run?: boolean;
  readonly output: 'text' | 'json';
}

const HELP = `
Give what the script prints last, the digest of the boot scripts, to AgentImage as bootScripts.
The script is for a builder machine: it removes host keys, the machine's id and the like.`;

/** `mesos-spark image`: makes the image of agents, from the scripts that they would otherwise run at their boot. */
export function registerImage(program: Command, io: CliIo): void {
  program
    .command('image')
    .description('print or run the script that makes an image for agents')
    .addOption(
      new Option('--platform <platform>', 'what the agents belong to')
        .choices(['dcos', 'mesos'])
        .makeOptionMandatory(),
    )
    .option('--mesos-package <name>', 'package of Mesos, such as mesos-1.11.0 (default: mesos)')
    .option('--mesos-archive <url>', 'tar archive of Mesos in place of a package')
    .option('--mesos-archive-sha256 <hex>', 'SHA-256 of that archive')
    .option('--mesos-home <folder>', 'where the archive is unpacked (default: /opt/mesos)')
    .addOption(
      new Option('--print', 'print the script, which is what happens without --run').conflicts('run'),
    )
    .option('--run', 'run the script on this machine, which becomes the image; as root')
    .addOption(new Option('-o, --output <form>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', HELP)
    .action((options: ImageOptions) => makeImage(options, io));
}

async function makeImage(options: ImageOptions, io: CliIo): Promise<void> {
  const platform = platformOf(options);
  const sources = bootScripts();
  const baked = bakedScripts(sources, sha256);
  const bake = sources['bake.sh'] ?? '';
  const script = imageScript({ platform, baked, bake, version: packageVersion });
  const { digest } = baked;
  const json = (more: object) =>
    io.stdout.write(
      `${JSON.stringify({ platform: platform.kind, bootScripts: digest, ...more }, undefined, 2)}\n`,
    );
  if (!options.run) {
    if (options.output === 'json') json({ script });
    else io.stdout.write(script);
    return;
  }
  // What machines read must stand alone on stdout.
  const progress = options.output === 'json' ? io.stderr : io.stdout;
  const status = await runAsRoot(script, { env: io.env, out: progress, error: io.stderr });
  if (status !== 0) io.exit?.(EXIT.failed);
  if (options.output === 'json') json({ status });
}

function platformOf(options: ImageOptions): Platform {
  const { platform, mesosPackage, mesosArchive } = options;
  const problems = contradictions(options);
  if (problems.length > 0) throw new ProblemError(problems);
  if (platform === 'dcos') return { kind: 'dcos', bootstrapUrl: '' };
  const installation =
    mesosArchive === undefined
      ? MesosInstallation.package(mesosPackage)
      : MesosInstallation.archive(mesosArchive, {
          sha256: options.mesosArchiveSha256 ?? '',
          ...(options.mesosHome === undefined ? {} : { home: options.mesosHome }),
        });
  return { kind: 'mesos', zookeeperUrl: '', installation };
}

function contradictions(options: ImageOptions): readonly Problem[] {
  const { platform, mesosPackage, mesosArchive, mesosArchiveSha256, mesosHome } = options;
  const given = { mesosPackage, mesosArchive, mesosArchiveSha256, mesosHome };
  const named = Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [flag(key)]));
  if (platform === 'dcos' && named.length > 0) {
    const fix = 'leave it out, or ask for --platform mesos';
    return named.map((at) => ({
      at,
      found: 'it beside --platform dcos',
      wanted: 'nothing of Mesos: DC/OS brings its own',
      fix,
    }));
  }
  if (mesosArchive === undefined) {
    return named
      .filter((name) => name !== '--mesos-package')
      .map((at) => ({ at, found: 'no --mesos-archive beside it', wanted: 'the archive that it speaks of' }));
  }
  return [
    ...(mesosPackage === undefined
      ? []
      : [{ at: '--mesos-package', found: 'it beside --mesos-archive', wanted: 'one of the two' }]),
    ...(mesosArchiveSha256 === undefined
      ? [
          {
            at: '--mesos-archive-sha256',
            found: 'nothing',
            wanted: 'the SHA-256 of the archive, 64 hex digits',
          },
        ]
      : []),
  ];
}

function flag(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
