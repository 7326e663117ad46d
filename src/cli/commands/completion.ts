import { Argument, Command } from 'commander';
import { bashScript } from '../completion/bash';
import { fishScript } from '../completion/fish';
import { type CommandNode, commandTree } from '../completion/tree';
import { zshScript } from '../completion/zsh';
import type { CliIo } from '../io';
import type { RegisterVerb, Verb } from '../verb';

const SCRIPTS: Readonly<Record<string, (nodes: readonly CommandNode[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

const HELP = `
bash:  source <(mesos-spark completion bash)      in ~/.bashrc
zsh:   source <(mesos-spark completion zsh)       in ~/.zshrc, after compinit
fish:  mesos-spark completion fish | source       in ~/.config/fish/config.fish
Names of manifests are not completed: that would ask the stores with every key.`;

/** `mesos-spark completion SHELL`. @param verbs all of the program */
export function registerCompletion(verbs: readonly Verb[]): RegisterVerb {
  return (program, io) => {
    program
      .command('completion')
      .description('print what makes bash, zsh or fish complete commands and options')
      .addArgument(new Argument('<shell>', 'which one').choices(Object.keys(SCRIPTS)))
      .addHelpText('after', HELP)
      .action((shell: string) => {
        io.stdout.write(SCRIPTS[shell]?.(commandTree(wholeProgram(verbs, io))) ?? '');
      });
  };
}

function wholeProgram(verbs: readonly Verb[], io: CliIo): Command {
  const program = new Command('mesos-spark')
    .enablePositionalOptions()
    .option('-V, --version', 'output the version number');
  for (const verb of verbs) verb.load()(program, io);
  return program;
}
