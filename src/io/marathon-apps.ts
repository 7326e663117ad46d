import type { MarathonApp } from '../operator/ports';
import { Breath } from './breath';
import { memberNames, skipValue } from './json-bytes';
import { walkItems, walkMembers } from './json-walk';
import { readApp } from './marathon-app';
import { UnexpectedAnswer } from './shape';

const ANSWER = memberNames('apps');
const HEAD = Buffer.from('{"app":');
const TAIL = Buffer.from('}');

/**
 * Reads the answer of `GET /v2/apps` with its tasks, one app after the other.
 * @throws Error where it is not whole or names no apps at all: that is not the same as none
 */
export async function readApps(bytes: Buffer): Promise<readonly MarathonApp[]> {
  const breath = new Breath();
  const apps: MarathonApp[] = [];
  let complete = false;
  await walkMembers(bytes, 0, ANSWER, breath, (_, list) => {
    complete = true;
    return walkItems(bytes, list, breath, async (item) => {
      const end = skipValue(bytes, item);
      apps.push(await readApp(Buffer.concat([HEAD, bytes.subarray(item, end), TAIL])));
      return end;
    });
  });
  if (!complete) throw new UnexpectedAnswer('apps', undefined, 'a list of apps');
  return apps;
}
