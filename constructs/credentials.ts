import { type Problem, ProblemError } from '../src/domain/core/problem';
import { isLate } from './known';

export type CredentialsKind = 'basic' | 'token' | 'serviceAccount';

/**
 * How the operator shows Mesos and Marathon who it is: always a reference to a secret in AWS Secrets Manager,
 * so that no secret reaches the state, the plan or user data.
 */
export class Credentials {
  /** The secret is JSON, `{"username": "…", "password": "…"}`; sent as HTTP basic authentication. */
  static basic(secretArn: string): Credentials {
    return new Credentials('basic', secretArn);
  }

  /** The secret is the token itself; sent as `Authorization: token=…`, as DC/OS reads it. */
  static token(secretArn: string): Credentials {
    return new Credentials('token', secretArn);
  }

  /** The secret is a DC/OS service account: JSON with `uid`, `private_key` and `login_endpoint`. */
  static serviceAccount(secretArn: string): Credentials {
    return new Credentials('serviceAccount', secretArn);
  }

  private constructor(
    readonly kind: CredentialsKind,
    readonly secretArn: string,
  ) {
    const problems = secretArnProblems('credentials', secretArn);
    if (problems.length > 0) throw new ProblemError(problems);
  }
}

/**
 * Empty for a token or an ARN of AWS Secrets Manager. What was found is not shown: who writes the secret
 * itself here must not see it again in a log.
 */
export function secretArnProblems(at: string, secretArn: string): readonly Problem[] {
  if (
    isLate(secretArn) ||
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
