import { type Problem, rejectIf, shown } from '../core/problem';
import { Refusal } from './refusal';
import { readValue } from './value';

/** Attributes of an agent by name: `{ workload: 'spark' }`. Numbers and ranges are written as text. */
export type Attributes = Readonly<Record<string, string>>;

/**
 * Why an agent would not take these attributes, or would take something else than what is written. An agent
 * that is given a malformed one does not log a refusal, it aborts (src/common/attributes.cpp, apache/mesos c1b42f79d).
 */
export function attributesProblems(attributes: Attributes): readonly Problem[] {
  return Object.entries(attributes).flatMap(([name, value]) => [
    ...nameProblems(name),
    ...valueProblems(name, value),
  ]);
}

/**
 * The value of the agent's flag `--attributes`, sorted by name: `rack:r1;workload:spark`.
 * @throws ProblemError on what an agent would not take as it is written
 */
export function attributesText(attributes: Attributes): string {
  rejectIf(attributesProblems(attributes));
  return Object.keys(attributes)
    .sort()
    .map((name) => `${name}:${attributes[name]}`)
    .join(';');
}

function nameProblems(name: string): readonly Problem[] {
  if (name !== '' && !/[;:\n\0]/.test(name)) return [];
  const wanted = 'a name without colon, semicolon and line break';
  return [{ at: `attributes[${shown(name)}]`, found: shown(name), wanted }];
}

function valueProblems(name: string, value: string): readonly Problem[] {
  const at = `attributes.${name}`;
  const found = shown(value);
  if (/[;\n\0]/.test(value)) {
    return [{ at, found, wanted: 'a value without semicolon and line break' }];
  }
  if (value.includes(' ')) {
    return [
      { at, found, wanted: 'a value without spaces', fix: 'Mesos drops them; use - or _ in their place' },
    ];
  }
  const refusal = valueRefusal(value);
  return refusal === undefined
    ? []
    : [{ at, found, wanted: 'a text, a number or ranges', fix: `the agent would abort: ${refusal}` }];
}

function valueRefusal(value: string): string | undefined {
  try {
    return readValue(value).type === 'SET' ? 'an attribute cannot be a set' : undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}
