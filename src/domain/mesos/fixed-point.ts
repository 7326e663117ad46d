const LIMIT = 2 ** 63;

/**
 * A scalar in thousandths, the only precision that Mesos computes and compares with
 * (src/common/values.cpp, apache/mesos c1b42f79d). What no 64 bits hold becomes the smallest of them,
 * as the processor has it, which every check then refuses as negative.
 */
export function toThousandths(value: number): bigint {
  const scaled = value * 1000;
  if (!(Math.abs(scaled) < LIMIT)) return BigInt.asIntN(64, BigInt(LIMIT));
  const rounded = scaled < 0 ? -Math.round(-scaled) : Math.round(scaled);
  return BigInt(rounded);
}

export function fromThousandths(thousandths: bigint): number {
  return Number(thousandths / 1000n) + Number(thousandths % 1000n) / 1000;
}

/** The sum as Mesos has it: rounded to thousandths. */
export function addScalars(left: number, right: number): number {
  return fromThousandths(BigInt.asIntN(64, toThousandths(left) + toThousandths(right)));
}

export function subtractScalars(left: number, right: number): number {
  return fromThousandths(BigInt.asIntN(64, toThousandths(left) - toThousandths(right)));
}

/** A scalar as Mesos logs it: rounded to thousandths, at most 15 digits, `%.15g` of C. */
export function scalarText(value: number): string {
  const rounded = fromThousandths(toThousandths(value));
  // A sum beyond 64 bits turns negative.
  return rounded < 0 ? `-${fifteenDigits(-rounded)}` : fifteenDigits(rounded);
}

function fifteenDigits(value: number): string {
  const [mantissa = '', power = '0'] = value.toExponential(40).split('e');
  const digits = halfToEven(mantissa.replace('.', ''), 15);
  const exponent = Number(power) + digits.length - 15;
  if (exponent < 15) return String(Number(`${digits}e${Number(power) - 14}`));
  const short = `${digits[0]}.${digits.slice(1)}`.replace(/\.?0+$/, '');
  return `${short}e+${String(exponent).padStart(2, '0')}`;
}

/** A number as the first `count` of its digits; a tie goes to the even one, where JavaScript rounds up. */
function halfToEven(digits: string, count: number): string {
  const kept = BigInt(digits.slice(0, count));
  const rest = digits.slice(count).replace(/0+$/, '');
  const up = rest === '5' ? kept % 2n === 1n : rest >= '5';
  return String(up ? kept + 1n : kept);
}
