import { TerraformLocal, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { ProblemError, shown } from '../src/domain/core/problem';

/** Where a late value goes in pure text: `@NAME@`, in capitals, digits and underscores. */
const LATE = /@([A-Z][A-Z0-9_]*)@/g;

/** A token of cdktf within a text. */
const TOKEN = /(\$\{TfToken\[[\w:.-]+\]\})/;

/**
 * The one door for text into Terraform. The text arrives byte for byte: `${` and `%{`, which Terraform would
 * read as its own, are doubled. Only then is each name `@NAME@` of `late` replaced by its token, so a token is
 * never escaped and text never becomes an expression. A name that `late` does not hold stays as it is.
 *
 * The result is for an attribute. A Terraform function escapes its arguments by other rules: for those, use
 * {@link terraformValue}.
 * @throws ProblemError if the text holds a token itself, which would reach the machine as its Terraform name,
 *   if a name of `late` is not in the text, which would lose its value without a word, or if Terraform would
 *   change the text ({@link lossOf})
 */
export function terraformText(text: string, late: Readonly<Record<string, string>> = {}): string {
  if (Token.isUnresolved(text)) throw new ProblemError([TOKEN_INSIDE]);
  refuseUnstable(text);
  const unused = new Set(Object.keys(late));
  const filled = escaped(text).replace(LATE, (whole, name: string) => {
    const token = late[name];
    if (token === undefined) return whole;
    unused.delete(name);
    return token;
  });
  const problems = [...unused].sort().map((name) => ({
    at: `late value ${name}`,
    found: 'no such name in the text',
    wanted: `@${name}@ at least once`,
  }));
  if (problems.length > 0) throw new ProblemError(problems);
  return filled;
}

/**
 * One value of a user for an attribute, such as a tag or a description: its literal parts arrive byte for byte,
 * tokens in it stay tokens. Not for text that a shell or a parser reads: there a late value has to be placed by
 * name ({@link terraformText}).
 */
export function attributeText(value: string): string {
  refuseUnstable(value);
  return splitAtTokens(value)
    .map((part, i) => (i % 2 === 0 ? escaped(part) : part))
    .join('');
}

/** Texts and tokens by turns, a text first; each may be empty. */
export function splitAtTokens(value: string): readonly string[] {
  return value.split(TOKEN);
}

/**
 * A finished text as a value that may be given to a Terraform function (`base64gzip`, `sha256`, `jsonencode`):
 * a local, because cdktf 0.21 escapes neither quotes nor `%{` in the arguments of a function.
 */
export function terraformValue(scope: Construct, id: string, text: string): string {
  return new TerraformLocal(scope, id, text).asString;
}

/**
 * Names for the tokens in a set of values, so that the values can go through quoting and rendering as pure text
 * and {@link terraformText} puts the tokens in at the end. Only the tokens' own values are then unquoted.
 */
export class LateValues {
  private readonly prefix: string;
  private readonly found: string[] = [];

  /** @param values everything that the text will hold: the names are chosen so that none of it looks like one */
  constructor(values: readonly string[]) {
    let prefix = 'LATE';
    while (values.some((value) => value.includes(`@${prefix}_`))) prefix += '_X';
    this.prefix = prefix;
  }

  /** The value with `@NAME@` in place of each token. */
  named(value: string): string {
    return value
      .split(TOKEN)
      .map((part, i) => (i % 2 === 0 ? part : `@${this.nameOf(part)}@`))
      .join('');
  }

  /** For {@link terraformText}. */
  get tokens(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.found.map((token) => [this.nameOf(token), token]));
  }

  private nameOf(token: string): string {
    if (!this.found.includes(token)) this.found.push(token);
    return `${this.prefix}_${this.found.indexOf(token) + 1}`;
  }
}

function escaped(text: string): string {
  // A function, not a string: in a replacement string "$$" stands for one "$".
  return text.replace(/[$%](?=\{)/g, (sign) => sign + sign);
}

/** Terraform brings every string into Unicode's normal form C, so another form would arrive changed. */
function refuseUnstable(text: string): void {
  const found = lossOf(text);
  if (found === undefined) return;
  throw new ProblemError([
    {
      at: 'text',
      found: `${shown(text)}, with ${found}`,
      wanted: 'text that Terraform hands on unchanged',
      fix: "use the text's normal form C, in JavaScript text.normalize()",
    },
  ]);
}

/** What Terraform would change in a text, in words; undefined if nothing. */
export function lossOf(text: string): string | undefined {
  if (/\p{Surrogate}/u.test(text)) return 'half a surrogate pair';
  return text.normalize('NFC') === text ? undefined : "letters that are not in Unicode's normal form C";
}

const TOKEN_INSIDE = {
  at: 'text',
  found: 'a value that only Terraform will know, inside a text that is escaped as a whole',
  wanted: 'pure text',
  fix: 'write @NAME@ in its place and give the token as the late value NAME',
};

/** User's tags as Terraform takes them. */
export function attributeTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [attributeText(key), attributeText(value)]),
  );
}
