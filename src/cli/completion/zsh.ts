import { commandCase, valueCases } from './bash';
import type { CommandNode } from './tree';
import { whereOf, wordsAt } from './words';

/** The function that completes for zsh; as a file `_mesos-spark` in `$fpath` as well. */
export function zshScript(nodes: readonly CommandNode[]): string {
  return `#compdef mesos-spark
# Completion of mesos-spark for zsh, after compinit: source <(mesos-spark completion zsh)
_mesos_spark() {
  local prev=$words[CURRENT-1] where=
  local -a found
  local -i i
  for ((i = 2; i < CURRENT; i++)); do
    case "$where $words[i]" in
      (${commandCase(nodes)}) where="$where $words[i]" ;;
    esac
  done
  case "$where:$prev" in
${valueCases(nodes, (values) => `compadd -- ${values.join(' ')}; return`, '_files; return').replace(/^ {4}'/gm, "    ('")}
  esac
  case "$where" in
${nodes.map((node) => `    ('${whereOf(node.path)}') found=(${wordsAt(node).join(' ')}) ;;`).join('\n')}
  esac
  compadd -a found || _files
}
if [[ $funcstack[1] == _mesos-spark ]]; then
  _mesos_spark "$@"
else
  compdef _mesos_spark mesos-spark
fi
`;
}
