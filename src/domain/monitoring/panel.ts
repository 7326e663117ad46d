/** One line or one number of a panel. */
export interface Query {
  /** PromQL; `$job` and `$__rate_interval` are Grafana's to fill in. */
  readonly expr: string;
  /** With labels in double braces. */
  readonly legend: string;
}

export interface Panel {
  readonly title: string;
  /** A sentence behind the panel's `i`. */
  readonly help?: string;
  /** `table`: the labels and the value of what there is now. */
  readonly type: 'stat' | 'timeseries' | 'table';
  /** Of 24 columns. */
  readonly width: 4 | 6 | 8 | 12 | 24;
  /** As Grafana calls it, such as `s` or `bytes`. @default a plain number */
  readonly unit?: string;
  /** One area on the other. @default lines */
  readonly stacked?: true;
  /** A number that is red from here on: above, or with `below` up to here. @default never */
  readonly red?: { readonly from: number } | { readonly below: number };
  readonly queries: readonly Query[];
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** Only what the chosen jobs say. @param more further matchers */
export const chosen = (metric: string, more = ''): string =>
  `${metric}{job=~"$job"${more === '' ? '' : `,${more}`}}`;
