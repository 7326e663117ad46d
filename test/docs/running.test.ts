import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runHere } from '../cli/buffer-io';
import { ranBy } from './seed-blocks';

const FOLDER = path.join(__dirname, '../../docs/running');
const PAGES = readdirSync(FOLDER).sort();
const read = (page: string) => readFileSync(path.join(FOLDER, page), 'utf8');
const examples = (page: string) =>
  [...read(page).matchAll(/^```sh\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');

/** These begin with something else: the last ones with constructs, see running-declared.test.ts. */
const OTHERS = [
  'edge-nodes.md',
  'marathon-docker-job.md',
  'marathon-job.md',
  'metronome-job.md',
  'through-a-dispatcher.md',
];

test.each(PAGES.filter((page) => !OTHERS.includes(page)))(
  'the first example of %s prints what the page says',
  async (page) => {
    const [command = '', printed] = examples(page);
    const [words = []] = ranBy(command, ['mesos-spark']);
    const { code, stdout, stderr } = await runHere(words.slice(1));
    expect([code, stdout]).toEqual([0, printed]);
    expect(stderr).not.toContain('totalExecutorCores');
  },
);

test('docs/submit.md names every page, and only pages', () => {
  const text = readFileSync(path.join(FOLDER, '../submit.md'), 'utf8');
  const named = [...text.matchAll(/\(running\/([\w-]+\.md)\)/g)].map((match) => match[1]);
  expect(named.sort()).toEqual(PAGES);
});
