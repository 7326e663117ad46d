import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'cdktf';
import { parse, stringify } from 'yaml';
import { type SynthesizedStack, synthesizeStack } from '../../constructs/testing';
import { attempt, problemText } from '../../src/domain/core/problem';
import { parseSettings, type Settings } from '../../stacks/settings';
import { ShuffleStack } from '../../stacks/shuffle-stack';

// biome-ignore lint/suspicious/noExplicitAny: the tests write wrong things into it on purpose
export type Tree = Record<string, any>;
export type Change = (settings: Tree) => void;

/** An example of the ready-made stack, changed, with a program that is not built. */
export class SettingsStack {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'settings-stack-'));
  private readonly text: string;
  readonly bundle = path.join(this.folder, 'mesos-spark.cjs');

  /** @param example of `stacks/examples` */
  constructor(example: string) {
    this.text = readFileSync(path.join(__dirname, '../../stacks/examples', example), 'utf8');
    writeFileSync(this.bundle, 'console.log("operator");\n');
  }

  settings(change: Change = () => undefined): Settings {
    const settings: Tree = parse(this.text);
    settings['operator'].bundle = this.bundle;
    change(settings);
    for (const one of Object.values<Tree>(settings['sparkClients'] ?? {})) one['bundle'] ??= this.bundle;
    return parseSettings(stringify(settings, { aliasDuplicateObjects: false }));
  }

  synthesized(change?: Change): SynthesizedStack {
    return synthesizeStack(new ShuffleStack(new App(), this.settings(change)));
  }

  /** What is refused, one problem a line. */
  refused(change: Change): readonly string[] {
    const made = attempt(() => this.synthesized(change));
    return 'value' in made ? [] : made.problems.map(problemText);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
