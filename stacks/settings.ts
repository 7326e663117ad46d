import { parseDocument } from 'yaml';
import { z } from 'zod';
import { rejectIf, shown } from '../src/domain/core/problem';
import { referenceProblems } from './references';
import { settingsProblems } from './settings-problems';
import { type Settings, settingsSchema } from './settings-schema';

export type { Settings } from './settings-schema';

/**
 * Reads settings.
 * @throws ProblemError with everything that is wrong with the text at once
 */
export function parseSettings(yaml: string): Settings {
  const input = readYaml(yaml);
  const result = settingsSchema.safeParse(input);
  const problems = result.success
    ? referenceProblems(result.data)
    : settingsProblems(settingsSchema, result.error, input);
  rejectIf(problems);
  if (!result.success) throw result.error;
  return result.data;
}

/** The JSON Schema of the settings, for editors. */
export function settingsJsonSchema(): object {
  return z.toJSONSchema(settingsSchema, { io: 'input' });
}

function readYaml(yaml: string): unknown {
  const document = parseDocument(yaml, { prettyErrors: false });
  rejectIf(
    document.errors.map((error) => {
      const [line, column] = place(yaml, error.pos[0]);
      return { at: `line ${line}, column ${column}`, found: error.message, wanted: 'YAML' };
    }),
  );
  const input: unknown = document.toJS();
  const wanted = 'a mapping of settings: aws, cluster, reservations, agents, shuffleServices …';
  const fix = 'see stacks/examples/shuffle.yaml';
  if (input === null || input === undefined) {
    rejectIf([{ at: 'settings', found: 'nothing: the file is empty', wanted, fix }]);
  }
  if (typeof input !== 'object' || Array.isArray(input)) {
    const found = Array.isArray(input) ? `a list of ${input.length}` : shown(input);
    rejectIf([{ at: 'settings', found, wanted, fix }]);
  }
  return input;
}

/** One-based line and column of an offset. */
function place(text: string, offset: number): readonly [number, number] {
  const before = text.slice(0, offset).split('\n');
  return [before.length, (before.at(-1)?.length ?? 0) + 1];
}
