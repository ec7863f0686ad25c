/** The page's files. All are read at the start: no path that a browser sends ever reaches the file system. */
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import type { FastifyInstance } from "fastify";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

export interface PageFile {
  readonly url: string;
  readonly type: string;
  readonly caching: string;
  readonly bytes: Buffer;
}

/** In place of a page that could not be built. */
export const noPage: readonly PageFile[] = [
  {
    url: "/",
    type: "text/plain; charset=utf-8",
    caching: "no-store",
    bytes: Buffer.from("The console's page could not be built; the terminal says why.\n"),
  },
];

/**
 * The files of a built page, `index.html` as `/`. Names under `assets/` have a hash of their content, so they are kept for ever;
 * the others are asked for each time.
 * @throws what node:fs throws, or Error if there is no index.html.
 */
export function readPage(folder: string): readonly PageFile[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path): PageFile => {
      const name = relative(folder, path).split(sep).join("/");
      return {
        url: name === "index.html" ? "/" : `/${name}`,
        type: types[extname(name)] ?? "application/octet-stream",
        caching: name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache",
        bytes: readFileSync(path),
      };
    });
  if (!files.some(({ url }) => url === "/")) throw new Error(`${folder} has no index.html.`);
  return files;
}

export function pageRoutes(app: FastifyInstance, files: readonly PageFile[]): void {
  for (const { url, type, caching, bytes } of files) {
    app.get(url, { config: { consoleAccess: "page" } }, (_request, reply) =>
      reply.type(type).header("cache-control", caching).send(bytes),
    );
  }
}
