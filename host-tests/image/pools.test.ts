/** Other pools in an image: what the bootloader checks of it stays right. */
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { poolsOf, withPools } from "../../host/image/pools.js";

const built = poolsOf("78848,4928,1024");
const sizes = (image: Uint8Array) => [0, 4, 8, 12, 16].map((at) => Buffer.from(image).readInt32LE(24 + at));
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Header, pools, checksum over the pools, digest. */
function imageWith(count: number): Buffer {
  const image = Buffer.alloc(24 + 20 * count + 1 + 32);
  image[23] = 1;
  for (let at = 0; at < count; at++)
    for (const [field, size] of [78_848, 0, 4_928, 0, 1_024].entries())
      image.writeInt32LE(size, 24 + 20 * at + 4 * field);
  image[image.length - 33] = image.subarray(24, image.length - 33).reduce((sum, byte) => sum ^ byte, 0xef);
  return image;
}

it("pools, checksum and digest change together", () => {
  const image = withPools(imageWith(1), built, poolsOf("47308,2956,512"));
  expect(sizes(image)).toEqual([47_308, 0, 2_956, 0, 512]);
  expect(image.subarray(24, -32).reduce((sum, byte) => sum ^ byte, 0)).toBe(0xef);
  expect(Buffer.from(image.subarray(-32)).toString("hex")).toBe(sha256(image.subarray(0, -32)));
});

it.each([0, 2])("refuses an image where they stand %i times", (count) => {
  expect(() => withPools(imageWith(count), built, built)).toThrow("can't be told");
});

it("refuses an image without a digest", () => {
  const image = imageWith(1);
  image[23] = 0;
  expect(() => withPools(image, built, built)).toThrow("no digest");
});

it.each(["", "1,2", "1,2,3,4", "1,2,x", "0,1,1", "1.5,1,1"])('"%s" is no pools', (text) => {
  expect(() => poolsOf(text)).toThrow("not bytes of chunks");
});
