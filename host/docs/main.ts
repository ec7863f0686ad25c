/** `npm run docs`: writes the generated parts of the documentation anew. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { writeFiguresPage } from "./figures.js";
import { withFolders } from "./folders.js";
import { withGenerated } from "./lifecycle.js";
import { thirdPartyPage } from "./third-party.js";

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const read = (relative: string) => readFileSync(path(relative), "utf8");

writeFileSync(path("docs/lifecycle.md"), withGenerated(read("docs/lifecycle.md")));
writeFileSync(
  path("THIRD-PARTY.md"),
  thirdPartyPage(JSON.parse(read("package-lock.json")), JSON.parse(read("package.json"))),
);
writeFiguresPage();
writeFileSync(path("docs/architecture.md"), withFolders(read("docs/architecture.md"), path("")));
