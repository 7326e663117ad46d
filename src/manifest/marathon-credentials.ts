import { z } from 'zod';
import { withoutLate } from '../domain/core/late';
import { said } from './said';

const SECRET_ARN = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@!-]+$/;

/** A name in AWS Secrets Manager, never a file of the operator's machine: whoever may write manifests may not read it. */
export function isSecretArn(text: string): boolean {
  return SECRET_ARN.test(text);
}

/** How the operator shows a Marathon who it is: by a secret that it reads at run time. */
export const marathonCredentials = z.strictObject({
  kind: z.enum(['basic', 'token', 'serviceAccount']),
  secret: z
    .string()
    // Terraform knows a whole ARN or a part of it later; the operator reads it filled in.
    .refine((arn) => isSecretArn(arn) || withoutLate(arn) !== arn, {
      message: 'wanted the ARN of a secret in AWS Secrets Manager',
    }),
});

export type MarathonCredentials = z.infer<typeof marathonCredentials>;

/** Fields of what may be put on another Marathon. */
export const otherMarathon = {
  marathon: z
    .string()
    .optional()
    .describe("Another Marathon than the cluster's own, by its URLs or ZooKeeper URL."),
  marathonCredentials: marathonCredentials.optional().describe(
    said(`What that Marathon is shown. Default: the cluster's credentials where all its URLs are at servers of
      the cluster's Marathon or masters, else none.`),
  ),
};
