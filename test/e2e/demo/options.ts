import { parseArgs } from 'node:util';

export interface Options {
  /** Stay up after the last step, until a signal comes. */
  readonly keep: boolean;
  readonly output: 'text' | 'json';
}

export const USAGE = `usage: npm run demo -- [--keep] [--output text|json]

  --keep           leave everything up until Ctrl-C
  --output json    print one JSON document instead of the table; progress still goes to stderr`;

/** @throws Error with the usage where the arguments are none of ours */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const known = {
    keep: { type: 'boolean', default: false },
    output: { type: 'string', short: 'o', default: 'text' },
    help: { type: 'boolean', short: 'h', default: false },
  } as const;
  const { values } = parse(() => parseArgs({ args: [...args], options: known }));
  if (values.help) return 'help';
  const { output } = values;
  if (output !== 'text' && output !== 'json') {
    throw new Error(`--output: found ${output}, wanted text or json\n${USAGE}`);
  }
  return { keep: values.keep, output };
}

function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}
