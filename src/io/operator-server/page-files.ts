import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

type Texts = Readonly<Record<string, string>>;

/** The build puts the files into the bundle in place of this name: a bundle has no files beside it. */
declare const MESOS_SPARK_STATUS_PAGE: Texts | undefined;

/** The texts of the status page by name: what the bundle carries, else the files of the package. */
export function pageFiles(): Texts {
  if (typeof MESOS_SPARK_STATUS_PAGE !== 'undefined') return MESOS_SPARK_STATUS_PAGE;
  const folder = path.join(__dirname, 'page');
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}
