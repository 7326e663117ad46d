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
  const [mantissa = '', power = '0'] = rounded.toExponential(14).split('e');
  const exponent = Number(power);
  if (exponent < 15) return String(Number(rounded.toPrecision(15)));
  return `${String(Number(mantissa))}e+${String(exponent).padStart(2, '0')}`;
}
