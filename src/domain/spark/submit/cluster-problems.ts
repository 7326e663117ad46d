import { type Problem, shown } from '../../core/problem';
import { sortedEntries } from '../../render/unwritable';
import type { SubmitRequest } from './request';
import { wordText } from './word';

/** What a shell does something with, and the dispatcher does not quote. */
const UNQUOTED = /[\t\n\r]|[{].*(,|\.\.).*[}]/s;
/** If one of these is there, the dispatcher puts the value in double quotes, which keep the others, too. */
const QUOTES = /[ '<>&|?*;!#\\()"$`]/;

/**
 * The dispatcher writes the driver's command as a line for a shell, and not all of it is quoted
 * (`MesosClusterScheduler.getDriverCommandValue` and `shellEscape`; run on 2.2.3, 2.4.8 and 3.5.9).
 */
export function clusterProblems(
  request: SubmitRequest,
  properties: Readonly<Record<string, string>>,
): readonly Problem[] {
  if (request.target.is !== 'cluster') return [];
  return [
    ...sortedEntries(properties).flatMap(([key, value]) => valueProblems(`properties[${shown(key)}]`, value)),
    ...(request.name === undefined ? [] : valueProblems('name', request.name)),
    ...(request.program.args ?? []).flatMap(argumentProblems),
    ...fileNameProblems(request),
    ...droppedJars(request),
  ];
}

function valueProblems(at: string, value: string): readonly Problem[] {
  const line = /[\n\r]/.test(value);
  if (!line && (!UNQUOTED.test(value) || QUOTES.test(value))) return [];
  return [
    {
      at,
      found: shown(value),
      wanted: 'one line without tabs and braces in cluster mode',
      fix: 'the dispatcher puts it unquoted into a shell command',
    },
  ];
}

/** The dispatcher of 3.5 quotes what is quoted once more, unless there is something between the quotes. */
function argumentProblems(arg: string, i: number): readonly Problem[] {
  if (arg !== '') return [];
  return [
    {
      at: `args[${i}]`,
      found: shown(arg),
      wanted: 'a text that a dispatcher can pass on',
      fix: 'in cluster mode an empty one is lost on its way to the driver',
    },
  ];
}

/** The name of the fetched file stands in the shell command as it is. */
function fileNameProblems({ program }: SubmitRequest): readonly Problem[] {
  if (program.is !== 'application') return [];
  const text = wordText(program.resource);
  const name = text.split('/').at(-1) ?? '';
  if (/^[\w.+%@-]+$/.test(name)) return [];
  return [
    {
      at: 'resource',
      found: shown(text),
      wanted: 'a URI that ends with a plain file name in cluster mode, without a query',
      fix: 'the dispatcher puts the name unquoted into a shell command',
    },
  ];
}

/** `MesosClusterScheduler.generateCmdOption` leaves spark.jars out of the driver's command. */
function droppedJars(request: SubmitRequest): readonly Problem[] {
  const said = request.jars?.length ?? 0;
  if (said === 0 && !('spark.jars' in (request.properties ?? {}))) return [];
  return [
    {
      at: said > 0 ? 'jars' : 'properties["spark.jars"]',
      found: 'extra jars in cluster mode',
      wanted: 'one jar with everything, or --packages, or spark.mesos.uris with extraClassPath',
      fix: 'the dispatcher drops them without a word',
    },
  ];
}
