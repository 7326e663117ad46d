import type { MarathonApp } from '../operator/ports';
import { Breath } from './breath';
import { memberNames } from './json-bytes';
import { walkItems, walkMembers } from './json-walk';
import { readAppAt } from './marathon-app';
import { UnexpectedAnswer } from './shape';

const ANSWER = memberNames('apps');

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
      const { app, end } = await readAppAt(bytes, item, breath, `apps[${apps.length}]`);
      apps.push(app);
      return end;
    });
  });
  if (!complete) throw new UnexpectedAnswer('apps', undefined, 'a list of apps');
  return apps;
}
