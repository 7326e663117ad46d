import { type Portion, type ScalarName, scalarOf } from './portions';

/** Reserved resources first, as schedulers prefer them; a need may be met by several roles. Undefined: not enough. */
export function takeScalar(
  usable: readonly Portion[],
  name: ScalarName,
  amount: number,
): readonly Portion[] | undefined {
  if (scalarOf(usable, name) < amount) return undefined;
  let left = amount;
  return [...usable]
    .sort((a, b) => Number(a.role === '*') - Number(b.role === '*'))
    .flatMap((portion): Portion[] => {
      if (portion.type !== 'SCALAR' || portion.name !== name || left <= 0) return [];
      const value = Math.min(left, portion.value);
      left -= value;
      return [{ ...portion, value }];
    });
}
