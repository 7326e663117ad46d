import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

type Scripts = Readonly<Record<string, string>>;

/** The build puts the scripts into the bundle in place of this name: a bundle has no files beside it. */
declare const MESOS_SPARK_BOOT_SCRIPTS: Scripts | undefined;

/** The texts of the boot scripts by name: what the bundle carries, else the files of the package. */
export function bootScripts(): Scripts {
  if (typeof MESOS_SPARK_BOOT_SCRIPTS !== 'undefined') return MESOS_SPARK_BOOT_SCRIPTS;
  const folder = path.join(__dirname, '../../constructs/boot');
  const names = readdirSync(folder).filter((name) => name.endsWith('.sh'));
  return Object.fromEntries(
    names.sort().map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]),
  );
}
