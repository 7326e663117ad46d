/** `rootDevice` is the name of its root volume, by default `/dev/xvda`. */
export type OperatorImage = ({ readonly id: string } | { readonly ssmParameter: string }) & {
  readonly rootDevice?: string;
};

/** The newest Amazon Linux 2023, as AWS names it. */
export function amazonLinux(architecture: 'arm64' | 'x86_64'): OperatorImage {
  return { ssmParameter: `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}` };
}
