import { ranBy } from '../seed-blocks';
import { type Row, rows } from '../seed-rows';
import { matchesPart } from './page';
import { piece } from './pieces';

const code = (words: readonly string[]) => `\`${words.join(' ')}\``;

function rowText({ id, ours, differs }: Row): string {
  const [theirs = []] = ranBy(piece(id), ['spark-submit']);
  expect(theirs[0]).toBe('spark-submit');
  const why = Object.entries(differs).map(([what, reason]) => `\`${what}\`: ${reason}`);
  return `| ${code(theirs)} | ${code(['mesos-spark', 'submit', ...ours])} | ${why.join('; ') || 'nothing'} |`;
}

// That each differs in nothing else is held by seed-commands.test.ts, from the same rows.
test.each(['002', '004'])('%s submits are those of the page', (seed) => {
  const own = rows.filter(({ id }) => id.startsWith(seed));
  expect(own.length).toBeGreaterThan(0);
  const lines = ['| you had | now | what differs |', '|---|---|---|', ...own.map(rowText)];
  matchesPart(`${seed} submits`, `${lines.join('\n')}\n`);
});
