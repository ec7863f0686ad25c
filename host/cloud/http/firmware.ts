import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { CloudContext } from "../context.js";
import { headerOf, sendReply } from "../http-reply.js";
import type { HttpReply } from "../profiles/profile.js";
import { firmwareParams, firmwareQuery } from "../schemas.js";
import type { FirmwareRow } from "../store/rows.js";
import { compareVersions } from "../version.js";
import { withUser } from "./auth.js";

/** Firmware images: upload, list and delete by a user, download by anyone who has the URL (devices send no credentials). */

const success = { key: "message", value: "success" } as const;

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
      context.emit({ event: "changed", what: "firmware" });
      const image = context.store.firmware.image(type, version);
      const data = image === undefined ? undefined : entity(context, image);
      return sendReply(reply, context.profile.apiOk(data, success));
    },
  );
  app.get("/xiaozhi/firmware", { config: { faultTarget: "api" } }, (request, reply) =>
    sendReply(
      reply,
      withUser(context, request, "message", () => list(context)),
    ),
  );
  app.delete("/xiaozhi/firmware/:type/:version", { config: { faultTarget: "api" } }, (request, reply) =>
    sendReply(
      reply,
      withUser(context, request, "message", () => remove(context, request)),
    ),
  );
}

function list(context: CloudContext): HttpReply {
  const images = context.store.firmware
    .all()
    .sort((a, b) => a.board.localeCompare(b.board) || compareVersions(a.version, b.version));
  return context.profile.apiOk(
    images.map((image) => entity(context, image)),
    success,
  );
}

function remove(context: CloudContext, request: FastifyRequest): HttpReply {
  const params = firmwareParams.safeParse(request.params);
  const isGone = params.success && context.store.firmware.remove(params.data.type, params.data.version);
  if (isGone) context.emit({ event: "changed", what: "firmware" });
  return isGone ? context.profile.apiOk(null, success) : context.profile.apiError("not_found");
}

function entity(context: CloudContext, { board, version, force, size_bytes, added_ms }: FirmwareRow) {
  return {
    type: board,
    version,
    size: size_bytes,
    sha256: context.store.firmware.sha256(board, version),
    force: force === 1,
    url: firmwareUrl(context, board, version),
    addedAt: new Date(added_ms).toISOString(),
  };
}

export function firmwareUrl(context: CloudContext, board: string, version: string): string {
  return `${context.addresses().otaUrl}download/${board}_${version}.bin`;
}

function download(context: CloudContext, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  context.count("firmwareDownloads");
  const file = String((request.params as { file?: unknown }).file ?? "");
  const [, board, version] = /^([A-Za-z0-9][A-Za-z0-9._-]{0,63})_([\d.]{1,80})\.bin$/.exec(file) ?? [];
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
