/** What stands in the scripts needs no quoting in any shell. */
export const PLAIN_WORD = /^[A-Za-z0-9_.-]+$/;
