import { readShellCommands } from '../../render/shell-reader';
import { SERVICE_CLASS } from '../service-command';

/** What the command of a hand-made shuffle service does. */
export interface Start {
  /** `script`: Spark's `start-mesos-shuffle-service.sh`. `class`: `spark-class` with the service's class. */
  readonly by: 'script' | 'class';
  /** The folder that holds `bin` and `sbin`, as it is written. */
  readonly home: string;
  /** The start takes the shell's place, or is the whole command: TERM reaches it. */
  readonly execs: boolean;
  /** Commands that delete files, as they are written. */
  readonly wipes: readonly string[];
  /** Commands behind the start that only keep the task alive. */
  readonly follows: readonly string[];
  /** `--conf` pairs behind the start, which nothing reads. */
  readonly ignored: Readonly<Record<string, string>>;
  /** Whether the command takes the port that Marathon hands over. */
  readonly takesPort: boolean;
}

const SCRIPT = /^(.*?)\/?sbin\/start-mesos-shuffle-service\.sh$/;
const CLASS = /^(.*?)\/?bin\/spark-class$/;

/** Undefined where the command starts no shuffle service. */
export function startOf(cmd: string): Start | undefined {
  const commands = readShellCommands(cmd);
  for (const [i, command] of commands.entries()) {
    const found = startIn(command);
    if (!found) continue;
    const others = commands.filter((_, at) => at !== i);
    return {
      ...found,
      execs: command[0] === 'exec' || others.length === 0,
      wipes: textsOf(others, (words) => words.includes('rm') || words.includes('-delete')),
      follows: textsOf(commands.slice(i + 1), (words) => words.includes('tail') || words[0] === 'sleep'),
      takesPort: /spark\.shuffle\.service\.port=["']?\$\{?PORT0?\b/.test(cmd),
    };
  }
  return undefined;
}

function startIn(words: readonly string[]): Pick<Start, 'by' | 'home' | 'ignored'> | undefined {
  for (const [i, word] of words.entries()) {
    const script = SCRIPT.exec(word);
    const ofClass = words.includes(SERVICE_CLASS) ? CLASS.exec(word) : undefined;
    const found = script ?? ofClass;
    if (!found) continue;
    const home = (found[1] ?? '').replace(/^\.\//, '').replace(/^\$\{?MESOS_SANDBOX\}?\//, '');
    return { by: script ? 'script' : 'class', home, ignored: pairsOf(words.slice(i + 1)) };
  }
  return undefined;
}

function pairsOf(words: readonly string[]): Readonly<Record<string, string>> {
  const pairs = words.flatMap((word, i) => {
    if (word === '--conf') return words[i + 1] ?? [];
    return word.startsWith('--conf=') ? word.slice('--conf='.length) : [];
  });
  return Object.fromEntries(pairs.map((pair) => [pair.replace(/=.*$/s, ''), pair.replace(/^[^=]*=?/, '')]));
}

const textsOf = (
  commands: readonly (readonly string[])[],
  wanted: (words: readonly string[]) => boolean,
): readonly string[] => commands.filter(wanted).map((words) => words.join(' '));
