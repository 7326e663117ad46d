import type { CliIo } from '../../src/cli/io';
import { run } from '../../src/cli/run';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, with the given chunks as its input. */
export async function runHere(
  argv: readonly string[],
  stdin: readonly (string | Uint8Array)[] = [],
  env: CliIo['env'] = {},
  more: Pick<Partial<CliIo>, 'clock'> & { readonly isTTY?: boolean } = {},
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const io: CliIo = {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    stdin: Object.assign(
      (async function* () {
        yield* stdin;
      })(),
      more.isTTY === undefined ? {} : { isTTY: more.isTTY },
    ),
    env,
    ...(more.clock ? { clock: more.clock } : {}),
  };
  const code = await run(argv, io);
  return { code, stdout: out.join(''), stderr: err.join('') };
}
