/** What an error answer may repeat of the request that it answers. */
export interface Sent {
  readonly json?: unknown;
  /** Values of the headers. */
  readonly authorization?: string;
  readonly cookie?: string;
}

export const NOT_SHOWN = '(not shown)';

/** Fields of an app in which nobody keeps a secret, and which a message is of no use without. */
const HARMLESS =
  /^(id|instances|role|acceptedResourceRoles|constraints|cpus|mem|disk|gpus|dependencies|killSelection|networks|portDefinitions|requirePorts|unreachableStrategy|upgradeStrategy|healthChecks\.(protocol|portIndex|port|\w+Seconds|maxConsecutiveFailures)|container\.(type|docker\.(image|network)|portMappings|volumes\.(mode|containerPath)))(\.|$)/;
/** Also within those. */
const LABELS = /(^|\.)labels(\.|$)/;

/** A whole value that is shorter hides nothing, and stands in too many words. */
const SHORTEST = 4;
/** The same of a part of a value. */
const SHORTEST_PART = 6;

/** `--password x`, `token=x`, `"secret": "x"`. */
const TOLD = /(?:pass\w*|secret|token|key|auth\w*|cred\w*)["']?[\s=:]+["']?([^\s"']+)/gi;
/** Parts of URLs, options and lists. Plain words stay: else a long command would leave nothing of any message. */
const BETWEEN = /[\s"'`=:@&?;,|/()<>{}[\]\\]+/;

/**
 * A text without what was sent: Marathon quotes the value that it refuses, which may be a password in `env`, and some
 * proxies quote the request. Known in the forms that JSON, HTML and URLs give it, and by its lines and parts, whatever
 * the case and the white space. What is left has single spaces. (No pattern is made of it: a pattern that is too large
 * is shown in the error.)
 */
export function withoutSent(text: string, sent: Sent | undefined): string {
  const secrets = [
    ...secretsOf('', sent?.json),
    ...credentialsIn(sent?.authorization),
    ...withParts(sent?.cookie ?? ''),
  ];
  if (secrets.length === 0) return text;
  const line = text.replace(/\s+/g, ' ');
  const hidden = new Uint8Array(line.length);
  const folded = fold(line);
  for (const form of new Set(secrets.flatMap(formsOf).map(fold))) {
    for (let at = folded.indexOf(form); at >= 0; at = folded.indexOf(form, at + 1)) {
      hidden.fill(1, at, at + form.length);
    }
  }
  return withoutHidden(line, hidden);
}

function withoutHidden(line: string, hidden: Uint8Array): string {
  const shown: string[] = [];
  for (let from = 0; from < line.length; ) {
    const is = hidden[from];
    const end = hidden.indexOf(is === 1 ? 0 : 1, from);
    const to = end < 0 ? line.length : end;
    shown.push(is === 1 ? NOT_SHOWN : line.slice(from, to));
    from = to;
  }
  return shown.join('');
}

/** In lower case, each unit where it was. */
function fold(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  const lower = line.toLowerCase();
  if (lower.length === line.length) return lower;
  return line.replace(/./gsu, (c) => (c.toLowerCase().length === c.length ? c.toLowerCase() : c));
}

/** Whether Marathon's path of a field, `/constraints(0)`, is of one in which nobody keeps a secret. */
export function isHarmless(path: string): boolean {
  const at = path
    .replace(/\(\d+\)/g, '')
    .split(/[/()]/)
    .filter((part) => part !== '');
  return at.length === 0 || isHarmlessField(at.join('.'));
}

const isHarmlessField = (at: string) => HARMLESS.test(at) && !LABELS.test(at);

function secretsOf(at: string, value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => secretsOf(at, item));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => secretsOf(at === '' ? key : `${at}.${key}`, item));
  }
  if (isHarmlessField(at)) return [];
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  return withParts(String(value));
}

function withParts(value: string): readonly string[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  const told = [...value.matchAll(TOLD)].map(([, one = '']) => one);
  const parts = value.split(BETWEEN).filter((part) => part.length >= SHORTEST_PART && /[^A-Za-z]/.test(part));
  return [value.trim(), ...lines, ...told, ...userIn(value), ...parts].filter(
    (one) => one.length >= SHORTEST,
  );
}

/** `//user:password@` of a URL. */
function userIn(value: string): readonly string[] {
  return [...value.matchAll(/\/\/([^/\s@]*):([^/\s@]*)@/g)].flatMap(([, user = '', password = '']) => [
    `${user}:${password}`,
    password,
  ]);
}

/** The header, what is behind its scheme, and for basic the password. */
function credentialsIn(authorization: string | undefined): readonly string[] {
  if (authorization === undefined) return [];
  const [, value = ''] = /^(?:\w+\s+|token=)(.*)$/.exec(authorization) ?? [];
  const pair = /^basic /i.test(authorization) ? Buffer.from(value, 'base64').toString('utf8') : '';
  const password = pair.slice(pair.indexOf(':') + 1);
  return [authorization, value, pair, password].filter((one) => one.length >= SHORTEST);
}

function formsOf(secret: string): readonly string[] {
  const html = secret.replace(/[&<>]/g, (c) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt' }[c]};`);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    html,
    html.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    html.replaceAll('"', '&#34;').replaceAll("'", '&#x27;'),
    encoded(secret),
  ];
}

function encoded(secret: string): string {
  try {
    return encodeURIComponent(secret);
  } catch {
    // Half of a pair.
    return secret;
  }
}
