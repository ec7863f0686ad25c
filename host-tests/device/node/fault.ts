/** For ports under test: a throw in a callback fails the run instead of vanishing. */
export function failOnFault(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
