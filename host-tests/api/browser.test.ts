import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { expect, it } from "vitest";
import type { deviceApi } from "../../host/api/index.js";

it("the client runs where there is nothing of Node", async () => {
  const entry = fileURLToPath(new URL("../../host/api/index.ts", import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    platform: "browser",
    format: "iife",
    globalName: "api",
    write: false,
  });
  const asked: string[] = [];
  const page = createContext({
    fetch: async (url: string) => {
      asked.push(url);
      return new Response(JSON.stringify({ code: 0, data: [{ macAddress: "m" }] }));
    },
    ...{ URL, URLSearchParams, AbortController, TextDecoder, Uint8Array, setTimeout, clearTimeout },
  });
  runInContext(outputFiles[0]?.text ?? "", page);
  const open: typeof deviceApi = runInContext("api.deviceApi", page);
  const api = open({ apiUrl: "http://cloud.test", token: "t" });
  expect(await api.list("a1")).toMatchObject([{ macAddress: "m" }]);
  expect(asked).toEqual(["http://cloud.test/xiaozhi/device/bind/a1"]);
});
