/** How infrastructure code hands over a value that it knows later (a token of cdktf): as a stand-in in the text. */
const LATE = /\$\{TfToken\[[\w:.-]+\]\}/g;

/** The text with a plain letter for every late value in it, so that the rest of it can be checked. */
export function withoutLate(text: string): string {
  return text.replace(LATE, 'x');
}

/** What a message says was found where there is such a text: the text itself is noise to people. */
export const LATE_FOUND = 'a value that only Terraform will know (a token)';

/** True for a text with a token in it, and for the numbers by which cdktf stands for later ones. */
export function hasLate(value: unknown): boolean {
  if (typeof value === 'number') return value < LEAST_NUMBER;
  return typeof value === 'string' && value.includes('${TfToken[');
}

/** cdktf writes the token's index into the mantissa of a number of this size; nobody means one. */
const LEAST_NUMBER = -1e288;
