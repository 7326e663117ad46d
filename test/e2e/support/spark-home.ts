import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';

/** A home of Spark of one's own, by links: executors of local-cluster write where Spark lies, which others use, too. */
export function writableHome(spark: string, home: string): string {
  mkdirSync(home, { recursive: true });
  for (const name of readdirSync(spark)) symlinkSync(path.join(spark, name), path.join(home, name));
  return home;
}
