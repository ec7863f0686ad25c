import { deviceTargets } from "../../../host/lab/fuzz/targets/index.js";
import { passesAll } from "./every-target.js";

passesAll(deviceTargets);
