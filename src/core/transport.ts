/** What carries a session. */
export type Transport = "mqtt" | "websocket";
