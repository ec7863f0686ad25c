import fc from "fast-check";
import { expect, it } from "vitest";
import { ApiError, type DeviceApi, deviceApi } from "../../host/api/index.js";

const token = "secret-token-of-a-user";

const calls: readonly ((api: DeviceApi) => Promise<unknown>)[] = [
  (api) => api.list("a"),
  (api) => api.bind("a", "1"),
  (api) => api.updateDevice("m", { autoUpdate: false }),
  (api) => api.preregister("a", ["m"]),
  (api) => api.preRegistered("a"),
  (api) => api.preRegisteredDevice("m"),
  (api) => api.agents(),
  (api) => api.createAgent("n"),
  (api) => api.firmware(),
  (api) => api.uploadFirmware({ boardType: "b", version: "1", bytes: new Uint8Array(1) }),
];

const words = fc.constantFrom(
  "code",
  "msg",
  "message",
  "data",
  "error",
  "devices",
  "nextCursor",
  "next_cursor",
);
const body = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.json({ maxDepth: 3 }),
  fc
    .dictionary(
      words,
      fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(0, 200, 404, "0", token, `x ${token}`)),
    )
    .map((object) => JSON.stringify(object)),
);

it("whatever a server answers, a call has a result or an ApiError, and neither quotes the token in words", async () => {
  const status = fc.constantFrom(200, 201, 301, 400, 401, 404, 409, 418, 500, 503);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...calls), status, body, async (call, code, text) => {
      const api = deviceApi({
        apiUrl: "http://cloud.test",
        token,
        retryDelaysMs: [],
        fetch: async () => new Response(text, { status: code }),
      });
      const error = await call(api).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error === undefined) return;
      expect(error).toBeInstanceOf(ApiError);
      expect(String(error)).not.toContain(token);
      expect(String(error)).toMatch(/^ApiError: [^\n]+[.?]$/);
    }),
    { numRuns: 500, seed: 20261126 },
  );
});
