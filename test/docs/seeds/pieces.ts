import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Facts } from './difference';

const FOLDER = path.join(__dirname, '../../fixtures/seeds');

const FILES = {
  '000': '000-running-spark-in-dcos.md',
  '001': '001-data-science-engine.md',
  '002': '002-running-spark-on-dcos.md',
  '003': '003-dynamic-allocation-on-mesos.md',
  '004': '004-dynamic-allocation.md',
} as const;

export type Seed = keyof typeof FILES;
export const SEEDS = Object.keys(FILES) as Seed[];

export const textOf = (seed: Seed) => readFileSync(path.join(FOLDER, FILES[seed]), 'utf8');

/** Blocks in fences, also those that are indented or begin in an item of a list. */
const FENCED = /^(?: *\* )? *```\w*\n([\s\S]*?)^ *```$/gm;
/** Code in a fence within a line, as one of the documents has it. */
const INLINE = /```([^`\n]+)```/g;

/** Everything of a document that somebody might copy, by its place: `001[0]`, `003 inline[1]`. */
export function piecesOf(seed: Seed): ReadonlyMap<string, string> {
  const text = textOf(seed);
  const fenced = [...text.matchAll(FENCED)].map((match, i) => [`${seed}[${i}]`, match[1] ?? ''] as const);
  const rest = text.replace(FENCED, '');
  const inline = [...rest.matchAll(INLINE)].map(
    (match, i) => [`${seed} inline[${i}]`, match[1] ?? ''] as const,
  );
  if (rest.replace(INLINE, '').includes('```')) throw new Error(`${seed}: found a fence that ends nowhere`);
  return new Map([...fenced, ...inline]);
}

export function piece(id: string): string {
  const found = piecesOf(id.slice(0, 3) as Seed).get(id);
  if (found === undefined) throw new Error(`found no piece ${id}`);
  return found;
}

const SETTING =
  /(?<![\w./-])(?:-D)?spark\.[a-z][A-Za-z]*(?:\.[A-Za-z]+)*[a-z]\b(?:(?:\s*\|\s*|\s*=\s*)([^\s`|]+(?: path>\S+)?))?/g;

/** A setting that is named without a value. */
export const NAMED = 'named';

/** Every setting outside of blocks: in tables, in lists, in the text. */
export function settingsIn(seed: Seed): Facts {
  const found: Record<string, string> = {};
  for (const match of textOf(seed).replace(FENCED, '').matchAll(SETTING)) {
    const name = /^(?:-D)?([\w.]+)/.exec(match[0])?.[1] ?? '';
    const value = match[1]?.replace(/`$/, '') ?? NAMED;
    const known = found[name] ?? NAMED;
    if (known !== NAMED && value !== NAMED && known !== value) {
      throw new Error(`${seed}: ${name} is ${known} and ${value}`);
    }
    found[name] = value === NAMED ? known : value;
  }
  return found;
}

/** What the Scala of a block sets. */
export const configOf = (scala: string): Facts =>
  Object.fromEntries(
    [...scala.matchAll(/\.config\("([\w.]+)", "?([^")]+)"?\)/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );

/** What a script writes to a file of that name. */
export function writtenTo(script: string, file: string): string {
  const found = new RegExp(
    `^(?:sudo )?tee (?:-a )?\\S*/${file.replaceAll('.', '\\.')} << "EOF"\\n([\\s\\S]*?)^EOF$`,
    'm',
  ).exec(script);
  if (!found) throw new Error(`found nothing that is written to ${file}`);
  return found[1] ?? '';
}
