/**
 * Lines for whoever listens: the simulator's output, the debugger of a debug build, and in a release build the board's serial port, if
 * its `sdkconfig.defaults.release` has a console there.
 * @param line without its end, and without secrets
 */
export const writeLine = (line: string): void => trace(`${line}\n`);
