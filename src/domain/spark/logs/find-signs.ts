import { SIGNS } from './catalogue';
import { type LogLine, readLogLine } from './log-line';
import type { Sign, SignText } from './sign';

/** A sign in a line. */
export interface Finding {
  readonly sign: Sign;
  /** By the names of the pattern's groups; undefined where the line has none of that name. */
  readonly values: Readonly<Record<string, string | undefined>>;
}

/** What a line says. */
export interface LineReading {
  /** Undefined where the line has no head. */
  readonly logger?: string;
  /** In the catalogue's order. */
  readonly findings: readonly Finding[];
}

/** No Spark line: of an event log, say. */
const BRACE = 123;
const TAB = 9;

const NOTHING: readonly Finding[] = [];
const NONE: Finding['values'] = {};
const SILENT: LineReading = { findings: NOTHING };

const EVERY = flat(SIGNS);
const ANYWHERE = flat(SIGNS.filter(({ loggers }) => loggers === undefined));
const BY_LOGGER = byLogger();

/** What one line says; most say nothing. */
export function findSigns(line: string): LineReading {
  const first = line.charCodeAt(0);
  if (first === TAB || first === BRACE || line === '') return SILENT;
  const read = readLogLine(line);
  if (read === undefined) return { findings: among(EVERY, line) };
  const own = BY_LOGGER.get(read.logger);
  const findings = own === undefined ? NOTHING : among(own, read.message);
  if (isQuiet(read)) return { logger: read.logger, findings };
  const more = among(ANYWHERE, read.message);
  return { logger: read.logger, findings: more.length === 0 ? findings : [...findings, ...more] };
}

/** Exceptions come with a warning or an error. */
function isQuiet({ level }: LogLine): boolean {
  return level === 'INFO' || level === 'DEBUG' || level === 'TRACE';
}

type Wording = readonly [sign: Sign, text: SignText];

function flat(signs: readonly Sign[]): readonly Wording[] {
  return signs.flatMap((sign) => sign.texts.map((text): Wording => [sign, text]));
}

function byLogger(): ReadonlyMap<string, readonly Wording[]> {
  const found = new Map<string, Wording[]>();
  for (const wording of EVERY) {
    for (const logger of wording[0].loggers ?? []) {
      const known = found.get(logger);
      if (known) known.push(wording);
      else found.set(logger, [wording]);
    }
  }
  return found;
}

function among(wordings: readonly Wording[], text: string): readonly Finding[] {
  let findings: Finding[] | undefined;
  for (const [sign, { needle, pattern }] of wordings) {
    if (!text.includes(needle)) continue;
    const match = pattern.exec(text);
    if (!match || findings?.some((one) => one.sign === sign)) continue;
    findings ??= [];
    findings.push({ sign, values: match.groups ?? NONE });
  }
  return findings ?? NOTHING;
}
