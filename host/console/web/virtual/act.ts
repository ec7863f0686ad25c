import type { VirtualAction } from "../../contract.js";

/** Does something to a virtual device. Answers whether it was done; if not, the person has been told. */
export type Act = (action: VirtualAction) => Promise<boolean>;
