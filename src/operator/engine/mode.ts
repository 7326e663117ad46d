/**
 * How much is written. `act`: everything. `observe`: status and lease, so that people can read what would be done;
 * neither the cluster nor what is published or decided. `dry-run`: nothing at all.
 */
export type Mode = 'act' | 'observe' | 'dry-run';
