import type { MarathonApp } from '../operator/ports';
import { eachItem, eachMember, memberNames, skipValue } from './json-bytes';
import { appOf } from './marathon-json';
import { readApp } from './marathon-tasks';

const ANSWER = memberNames('apps');
const HEAD = Buffer.from('{"app":');
const TAIL = Buffer.from('}');

/**
 * Reads the answer of `GET /v2/apps` with its tasks, one app after the other.
 * @throws Error where it is not whole or names no apps at all: that is not the same as none
 */
export function readApps(bytes: Buffer): readonly MarathonApp[] {
  let apps: MarathonApp[] | undefined;
  eachMember(bytes, 0, ANSWER, {
    visit: (_, at) => {
      const found: MarathonApp[] = [];
      apps = found;
      return eachItem(bytes, at, (item) => {
        const end = skipValue(bytes, item);
        const { app, tasks } = readApp(Buffer.concat([HEAD, bytes.subarray(item, end), TAIL]));
        found.push(appOf(app, tasks));
        return end;
      });
    },
  });
  if (!apps) throw new Error("Marathon's answer lacks its apps");
  return apps;
}
