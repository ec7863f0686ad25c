/** `xrobo` and the open-source servers differ in how they refuse and in what an unbound device gets. */
export type Profile = "xrobo" | "open";
