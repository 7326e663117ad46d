import { DOMParser, type Element } from '@xmldom/xmldom';
import type { DispatcherUi, DispatcherView } from '../operator/ports';
import type { HttpClient } from './http';
import { answerText } from './http-answer';
import { UnexpectedAnswer } from './shape';

/** The first page of a dispatcher (MesosClusterPage.scala; the same in 2.2 to 3.5): its REST API shows no queue. */
export function dispatcherUiOverHttp(client: HttpClient): DispatcherUi {
  return {
    view: async () => {
      const answer = await client.request({ method: 'GET', path: '/', large: true });
      if (answer.status !== 200) {
        throw new Error(`${answer.url}: the dispatcher answered ${answer.status}: ${answerText(answer)}`);
      }
      return dispatcherView(answer.body.toString('utf8'), answer.url);
    },
  };
}

const HEADINGS = {
  queued: 'Queued Drivers:',
  launched: 'Launched Drivers:',
  retrying: 'Supervise drivers waiting for retry:',
} as const;

/**
 * Spark writes its pages as XML that is well-formed.
 * @throws Error where it is another page, or not a whole one
 */
export function dispatcherView(page: string, url: string): DispatcherView {
  const root = parsed(page, url);
  const text = /Mesos Framework ID:\s*(\S*)/.exec(textOf(elements(root, 'p').find(isOfFramework)))?.[1];
  if (text === undefined) throw new UnexpectedAnswer(url, undefined, 'the page of a Spark dispatcher');
  return {
    frameworkId: text,
    queued: idsUnder(root, HEADINGS.queued, url),
    launched: idsUnder(root, HEADINGS.launched, url),
    retrying: idsUnder(root, HEADINGS.retrying, url),
  };
}

function parsed(page: string, url: string): Element {
  const parser = new DOMParser({
    onError: (level, message) => {
      if (level !== 'warning') throw new Error(`${url}: no page of Spark: ${message.split('\n')[0]}`);
    },
  });
  const root = parser.parseFromString(page, 'text/xml').documentElement;
  if (!root) throw new UnexpectedAnswer(url, undefined, 'a page of Spark');
  return root;
}

/** The first column of the table that follows the heading. */
function idsUnder(root: Element, heading: string, url: string): readonly string[] {
  const all = elements(root, '*');
  const at = all.findIndex((one) => one.nodeName === 'h4' && textOf(one).trim() === heading);
  const table = all.slice(at + 1).find(({ nodeName }) => nodeName === 'table');
  if (at === -1 || !table) throw new UnexpectedAnswer(url, undefined, `a table under "${heading}"`);
  return elements(table, 'tr').flatMap((row) => {
    const [first] = elements(row, 'td');
    return first ? [textOf(first).trim()] : [];
  });
}

const elements = (root: Element, name: string): readonly Element[] =>
  Array.from(root.getElementsByTagName(name));
const textOf = (element: Element | undefined) => element?.textContent ?? '';
const isOfFramework = (element: Element) => textOf(element).includes('Mesos Framework ID:');
