import { type Problem, ProblemError, shown } from '../src/domain/core/problem';

export interface MixedPurchasingProps {
  /** Machines that are never spot. @default 0 */
  readonly onDemandBase?: number;
  /** Share of the rest that is not spot, in percent from 0 to 100. @default 0 */
  readonly onDemandPercentage?: number;
  /** @default 'price-capacity-optimized' */
  readonly spotAllocation?: SpotAllocation;
}

export type SpotAllocation =
  | 'price-capacity-optimized'
  | 'capacity-optimized'
  | 'capacity-optimized-prioritized'
  | 'lowest-price';

/** How machines are bought. */
export class Purchasing {
  static onDemand(): Purchasing {
    return new Purchasing(0, 100, 'price-capacity-optimized');
  }

  /** All spot. AWS takes a machine back two minutes after saying so, and its shuffle data is lost. */
  static spot(allocation: SpotAllocation = 'price-capacity-optimized'): Purchasing {
    return new Purchasing(0, 0, allocation);
  }

  /** Some on demand, the rest spot. */
  static mixed(props: MixedPurchasingProps): Purchasing {
    return new Purchasing(
      props.onDemandBase ?? 0,
      props.onDemandPercentage ?? 0,
      props.spotAllocation ?? 'price-capacity-optimized',
    );
  }

  private constructor(
    readonly onDemandBase: number,
    readonly onDemandPercentage: number,
    readonly spotAllocation: SpotAllocation,
  ) {
    const problems: readonly Problem[] = [
      ...wholeProblems('onDemandBase', onDemandBase, Number.MAX_SAFE_INTEGER),
      ...wholeProblems('onDemandPercentage', onDemandPercentage, 100),
    ];
    if (problems.length > 0) throw new ProblemError(problems).under('purchasing');
  }

  get isOnDemand(): boolean {
    return this.onDemandPercentage === 100;
  }
}

function wholeProblems(at: string, n: number, highest: number): readonly Problem[] {
  if (Number.isInteger(n) && n >= 0 && n <= highest) return [];
  const upTo = highest === 100 ? ' to 100' : '';
  return [{ at, found: shown(n), wanted: `a whole number from 0${upTo}` }];
}
