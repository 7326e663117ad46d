import type { FrameworkView } from '../operator/ports';
import { Breath } from './breath';
import { memberNames } from './json-bytes';
import { JsonRow } from './json-row';
import { walkItems, walkMembers } from './json-walk';
import { type Fields, isFields, UnexpectedAnswer } from './shape';

const ANSWER = memberNames('get_frameworks');
const LISTS = memberNames('frameworks', 'recovered_frameworks');
const ROW = ['framework_info', 'connected'] as const;
const INFO = ['id', 'name', 'webui_url'] as const;

/**
 * Reads the answer of GET_FRAMEWORKS: those that are registered, and those that are known from agents after a
 * failover and are not back yet, for their executors run. Mesos leaves an empty list out.
 * @throws SyntaxError or UnexpectedAnswer where it is not a whole answer
 */
export async function readFrameworks(bytes: Buffer): Promise<readonly FrameworkView[]> {
  const breath = new Breath();
  const row = new JsonRow(bytes, ROW, 'frameworks');
  const recovered = new JsonRow(bytes, INFO, 'recovered_frameworks');
  const found: FrameworkView[] = [];
  let complete = false;
  await walkMembers(bytes, 0, ANSWER, breath, (_, answer) => {
    complete = true;
    return walkMembers(bytes, answer, LISTS, breath, (name, list) =>
      walkItems(bytes, list, breath, (item) => {
        if (name === 'frameworks') {
          const end = row.read(item);
          const connected = row.has('connected') ? { connected: row.flag('connected') } : {};
          const where = 'frameworks[].framework_info';
          found.push({ ...frameworkOf(row.fields('framework_info'), where), ...connected });
          return end;
        }
        const end = recovered.read(item);
        const webui_url = recovered.has('webui_url') ? recovered.value('webui_url') : undefined;
        const info = { id: recovered.value('id'), name: recovered.value('name'), webui_url };
        found.push(frameworkOf(info, 'recovered_frameworks[]'));
        return end;
      }),
    );
  });
  if (!complete) throw new UnexpectedAnswer('get_frameworks', undefined, 'lists of frameworks');
  return found;
}

function frameworkOf({ id, name, webui_url: url }: Fields, where: string): FrameworkView {
  const value = isFields(id) ? id['value'] : undefined;
  if (typeof value !== 'string' || value === '')
    throw new UnexpectedAnswer(`${where}.id.value`, value, 'an id');
  if (typeof name !== 'string') throw new UnexpectedAnswer(`${where}.name`, name, 'a name');
  if (url !== undefined && typeof url !== 'string') {
    throw new UnexpectedAnswer(`${where}.webui_url`, url, 'a URL');
  }
  return { id: value, name, ...(url ? { webUiUrl: url } : {}) };
}
