/** Parts of a request, checked. */
import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { invalid } from "../failure.js";

/** Throws Refusal that names the member that is wrong, never its value. */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.join(".") ?? "";
  throw invalid(`The request is not what is expected${where === "" ? "" : ` (at ${where})`}.`);
}

export const bodyAs = <Schema extends z.ZodType>(schema: Schema, request: FastifyRequest) =>
  checked(schema, request.body);
export const paramsAs = <Schema extends z.ZodType>(schema: Schema, request: FastifyRequest) =>
  checked(schema, request.params);
