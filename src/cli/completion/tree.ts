import type { Argument, Command, Option } from 'commander';
import { CLUSTER_LISTS, KIND_NAMES } from '../reading/kind-names';

/** One command with what may follow it. */
export interface CommandNode {
  /** From the program on, without it: `['operator', 'run']`. */
  readonly path: readonly string[];
  /** Of the commands below. */
  readonly commands: readonly Word[];
  readonly options: readonly OptionNode[];
  /** What an argument may be, where it is one of few words. */
  readonly words: readonly string[];
}

export interface Word {
  readonly name: string;
  readonly description: string;
}

export interface OptionNode extends Word {
  /** `-o`; the name is the long one. */
  readonly short?: string;
  readonly takesValue: boolean;
  /** Empty where it may be anything, such as a file. */
  readonly values: readonly string[];
}

/** Every command of a program, each after the one that it belongs to. */
export function commandTree(command: Command, path: readonly string[] = []): readonly CommandNode[] {
  const below = command.commands.filter((one) => one.name() !== 'help');
  const node: CommandNode = {
    path,
    commands: below.map((one) => ({ name: one.name(), description: one.description() })),
    options: [...command.options.filter(({ hidden }) => !hidden).map(optionNode), HELP],
    words: command.registeredArguments.slice(0, 1).flatMap(wordsOf),
  };
  return [node, ...below.flatMap((one) => commandTree(one, [...path, one.name()]))];
}

const HELP: OptionNode = {
  name: '--help',
  short: '-h',
  description: 'display help for command',
  takesValue: false,
  values: [],
};

function optionNode(option: Option): OptionNode {
  const { long, short, description, argChoices, required, optional } = option;
  return {
    name: long ?? short ?? '',
    ...(long && short ? { short } : {}),
    description,
    takesValue: required || optional,
    values: argChoices ?? [],
  };
}

/** Kinds are read by parsers of their own, which commander knows no choices of. */
const BY_NAME: Readonly<Record<string, readonly string[]>> = {
  kind: ['all', ...CLUSTER_LISTS, ...KIND_NAMES],
  field: KIND_NAMES,
};

function wordsOf(argument: Argument): readonly string[] {
  return argument.argChoices ?? BY_NAME[argument.name()] ?? [];
}
