import { ProblemError } from '../src/domain/core/problem';
import { secretArnProblems } from '../src/domain/core/secret-arn';

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
