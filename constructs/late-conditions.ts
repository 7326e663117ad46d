import { Fn, type Precondition } from 'cdktf';
import { isLate } from './known';
import { splitAtTokens } from './terraform-text';

/** Characters that mean themselves in a shell, a unit and JSON; without `@`, which would set off a password. */
const HARMLESS = '^[A-Za-z0-9_./:,%+=-]+$';

/**
 * What Terraform has to check of values that it alone knows before it puts them into boot files, which hold them
 * without quotes of their own. Nothing for values that are known: those are quoted.
 */
export function lateConditions(values: Readonly<Record<string, string>>): readonly Precondition[] {
  return Object.entries(values)
    .filter(([, value]) => isLate(value))
    .map(([at, value]) => ({
      condition: Fn.can(Fn.regex(HARMLESS, argument(value))),
      errorMessage: `${at}: found characters that a boot file cannot hold, or a password; wanted letters, digits and _ . / : , % + = -`,
    }));
}

/** A token among letters, for a function of Terraform: cdktf warns of one within a text. */
function argument(value: string): string {
  const parts = splitAtTokens(value).filter((part) => part !== '');
  return parts.length === 1 ? value : Fn.join('', parts);
}
