/** What is used of the simulator beside Piu. Read from typings/global.d.ts and modules/base/timer of the Moddable SDK 8.2.3. */
declare module "timer" {
  const Timer: { repeat(run: () => void, intervalMs: number): unknown };
  export default Timer;
}
declare function trace(text: string): void;
declare const screen: { readonly width: number; readonly height: number };
