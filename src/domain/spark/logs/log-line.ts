/** What log4j wrote of one event, apart. */
export interface LogLine {
  readonly level: string;
  /** The class that logs, without its packages and without what is nested in it: `BlockManager`. */
  readonly logger: string;
  readonly message: string;
}

/**
 * Splits a line at its head. Spark's own layout is `yy/MM/dd HH:mm:ss LEVEL logger: message` in every version
 * (conf/log4j.properties.template 2.2 to 3.2, log4j2-defaults.properties 3.3 to 3.5); the logger is a class with
 * one, some or all of its packages. Layouts of one's own are read where level and logger follow each other.
 *
 * @returns undefined for a line without a head, such as those of an exception
 */
export function readLogLine(line: string): LogLine | undefined {
  const text = afterBar(line);
  return ofSpark(text) ?? ofOthers(text);
}

const HEAD = /\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d\S* [A-Z]+ /;

/** A shell draws its progress at the start of the line that the log goes on with: `[Stage 3:>  (0 + 1) / 4]`. */
function afterBar(line: string): string {
  const first = line.charCodeAt(0);
  if (first !== CR && first !== BRACKET) return line;
  const at = line.search(HEAD);
  return at < 0 ? line : line.slice(at);
}

const SLASH = 47;
const SPACE = 32;
const COLON = 58;
const CR = 13;
const BRACKET = 91;

/** By positions: this runs for each of millions of lines. */
function ofSpark(line: string): LogLine | undefined {
  const isSpark =
    line.charCodeAt(2) === SLASH &&
    line.charCodeAt(5) === SLASH &&
    line.charCodeAt(8) === SPACE &&
    line.charCodeAt(11) === COLON;
  if (!isSpark) return undefined;
  const space = line.indexOf(' ', 15);
  let start = line.indexOf(' ', space + 1);
  const end = line.indexOf(': ', start + 1);
  if (space < 0 || start < 0 || end < 0) return undefined;
  const level = line.slice(space + 1, start);
  // Levels are padded in some layouts.
  while (line.charCodeAt(start + 1) === SPACE) start++;
  const name = line.slice(start + 1, end);
  const logger = SHORT.get(name) ?? remember(name);
  return logger === '' ? undefined : { level, logger, message: line.slice(end + 2) };
}

const OTHER =
  /^.{0,80}?\b(?<level>TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\]?\s+(?:\[[^\]]*\]\s+)?(?<logger>[A-Za-z_][\w.$]*)(?:\([^)]*\)|:\d+)?(?::| -) (?<message>.*)$/;

function ofOthers(line: string): LogLine | undefined {
  // Frames of a stack begin with space; there are many of them.
  if (line.charCodeAt(0) === 9 || line.charCodeAt(0) === SPACE) return undefined;
  const found = OTHER.exec(line)?.groups;
  if (!found) return undefined;
  const { level = '', logger = '', message = '' } = found;
  return { level, logger: shortName(logger), message };
}

/** `CoarseGrainedSchedulerBackend` of `o.a.s.s.cluster.CoarseGrainedSchedulerBackend$DriverEndpoint`. */
function shortName(name: string): string {
  const last = name.slice(name.lastIndexOf('.') + 1);
  const nested = last.indexOf('$');
  return nested > 0 ? last.slice(0, nested) : last;
}

/** Names as they were seen, with what they are in short; empty for what is no name. */
const SHORT = new Map<string, string>();
/** Spark and its libraries have some thousands of classes. */
const NAMES = 10_000;

function remember(name: string): string {
  const short = /^\S+$/.test(name) ? shortName(name) : '';
  if (SHORT.size < NAMES) SHORT.set(name, short);
  return short;
}
