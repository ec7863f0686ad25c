import { mcpReply, toolsPage } from "../schemas.js";

/** The cloud's side of MCP with one device: initialize, list the tools page by page, call them. */
export interface McpClient {
  start(): void;
  /** Takes a payload from the device. */
  handle(payload: unknown): void;
  tools(): readonly string[];
  call(name: string, args: Readonly<Record<string, unknown>>): Promise<unknown>;
  close(): void;
}

export interface McpPlan {
  readonly send: (payload: unknown) => void;
  readonly initializeId: number;
  /** Id of the n-th `tools/list`; undefined when the tools are not listed. */
  readonly listId: ((page: number) => number) | undefined;
  readonly firstCallId: number;
  readonly sendsInitialized: boolean;
  /** Pause between the answer to `initialize` and `tools/list`. */
  readonly delayMs: number;
}

const callTimeoutMs = 30_000;
const mostPages = 32;

interface PendingCall {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

export function createMcpClient(plan: McpPlan): McpClient {
  const tools: string[] = [];
  const calls = new Map<number, PendingCall>();
  let step: "idle" | "initializing" | "listing" | "ready" = "idle";
  let page = 0;
  let nextCallId = plan.firstCallId;
  let delay: NodeJS.Timeout | undefined;

  const request = (id: number, method: string, params?: unknown) =>
    plan.send({ jsonrpc: "2.0", id, method, ...(params === undefined ? {} : { params }) });
  const list = (cursor: string | undefined) => {
    if (plan.listId === undefined || page >= mostPages) {
      step = "ready";
      return;
    }
    step = "listing";
    request(plan.listId(page++), "tools/list", cursor === undefined ? undefined : { cursor });
  };
  const onInitialized = () => {
    step = "ready";
    if (plan.sendsInitialized) plan.send({ jsonrpc: "2.0", method: "notifications/initialized" });
    delay = setTimeout(() => list(undefined), plan.delayMs).unref();
  };
  const onPage = (result: unknown) => {
    const parsed = toolsPage.safeParse(result);
    step = "ready";
    if (!parsed.success) return;
    tools.push(...parsed.data.tools.map((tool) => tool.name));
    if (parsed.data.nextCursor) list(parsed.data.nextCursor);
  };

  return {
    start() {
      step = "initializing";
      request(plan.initializeId, "initialize", {
        protocolVersion: "2024-11-05",
        capabilities: {},
        clientInfo: { name: "development-cloud", version: "1.0.0" },
      });
    },
    handle(payload) {
      const reply = mcpReply.safeParse(payload);
      if (!reply.success) return;
      const { id, result, error } = reply.data;
      // Ids are used again, so the step decides first what a reply belongs to.
      if (step === "initializing" && id === plan.initializeId) return onInitialized();
      if (step === "listing" && id === plan.listId?.(page - 1)) return onPage(result);
      const pending = calls.get(id);
      if (pending === undefined) return;
      calls.delete(id);
      clearTimeout(pending.timer);
      if (error !== undefined)
        pending.reject(new Error(`The device refused the call: ${error.message ?? "no reason given"}`));
      else pending.resolve(result);
    },
    tools: () => [...tools],
    call(name, args) {
      const id = nextCallId++;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          calls.delete(id);
          reject(
            new Error(`The device did not answer the call of ${name} within ${callTimeoutMs / 1000} s.`),
          );
        }, callTimeoutMs).unref();
        calls.set(id, { resolve, reject, timer });
        request(id, "tools/call", { name, arguments: args });
      });
    },
    close() {
      clearTimeout(delay);
      for (const pending of calls.values()) {
        clearTimeout(pending.timer);
        pending.reject(new Error("The device's session ended before it answered."));
      }
      calls.clear();
    },
  };
}
