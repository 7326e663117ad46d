import type { CommandNode } from './tree';
import { valuePlaces, whereOf, wordsAt } from './words';

/** The function that completes for bash. */
export function bashScript(nodes: readonly CommandNode[]): string {
  return `# Completion of mesos-spark for bash: source <(mesos-spark completion bash)
_mesos_spark() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" where='' words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$where \${COMP_WORDS[i]}" in
      ${commandCase(nodes)}) where="$where \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$where:$prev" in
${valueCases(nodes, (values) => `words='${values.join(' ')}'`, 'return')}
    *)
      case "$where" in
${nodes.map((node) => `        '${whereOf(node.path)}') words='${wordsAt(node).join(' ')}' ;;`).join('\n')}
      esac
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -o default -F _mesos_spark mesos-spark
`;
}

/** The pattern of every command by what stands before it. */
export function commandCase(nodes: readonly CommandNode[]): string {
  return nodes
    .filter(({ path }) => path.length > 0)
    .map(({ path }) => `'${whereOf(path)}'`)
    .join(' | ');
}

/** One case an option with a value: its words, or the shell's own completion of files. */
export function valueCases(
  nodes: readonly CommandNode[],
  some: (values: readonly string[]) => string,
  any: string,
): string {
  return nodes
    .flatMap(valuePlaces)
    .map(({ where, options, values }) => {
      const pattern = options.map((name) => `'${where}:${name}'`).join(' | ');
      return `    ${pattern}) ${values.length === 0 ? any : some(values)} ;;`;
    })
    .join('\n');
}
