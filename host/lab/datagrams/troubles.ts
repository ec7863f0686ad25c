import { adversaries } from "./adversaries.js";
import type { Trouble } from "./path.js";
import { poorPaths } from "./poor-paths.js";

export const troubles: readonly Trouble[] = [...poorPaths, ...adversaries];
