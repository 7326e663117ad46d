import { stringify } from 'yaml';
import { foreignText } from '../domain/core/foreign-text';
import type { Difference } from '../domain/marathon/diff';
import type { ImportedService } from '../domain/spark/imported/imported-service';
import type { ShuffleServiceManifestInput } from '../manifest';
import { sortedKeys } from './output/documents';

export interface Imported {
  readonly manifest: ShuffleServiceManifestInput;
  readonly service: ImportedService;
}

/** The manifest with what was found as comments above it: a file to read, to keep and to apply. */
export function importYaml({ manifest, service }: Imported): string {
  const comments = [...headLines(service), ...service.notes.map((note) => `Note: ${note}.`)];
  const text = comments.map((line) => `# ${foreignText(line, 500)}\n`).join('');
  return `${text}${stringify(sortedKeys(manifest), { lineWidth: 0 })}`;
}

/** For machines: the manifest, and why it is not the app. */
export function importJson({ manifest, service }: Imported): string {
  const { traps, changes, notes } = service;
  return `${JSON.stringify(sortedKeys({ manifest, mended: traps, changes, notes }), undefined, 2)}\n`;
}

function headLines({ traps, changes, adopt }: ImportedService): readonly string[] {
  if (traps.length === 0)
    return [`${adopt} has nothing that loses data: it is adopted as it runs, and nothing restarts.`];
  const how =
    adopt === undefined
      ? 'A new app is started beside it.'
      : `${adopt} is adopted, and replaced side by side: it ends when nobody uses it.`;
  return [
    `What was mended, and why. ${how}`,
    ...traps.map(({ reason, at, found, because }) => `${reason}: ${at}: found ${found}: ${because}.`),
    'What differs from the app:',
    ...changes.map(changeText),
  ];
}

/** Values of people's own are not repeated: a command or a variable may hold a secret, and is in the app anyhow. */
function changeText({ path, wanted, found }: Difference): string {
  if (/^(cmd|args|env|fetch|labels|secrets)\b/.test(path)) {
    return `  ${path}: ${found === undefined ? 'new' : wanted === undefined ? 'left out' : 'another'}`;
  }
  return `  ${path}: ${short(wanted)} instead of ${short(found)}`;
}

function short(value: unknown): string {
  return value === undefined ? 'nothing' : foreignText(JSON.stringify(value), 120);
}
