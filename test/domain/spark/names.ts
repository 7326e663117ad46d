import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Recording {
  readonly versions: readonly string[];
  readonly names: Readonly<Record<string, readonly string[]>>;
}

const file = path.join(__dirname, '../../contract/recordings/spark/conf-keys.json');
const recording = JSON.parse(readFileSync(file, 'utf8')) as Recording;

/** The versions of Spark whose class files were looked through. */
export const VERSIONS = recording.versions;

/** The settings that stand as whole names in the class files, with the versions that hold them. */
export const NAMES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(recording.names).flatMap(([versions, names]) =>
    names.map((name) => [name, versions.split(' ')]),
  ),
);
