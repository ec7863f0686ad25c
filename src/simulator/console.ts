/** Lines for whoever runs the simulator. */
export const writeLine = (line: string): void => trace(`${line}\n`);
