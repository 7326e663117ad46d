import { runHere } from '../cli/buffer-io';
import { differences, ranBy } from '../docs/seed-blocks';
import { rows, VERSION } from '../docs/seed-rows';
import { piece } from '../docs/seeds/pieces';
import { bareEnvironment, sparkHome, understoodBy } from './support/spark-submit';

jest.setTimeout(120_000);

/** The last with the options of Spark 2.2, which the documents speak of. */
const home = sparkHome('2.2.3');

/** As the rows name them; whatever else Spark prints has a name of its own. */
const NAMES: Readonly<Record<string, string>> = { deployMode: '--deploy-mode', master: '--master' };

/** Everything that Spark itself has parsed, by its own words. */
async function parsedBySpark(words: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const argv = [`${home}/bin/spark-submit`, '--verbose', ...words];
  const { fields, output } = await understoodBy(argv, bareEnvironment(home));
  const used = /Spark properties used, [\s\S]*? properties file null:\n([\s\S]*?)\n\s*\n/.exec(output)?.[1];
  const properties = [...(used ?? '').matchAll(/^ {2}\(([\w.]+),(.*)\)$/gm)].map(
    ([, name = '', value = '']) => [name, value],
  );
  const given = Object.entries(fields)
    .filter(([, value]) => value !== 'null')
    // A path is taken from where it was started.
    .map(([name, value]) => [NAMES[name] ?? name, value.replace(/^file:.*\//, 'file:')]);
  return Object.fromEntries([...given, ...properties]);
}

test.each(rows)(
  "a real spark-submit parses the document's $id and ours, and they differ as listed",
  async (row) => {
    const { id, ours, differs } = row;
    const [theirs = []] = ranBy(piece(id), ['spark-submit']);
    const at = ours.indexOf('--class');
    const { stdout } = await runHere([
      'submit',
      ...VERSION,
      ...ours.slice(0, at),
      '-o',
      'json',
      ...ours.slice(at),
    ]);
    const { argv } = JSON.parse(stdout) as { readonly argv: readonly string[] };
    const [left, right] = [await parsedBySpark(theirs.slice(1)), await parsedBySpark(argv.slice(1))];
    const file = id === '004[2]' ? /^file:test_cassspark/ : /spark-examples/;
    for (const side of [left, right]) {
      expect(side).toMatchObject({
        mainClass: expect.any(String),
        primaryResource: expect.stringMatching(file),
      });
    }
    expect(differences(left, right)).toEqual(Object.keys(differs).sort());
  },
);
