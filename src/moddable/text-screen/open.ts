/** In the place of `esp32/display/open.ts`: there is none to open. */
export const openDisplay = (): void => {};
