import { withoutLate } from './late';
import type { Problem } from './problem';

/**
 * Empty for a value that only Terraform knows, or an ARN of AWS Secrets Manager. What was found is not shown: who
 * writes the secret itself here must not see it again in a log.
 */
export function secretArnProblems(at: string, secretArn: string): readonly Problem[] {
  if (
    withoutLate(secretArn) !== secretArn ||
    /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@!-]+$/.test(secretArn)
  ) {
    return [];
  }
  return [
    {
      at,
      found: `${secretArn.length} characters that are no ARN (not shown, they could be the secret)`,
      wanted:
        'the ARN of a secret, such as "arn:aws:secretsmanager:us-east-1:123456789012:secret:marathon-x1Y2z3"',
      fix: 'put the secret into AWS Secrets Manager and give its ARN',
    },
  ];
}
