import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type BakedScripts, bakedScripts } from '../src/domain/agent/image-recipe';

const BUNDLE = 'bundle/mesos-spark.cjs';

/** The operator's program: beside the constructs where they are shipped, in `dist` where they run as sources. */
export function shippedBundle(): string {
  const beside = path.join(__dirname, '..', BUNDLE);
  return existsSync(beside) ? beside : path.join(__dirname, '../dist', BUNDLE);
}

/** A file that is shipped beside the constructs, such as a boot script. */
export function shippedFile(...parts: readonly string[]): string {
  return readFileSync(path.join(__dirname, ...parts), 'utf8');
}

let scripts: BakedScripts | undefined;

/** The boot scripts of agents as an image would hold them; read once. */
export function shippedBootScripts(): BakedScripts {
  if (scripts !== undefined) return scripts;
  const names = readdirSync(path.join(__dirname, 'boot')).filter((name) => name.endsWith('.sh'));
  const sources = Object.fromEntries(names.map((name) => [name, shippedFile('boot', name)]));
  scripts = bakedScripts(sources, (text) => createHash('sha256').update(text, 'utf8').digest('hex'));
  return scripts;
}
