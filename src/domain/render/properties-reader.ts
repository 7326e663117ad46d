const BLANK = /[ \t\f]/;
const LETTERS: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

/**
 * Keys and values of a text, as `java.util.Properties.load` reads them: comments, `=`, `:` or space behind the key,
 * lines that go on behind a backslash, `\uXXXX`. Of a key that stands there twice the last one counts.
 */
export function readProperties(text: string): Readonly<Record<string, string>> {
  const properties = new Map<string, string>();
  for (const line of logicalLines(text)) {
    const end = keyEnd(line);
    const rest = line.slice(end).replace(/^[ \t\f]*[=:]?[ \t\f]*/, '');
    properties.set(unescaped(line.slice(0, end)), unescaped(rest));
  }
  return Object.fromEntries(properties);
}

/** Without comments, empty lines and the space before each. */
function logicalLines(text: string): readonly string[] {
  const lines: string[] = [];
  let open: string | undefined;
  for (const natural of text.split(/\r\n|[\r\n]/)) {
    const line = natural.replace(/^[ \t\f]+/, '');
    if (open === undefined && (line === '' || line.startsWith('#') || line.startsWith('!'))) continue;
    const whole = (open ?? '') + line;
    const goesOn = /(?:^|[^\\])(?:\\\\)*\\$/.test(line);
    open = goesOn ? whole.slice(0, -1) : undefined;
    if (!goesOn) lines.push(whole);
  }
  return open === undefined || open === '' ? lines : [...lines, open];
}

function keyEnd(line: string): number {
  for (let i = 0; i < line.length; i++) {
    const c = line.charAt(i);
    if (c === '\\') i++;
    else if (c === '=' || c === ':' || BLANK.test(c)) return i;
  }
  return line.length;
}

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]?))/g, (_, code?: string, letter = '') =>
    code === undefined ? (LETTERS[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
