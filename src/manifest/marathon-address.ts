import { z } from 'zod';

/** Addresses stand in messages: credentials are never part of them. */
export const marathonAddress = z
  .string()
  .regex(
    /^(https?:\/\/[^\s,@]+(,https?:\/\/[^\s,@]+)*|zk(\+https)?:\/\/[^\s/@]+(\/[^\s/@]+)+)$/,
    'wanted http:// or https:// URLs separated by commas, or zk://HOSTS/PATH, without credentials',
  );
