/** What the page of `main.ts` tells the test. */
export interface Difference {
  /** "activating-2.en" */
  readonly picture: string;
  /** How many pixels differ by more than `tolerance` in one of the colours. */
  readonly pixels: number;
}
