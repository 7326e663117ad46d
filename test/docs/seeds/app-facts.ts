import { shellQuote } from '../../../src/domain/render/shell-quote';
import { facts, ranBy } from '../seed-blocks';
import { type Facts, leaves } from './difference';

const STARTERS = ['start-mesos-shuffle-service.sh', 'spark-class', 'spark-submit'];
/** What a command runs besides; it is written down and not run. */
const OTHERS = ['rm', 'find', 'tail'];
const SHARED = '/var/lib/tmp/spark';
const OPTIONS = 'SPARK_SHUFFLE_OPTS';

export type App = Readonly<Record<string, unknown>> & {
  readonly cmd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly portDefinitions?: readonly { readonly port?: number }[];
};

/** An app or job field by field, its command by what a shell makes of it, options of Java one by one. */
export function appFacts(app: App): Facts {
  const { cmd, env = {}, ...rest } = app;
  const { [OPTIONS]: _, ...variables } = env;
  return {
    ...commandFacts(app),
    ...leaves({ ...rest, ...(Object.keys(variables).length === 0 ? {} : { env: variables }) }),
  };
}

/** A program in a folder needs to lie there. */
function inPlace(cmd: string): string {
  const programs = [
    ...cmd.matchAll(/([\w./-]+\/)(start-mesos-shuffle-service\.sh|spark-class|spark-submit)/g),
  ];
  return programs
    .map(([, found = '', name]) => [found.replace(/^MESOS_SANDBOX\//, ''), name])
    .map(
      ([folder, name]) =>
        `mkdir -p "$MESOS_SANDBOX/${folder}" && cp "$(command -v ${name})" "$MESOS_SANDBOX/${folder}"`,
    )
    .join('\n');
}

function commandFacts({ cmd, env = {}, portDefinitions }: App): Facts {
  const given = {
    ...env,
    // As Marathon gives it; the id as a text, for it is another one each time.
    PORT0: `${portDefinitions?.[0]?.port ?? ''}`,
    MESOS_TASK_ID: '$MESOS_TASK_ID',
  };
  const exports = Object.entries(given)
    .filter(([name]) => name !== 'PATH')
    .map(([name, value]) => `export ${name}=${shellQuote(value)}`);
  // Absolute folders lie below the sandbox here.
  const here = cmd
    .replaceAll(SHARED, '$MESOS_SANDBOX/shared')
    .replaceAll('/opt/spark/', '$MESOS_SANDBOX/opt/spark/');
  const script = [
    ...exports,
    'mkdir -p "$MESOS_SANDBOX/shared" "$MESOS_SANDBOX/opt/spark/logs"',
    inPlace(cmd),
    here,
  ];
  const runs = ranBy(script.join('\n'), [...STARTERS, ...OTHERS], [OPTIONS]).map((words) =>
    words.map((word) =>
      word.replace(/\/\S*\/seed-\w+\/shared/g, SHARED).replace(/\/\S*\/seed-\w+/g, '$MESOS_SANDBOX'),
    ),
  );
  return Object.assign({}, ...runs.map((words) => runFacts(words)));
}

function runFacts(words: readonly string[]): Facts {
  const [program = '', ...rest] = words.slice(0, -1);
  const options = (words.at(-1) ?? '').slice(OPTIONS.length + 1);
  if (!STARTERS.includes(program)) return { [`cmd ${[program, ...rest].join(' ')}`]: 'runs' };
  if (program === 'spark-submit') return named('cmd spark-submit', facts(rest));
  const java = options.split(/\s+/).filter(Boolean);
  const pairs = java.map((word) => /^([^=]+)(?:=(.*))?$/.exec(word) ?? []);
  const all = program === 'spark-class' ? [program, ...rest].join(' ') : program;
  return {
    'cmd starts': all,
    ...(program === 'spark-class' ? {} : confOf(rest)),
    ...Object.fromEntries(pairs.map(([, name = '', value = 'set']) => [`env.${OPTIONS} ${name}`, value])),
  };
}

function confOf(words: readonly string[]): Facts {
  const { file: _, args: _a, ...conf } = facts(words);
  return named('cmd --conf', conf);
}

const named = (name: string, found: Facts): Facts =>
  Object.fromEntries(Object.entries(found).map(([key, value]) => [`${name} ${key}`, value]));
