import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { Duration } from '../../src/domain/core/duration';
import { JanitorRoom, reading } from './janitor-room';

/** A file or folder, and how many hours ago it was changed and read. */
interface Node {
  readonly changed: number;
  readonly read: number;
  /** A process has it open. */
  readonly open: boolean;
  readonly children?: readonly Node[];
}

interface Top extends Node {
  readonly prefix: string;
}

const LIMIT_HOURS = 24;

/** What the janitor must find: nobody has any of it open, and nothing of it is younger than the limit. */
function goes(top: Top): boolean {
  return /^(blockmgr|spark)-$/.test(top.prefix) && top.children !== undefined && dead(top);
}

function dead({ changed, read, open, children }: Node): boolean {
  if (open || changed < LIMIT_HOURS) return false;
  // Who lists a folder reads it, the janitor too.
  return children === undefined ? read > LIMIT_HOURS : children.every(dead);
}

/** Mostly old, so that enough of the trees are. */
const hours = fc.oneof(
  { weight: 25, arbitrary: fc.integer({ min: 25, max: 900 }) },
  fc.integer({ min: -5, max: 23 }),
);
const leaf: fc.Arbitrary<Node> = fc.record({
  changed: hours,
  read: hours,
  open: fc.integer({ min: 0, max: 20 }).map((n) => n === 0),
});
const folder = (below: fc.Arbitrary<Node>): fc.Arbitrary<Node> =>
  fc
    .tuple(leaf, fc.array(below, { maxLength: 4 }))
    .map(([self, children]) => ({ ...self, open: false, children }));
const tree = folder(fc.oneof(leaf, folder(leaf)));
const top: fc.Arbitrary<Top> = fc
  .tuple(
    fc.oneof({ weight: 5, arbitrary: tree }, leaf),
    fc.constantFrom('blockmgr-', 'blockmgr-', 'spark-', 'spark-', 'block-', 'spark.'),
  )
  .map(([node, prefix]) => ({ ...node, prefix }));

/** Makes it, ages it from the leaves up, and adds what a process shall have open to `open`. */
function make(target: string, node: Node, now: number, open: string[]): void {
  if (node.children === undefined) writeFileSync(target, 'x');
  else mkdirSync(target);
  for (const [i, child] of (node.children ?? []).entries()) make(path.join(target, `${i}`), child, now, open);
  utimesSync(target, now - node.read * 3600, now - node.changed * 3600);
  if (node.open) open.push(target);
}

test('what goes and what stays is what the rule says, whatever lies there', () => {
  fc.assert(
    fc.property(fc.array(top, { minLength: 10, maxLength: 40 }), (tops) => {
      const room = new JanitorRoom({ limit: Duration.hours(LIMIT_HOURS) });
      try {
        const now = Date.now() / 1000;
        const open: string[] = [];
        const name = (one: Top, i: number) => `${one.prefix}${i}`;
        for (const [i, one] of tops.entries()) make(path.join(room.shared, name(one, i)), one, now, open);
        symlinkSync(room.root, path.join(room.shared, 'blockmgr-link'));
        const hold = reading(open);
        const { status, reasons } = room.run('--dry-run', { before: hold });
        const wanted = tops.filter(goes).map((one) => name(one, tops.indexOf(one)));
        const planned = Object.keys(reasons).filter((key) => reasons[key]?.startsWith('go:'));
        expect({ status, planned: planned.sort() }).toEqual({ status: 0, planned: wanted.sort() });

        room.run('', { before: hold });
        const left = [...tops.map(name).filter((one) => !wanted.includes(one)), 'blockmgr-link'];
        expect(room.names()).toEqual(left.sort());
      } finally {
        room.remove();
      }
    }),
    { numRuns: 10 },
  );
}, 120_000);

test('the rule is not empty: trees of both kinds come up', () => {
  const tops = fc.sample(top, { numRuns: 400, seed: 1 });
  const gone = tops.filter(goes).length;
  expect(gone).toBeGreaterThan(40);
  expect(
    tops.filter(({ prefix, children }) => prefix.endsWith('-') && children).length - gone,
  ).toBeGreaterThan(40);
});
