import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const NAME = 'cdktf-mesos-spark';

/** The folder of this package: the same from its sources and from `dist`. */
export function packageRoot(): string {
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    const file = path.join(folder, 'package.json');
    if (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name === NAME) return folder;
    if (path.dirname(folder) === folder) throw new Error(`no package.json of ${NAME} above ${__dirname}`);
  }
}

/** A file that is shipped beside the constructs, such as a boot script. */
export function shippedFile(...parts: readonly string[]): string {
  return readFileSync(path.join(__dirname, ...parts), 'utf8');
}
