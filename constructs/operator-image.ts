/** `rootDevice` is the name of its root volume, by default `/dev/xvda`. */
export type OperatorImage = ({ readonly id: string } | { readonly ssmParameter: string }) & {
  readonly rootDevice?: string;
};
