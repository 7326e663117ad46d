import { BUCKET } from './manifests';

/** How an operator finds the bucket beside the lab. */
export function storeEnvironment(storeUrl: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: storeUrl,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  };
}

export const storeOptions = {
  manifests: `s3://${BUCKET}/manifests`,
  state: `s3://${BUCKET}/state`,
} as const;
