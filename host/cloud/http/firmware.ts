import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { CloudContext } from "../context.js";
import { firmwareQuery } from "../schemas.js";
import { withUser } from "./auth.js";
import { headerOf, sendReply } from "./reply.js";

/** Firmware images: upload by a user, download by anyone who has the URL (devices send no credentials). */

export const firmwareLimitBytes = 16 * 1024 * 1024;

export function firmwareRoutes(app: FastifyInstance, context: CloudContext): void {
  app.get("/xiaozhi/ota/download/:file", { config: { faultTarget: "firmware" } }, (request, reply) =>
    download(context, request, reply),
  );
  app.post(
    "/xiaozhi/firmware",
    {
      config: { faultTarget: "api" },
      bodyLimit: firmwareLimitBytes,
      // Before the body is read: a stranger must not make the server take 16 MiB.
      onRequest: async (request, reply) => {
        const refusal = withUser(context, request, "message", () => ({ status: 200, body: undefined }));
        if (refusal.body !== undefined) await sendReply(reply, refusal);
      },
    },
    (request, reply) => {
      const query = firmwareQuery.safeParse(request.query);
      if (!query.success || !Buffer.isBuffer(request.body) || request.body.length === 0) {
        return sendReply(reply, context.profile.apiError("invalid_request"));
      }
      const { type, version, force } = query.data;
      const isForced = force === "1" || force === "true";
      context.store.firmware.save(type, version, isForced, request.body, context.nowMs());
      const data = { type, version, size: request.body.length, url: firmwareUrl(context, type, version) };
      return sendReply(reply, context.profile.apiOk(data, { key: "message", value: "success" }));
    },
  );
}

export function firmwareUrl(context: CloudContext, board: string, version: string): string {
  return `${context.addresses().otaUrl}download/${board}_${version}.bin`;
}

function download(context: CloudContext, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  context.count("firmwareDownloads");
  const file = String((request.params as { file?: unknown }).file ?? "");
  const [, board, version] = /^([a-z0-9][a-z0-9.-]{0,63})_([\d.]{1,80})\.bin$/.exec(file) ?? [];
  const bytes =
    board === undefined || version === undefined ? undefined : context.store.firmware.bytes(board, version);
  const emit = (status: number) => context.emit({ event: "firmware-download", file, status });
  if (bytes === undefined) {
    emit(404);
    return sendReply(reply, { status: 404, body: "404: Not Found\n" });
  }
  reply.header("accept-ranges", "bytes").type("application/octet-stream");
  const range = headerOf(request, "range");
  const start = range === undefined ? undefined : rangeStart(range);
  if (start === undefined) {
    emit(200);
    return reply.send(Buffer.from(bytes));
  }
  if (start >= bytes.length) {
    emit(416);
    return reply.header("content-range", `bytes */${bytes.length}`).code(416).send();
  }
  emit(206);
  reply.header("content-range", `bytes ${start}-${bytes.length - 1}/${bytes.length}`);
  return reply.code(206).send(Buffer.from(bytes.subarray(start)));
}

/** Resuming needs only `bytes=N-`; other forms may be answered with the whole, and are. */
function rangeStart(header: string): number | undefined {
  const digits = /^bytes=(\d{1,12})-$/.exec(header)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
