import { textTargets } from "../../../host/lab/fuzz/targets/index.js";
import { passesAll } from "./every-target.js";

passesAll(textTargets);
