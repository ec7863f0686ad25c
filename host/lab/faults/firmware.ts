/** Faults of firmware updates. */
import { downloadHost } from "../cloud.js";
import type { Image } from "../slots.js";
import type { World } from "../world.js";
import type { Fault } from "./fault.js";

const offer = ({ cloud }: World, version: string, force = false): void => {
  cloud.release = { version, url: `https://${downloadHost}/${version}.bin`, force };
};

const offersImage = (name: string, story: string, image: Image): Fault => ({
  name,
  story,
  harmless: "bound",
  begin(world) {
    world.slots.image = image;
    offer(world, "1.1.0");
    return undefined;
  },
});

export const firmwareFaults: readonly Fault[] = [
  {
    name: "update-loop",
    story:
      "At every check the server forces an image, each time at another address and of the running version.",
    group: "update loop",
    harmless: "bound",
    begin(world) {
      let nth = 0;
      world.cloud.check = (usual) => {
        nth += 1;
        world.cloud.release = {
          version: "1.0.0",
          url: `https://${downloadHost}/forced-${nth}.bin`,
          force: true,
        };
        return usual();
      };
      world.slots.image = "broken";
      return undefined;
    },
  },
  {
    name: "update-loop-same-image",
    story: "At every check the server forces the same image; it installs and reports the old version.",
    group: "update loop",
    harmless: "bound",
    begin(world) {
      offer(world, "1.0.0", true);
      return undefined;
    },
  },
  offersImage("update-crashes", "The offered image dies at its first start.", "crashes"),
  offersImage("update-broken", "The offered image has a wrong checksum.", "broken"),
  offersImage("update-missing", "The offered image answers 404.", "missing"),
  offersImage("update-stalls", "The download of the offered image stalls.", "stalls"),
  offersImage("update-never-begins", "The platform's download hangs before its first byte.", "neverBegins"),
  {
    name: "update-server-down",
    story: "The server with the images can't be reached.",
    harmless: "bound",
    begin(world) {
      offer(world, "1.1.0");
      world.network.fault.trouble(downloadHost, "refused");
      return undefined;
    },
  },
  {
    name: "update-version-unreadable",
    story: "The server offers an image whose version is no version.",
    harmless: "bound",
    begin(world) {
      offer(world, "latest");
      return undefined;
    },
  },
  {
    name: "update-older",
    story: "The server offers an older image.",
    harmless: "bound",
    begin(world) {
      offer(world, "0.9.9");
      return undefined;
    },
  },
];
