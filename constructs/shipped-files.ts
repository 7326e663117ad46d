import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

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
