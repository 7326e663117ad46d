/** What an agent would refuse, in the words that stand in its log. Stays within this folder. */
export class Refusal extends Error {
  constructor(words: string) {
    super(words);
    this.name = 'Refusal';
  }
}
