import type { CommandNode, OptionNode } from './tree';
import { whereOf } from './words';

/** The lines that complete for fish. */
export function fishScript(nodes: readonly CommandNode[]): string {
  const paths = nodes.filter(({ path }) => path.length > 0).map(({ path }) => quoted(whereOf(path)));
  return `# Completion of mesos-spark for fish: mesos-spark completion fish | source
function __mesos_spark_at
    set -l where ''
    for word in (commandline -opc)[2..-1]
        if contains -- "$where $word" ${paths.join(' ')}
            set where "$where $word"
        end
    end
    test "$where" = "$argv[1]"
end
complete -c mesos-spark -e
${nodes.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ path, commands, options, words }: CommandNode): readonly string[] {
  const head = `complete -c mesos-spark -n ${quoted(`__mesos_spark_at ${quoted(whereOf(path))}`)}`;
  return [
    ...commands.map(({ name, description }) => `${head} -f -a ${name} -d ${quoted(description)}`),
    ...(words.length === 0 ? [] : [`${head} -f -a ${quoted(words.join(' '))}`]),
    ...options.map((option) => `${head} ${optionText(option)}`),
  ];
}

function optionText({ name, short, description, takesValue, values }: OptionNode): string {
  const parts = [
    `-l ${name.replace(/^--/, '')}`,
    ...(short === undefined ? [] : [`-s ${short.replace(/^-/, '')}`]),
    ...(takesValue ? [values.length === 0 ? '-r' : `-x -a ${quoted(values.join(' '))}`] : []),
    `-d ${quoted(description)}`,
  ];
  return parts.join(' ');
}

/** In single quotes fish knows two escapes. */
const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
