import { AwsProvider, type AwsProviderConfig } from '@cdktf/provider-aws/lib/provider';
import type { Construct } from 'constructs';
import type { Settings } from './settings';

/** What the constructs use; an emulator stands at one address for all of them. */
const SERVICES = [
  'autoscaling',
  'ec2',
  'events',
  'iam',
  'kms',
  's3',
  'secretsmanager',
  'sqs',
  'ssm',
  'sts',
] as const;

/** AWS as the settings say: an account by profile or by the shell's credentials, or an emulator. */
export function awsProvider(
  scope: Construct,
  { region, profile, tags, endpoint }: Settings['aws'],
): AwsProvider {
  return new AwsProvider(scope, 'aws', {
    region,
    ...(profile === undefined ? {} : { profile }),
    ...(tags === undefined ? {} : { defaultTags: [{ tags }] }),
    ...(endpoint === undefined ? {} : emulator(endpoint)),
  });
}

/**
 * The account id is still asked for: without it a rule that names its own group never settles
 * (`"123456789012/sg-…" -> "sg-…"`, provider 5.100.0).
 */
function emulator(endpoint: string): AwsProviderConfig {
  return {
    accessKey: 'test',
    secretKey: 'test',
    skipCredentialsValidation: true,
    skipMetadataApiCheck: 'true',
    skipRequestingAccountId: false,
    s3UsePathStyle: true,
    maxRetries: 2,
    endpoints: [Object.fromEntries(SERVICES.map((service) => [service, endpoint]))],
  };
}
