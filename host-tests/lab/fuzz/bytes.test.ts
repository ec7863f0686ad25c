import { byteTargets } from "../../../host/lab/fuzz/targets/index.js";
import { passesAll } from "./every-target.js";

passesAll(byteTargets);
