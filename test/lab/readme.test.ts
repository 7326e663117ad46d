import { readFileSync } from 'node:fs';
import path from 'node:path';
import { replayed, replayedElsewhere } from '../contract/support/marathon-scenarios';
import { replayedMesos } from '../contract/support/mesos-scenarios';
import { recordingNames } from '../contract/support/recording';

const text = readFileSync(path.join(__dirname, '..', '..', 'src', 'lab', 'README.md'), 'utf8');

/** The first column of the table with this heading. */
function table(heading: string): readonly string[] {
  const lines = text.split('\n');
  const begin = lines.findIndex((line) => new RegExp(`^\\| ${heading} +\\| about +\\|$`).test(line)) + 2;
  const end = lines.findIndex((line, i) => i > begin && !line.startsWith('|'));
  return lines.slice(begin, end).flatMap((line) => /^\| (\S+) /.exec(line)?.[1] ?? []);
}

describe("the lab's README names the recordings that are replayed", () => {
  test.each([
    ['Marathon', 'marathon', [...replayedElsewhere, ...Object.keys(replayed)]],
    ['Mesos', 'mesos', Object.keys(replayedMesos)],
  ] as const)('%s', (heading, server, names) => {
    expect([...table(heading)].sort()).toEqual([...names].sort());
    expect(recordingNames(server)).toEqual([...names].sort());
  });
});
