// The Node that runs cdktf's command line. It drives Terraform through a native module that comes built for
// some versions of Node only (not for 24, and on arm64 Linux not for 22), and no install script may build it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { otherNode } from './other-node.mjs';
import { Refusal, root } from './run.mjs';

/** Majors of Node and the number of their binary interface, the ones that we would rather have first. */
const BUILT_FOR = [
  ['22', '127'],
  ['20', '115'],
];

/** Our own Node where the module is built for it, else one of the others. */
export async function cdktfNode() {
  const folder = join(root, 'node_modules/@cdktf/node-pty-prebuilt-multiarch');
  if (existsSync(join(folder, 'build/Release/pty.node'))) return process.execPath;
  const built = (abi) =>
    existsSync(join(folder, 'prebuilds', `${process.platform}-${process.arch}`, `node.abi${abi}.node`));
  if (built(process.versions.modules)) return process.execPath;
  const other = BUILT_FOR.find(([, abi]) => built(abi));
  if (other !== undefined) return otherNode(other[0]);
  throw new Refusal(
    `cdktf: found its terminal module built for no Node on ${process.platform}-${process.arch}, wanted it for one; ` +
      'build it with `npm rebuild --ignore-scripts=false @cdktf/node-pty-prebuilt-multiarch`',
  );
}
