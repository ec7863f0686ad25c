/** `npm run pictures`: takes the documentation's pictures anew: the terminal's from a real run, the console's while its tests run. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { installed } from "./install.mjs";

await installed({ development: true });

const root = fileURLToPath(new URL("..", import.meta.url));
const steps = [
  ["tsx", "host/docs/pictures.ts"],
  ["vitest", "run", "host-tests/browser/story.test.ts", "host-tests/browser/looks.test.ts"],
];
for (const [command, ...args] of steps) {
  const { status } = spawnSync(process.execPath, [`${root}node_modules/.bin/${command}`, ...args], {
    cwd: root,
    env: { ...process.env, CONSOLE_PICTURES: "1" },
    stdio: "inherit",
  });
  if (status !== 0) process.exit(1);
}
