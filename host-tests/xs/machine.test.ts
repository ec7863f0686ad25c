import { beforeAll, expect, test } from "vitest";
import type { XsFailure } from "../../host/xs/failure.js";
import { deviceHeap, esp32S3Heap } from "../../host/xs/heap.js";
import type { XsMachine } from "../../host/xs/machine.js";
import { beyond, beyondIntrinsics, type XsStats } from "../../host/xs/stats.js";
import { buildTimeoutMs, enginePath, withMachine } from "./engine.js";

beforeAll(enginePath, buildTimeoutMs);

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("utf8");
const failed = (promise: Promise<unknown>): Promise<XsFailure> =>
  promise.then(
    () => Promise.reject(new Error("it did not fail")),
    (failure: XsFailure) => failure,
  );
const load = (machine: XsMachine, code: string) => machine.load({ name: "program.js", code });

test("ES2022 runs, and what a device lacks is absent", async () => {
  const printed: string[] = [];
  await withMachine({ onPrint: (line) => printed.push(line) }, async (machine) => {
    await load(
      machine,
      `class A { static #n = 0; #x = 1; static { A.#n = 2 } static get n() { return A.#n } has(o) { return #x in o } }
       print(A.n, new A().has(new A()), [1, 2].at(-1), Object.hasOwn({ a: 1 }, "a"), 7n ** 2n, "a-b".replaceAll("-", "+"));
       print(typeof TextEncoder, typeof setTimeout, typeof console, typeof Intl, typeof structuredClone, typeof URL);
       print("😀".length, "grüße");
       Promise.resolve("job").then(print);`,
    );
  });
  expect(printed).toEqual([
    "2 true 2 true 49 a+b",
    "undefined undefined undefined undefined undefined undefined",
    // A device counts code points, not UTF-16 units.
    "1 grüße",
    "job",
  ]);
});

test("a program runs in strict mode, as modules do on a device", async () => {
  await withMachine({}, async (machine) => {
    expect((await failed(load(machine, "undeclared = 1"))).detail).toContain("ReferenceError");
  });
});

test("64 KiB go to the program, to its host and all the way back unchanged", async () => {
  const bytes = new Uint8Array(65_536).map((_, index) => (index * 31) & 0xff);
  const seen: number[] = [];
  const onCommand = (asked: Uint8Array) => {
    seen.push(asked.byteLength);
    return asked.map((byte) => byte ^ 0xff);
  };
  await withMachine({ onCommand }, async (machine) => {
    await load(machine, "globalThis.handleCommand = (bytes) => issueCommand(bytes)");
    const { reply } = await machine.command(bytes);
    expect(
      Buffer.compare(
        reply,
        bytes.map((byte) => byte ^ 0xff),
      ),
    ).toBe(0);
  });
  expect(seen).toEqual([65_536]);
});

test("commands given at once are carried out one after the other, in order", async () => {
  const asked: string[] = [];
  const onCommand = (bytes: Uint8Array) => {
    asked.push(text(bytes));
    return bytes;
  };
  await withMachine({ onCommand }, async (machine) => {
    await load(
      machine,
      "globalThis.handleCommand = (bytes) => { issueCommand(bytes); return issueCommand(bytes) }",
    );
    const replies = await Promise.all(["a", "b", "c"].map((name) => machine.command(Buffer.from(name))));
    expect(replies.map(({ reply }) => text(reply))).toEqual(["a", "b", "c"]);
  });
  expect(asked).toEqual(["a", "a", "b", "b", "c", "c"]);
});

test("the count of instructions is the same on every run, for any heap", async () => {
  const meters = [];
  for (const heap of [{}, {}, { heap: deviceHeap(esp32S3Heap) }]) {
    meters.push(
      await withMachine(heap, async (machine) => {
        await load(
          machine,
          "globalThis.handleCommand = () => { let o = {}; for (let i = 0; i < 999; i++) o = { i, o: [i] } }",
        );
        return (await machine.command(new Uint8Array(0))).meter;
      }),
    );
  }
  expect(meters[0]).toBeGreaterThan(9_000);
  expect(new Set(meters).size).toBe(1);
});

test("an exception rejects the command with its stack, and the machine lives on", async () => {
  await withMachine({}, async (machine) => {
    await load(
      machine,
      `globalThis.handleCommand = (bytes) => {
      if (bytes.byteLength > 0)
        throw new RangeError("too much");
    }`,
    );
    const failure = await failed(machine.command(new Uint8Array(1)));
    expect(failure).toMatchObject({ kind: "exception" });
    expect(failure.detail).toMatch(/^RangeError: too much\n at .*\(program\.js:3\)/);
    expect((await machine.command(new Uint8Array(0))).reply).toHaveLength(0);
  });
});

test("a syntax error names the line", async () => {
  await withMachine({}, async (machine) => {
    expect((await failed(load(machine, "\n\nlet a b"))).detail).toContain("(program.js:3)");
  });
});

test.each([
  ["out-of-memory", "slots", "const a = [];\nfor (;;) a.push({})"],
  ["out-of-memory", "chunks", "let s = 'x';\nfor (;;) s += s"],
  ["stack-overflow", "stack", "function f(n) { return 1 + f(n) }\nglobalThis.handleCommand = () => f(0)"],
])("%s (%s) ends the device with its reason and the place in the program", async (kind, _what, code) => {
  const ends: unknown[] = [];
  await withMachine({ heap: deviceHeap(esp32S3Heap), onExit: (end) => ends.push(end) }, async (machine) => {
    const run = async () => {
      await load(machine, code);
      await machine.command(new Uint8Array(0));
    };
    const failure = await failed(run());
    expect(failure.kind).toBe(kind);
    expect(failure.detail).toMatch(/of \d+ slots|all 512 stack slots/);
    expect(failure.detail).toMatch(/program\.js:\d/);
    expect(await machine.exited).toBe(failure);
    expect(await failed(machine.command(new Uint8Array(0)))).toBe(failure);
    expect(ends).toEqual([failure]);
  });
});

test("a program that uses too many instructions is stopped", async () => {
  await withMachine({ meterLimit: 1_000_000 }, async (machine) => {
    expect((await failed(load(machine, "for (;;);"))).kind).toBe("meter");
  });
});

test("a program that does not come to rest in time is stopped", async () => {
  await withMachine({ commandTimeoutMs: 50 }, async (machine) => {
    expect((await failed(load(machine, "for (;;);"))).kind).toBe("timeout");
  });
});

test("a rejection that nobody handles ends the device with its stack", async () => {
  await withMachine({}, async (machine) => {
    const failure = await failed(
      load(machine, "async function job() {\nawait null;\nthrow new Error('lost') }\njob()"),
    );
    expect(failure.kind).toBe("unhandled-rejection");
    expect(failure.detail).toContain("Error: lost\n at job (program.js:3)");
  });
});

test("a host that cannot answer ends the machine instead of hanging it", async () => {
  const onCommand = () => {
    throw new Error("no such port");
  };
  await withMachine({ onCommand }, async (machine) => {
    const failure = await failed(load(machine, "issueCommand(new ArrayBuffer(1))"));
    expect(failure).toMatchObject({ kind: "host", detail: "no such port" });
  });
});

test("byte code and constants stay out of the heap, and the program works as if they did not", async () => {
  const functions = Array.from(
    { length: 300 },
    (_, i) => `f${i}(x) { return x + ${i} + "${"text".repeat(8)}".length }`,
  );
  const program = {
    name: "program.js",
    code: `const o = { ${functions.join(",\n")} };
    globalThis.handleCommand = () => { gc(); let n = 0; for (const k in o) n = o[k](n); return Uint8Array.of(n >> 8).buffer }`,
  };
  const measured: { stats: XsStats; reply: Uint8Array }[] = [];
  for (const inPlace of [true, false]) {
    await withMachine({}, async (machine) => {
      await machine.load(program, { inPlace });
      const { reply } = await machine.command(new Uint8Array(0));
      measured.push({ stats: await machine.stats(), reply });
    });
  }
  const [kept, copied] = measured;
  if (!kept || !copied) throw new Error("nothing was measured");
  expect(kept.reply).toEqual(copied.reply);
  expect(kept.stats.codeBytes).toBeGreaterThan(15_000);
  expect(copied.stats.codeBytes).toBe(0);
  expect(copied.stats.chunkBytes - kept.stats.chunkBytes).toBeGreaterThan(15_000);
});

test("sizes of a device heap are on top of the engine's own objects, and live objects are counted exactly", async () => {
  await withMachine({ heap: deviceHeap({ chunkBytes: 20_000, slots: 1_000 }) }, async (machine) => {
    await load(
      machine,
      "let keep; globalThis.handleCommand = (b) => { keep = b.byteLength ? [{}, {}, {}] : undefined }",
    );
    const loaded = await machine.stats();
    expect(loaded.maxSlots - loaded.intrinsicSlots).toBe(1_000);
    expect(loaded.maxChunkBytes - loaded.intrinsicChunkBytes).toBe(20_000);
    expect(beyondIntrinsics(loaded).slots).toBeLessThan(60);
    await machine.command(new Uint8Array(1));
    expect(beyond(await machine.stats(), loaded).slots).toBeGreaterThanOrEqual(3);
    await machine.command(new Uint8Array(0));
    expect(beyond(await machine.stats(), loaded).slots).toBeLessThanOrEqual(0);
  });
});

test("the depth of the stack is known, and loading may use more of it than the program has afterwards", async () => {
  const heap = deviceHeap({ chunkBytes: 60_000, slots: 2_000, stackSlots: 400 });
  await withMachine({ heap }, async (machine) => {
    const names = Array.from({ length: 900 }, (_, i) => `const c${i} = ${i};`).join("\n");
    await load(
      machine,
      `(() => { ${names}
        function down(n) { return n === 0 ? 0 : 1 + down(n - 1) }
        globalThis.handleCommand = (b) => { down(b.byteLength); "aab".replace(/(a+)b/, "$1") } })()`,
    );
    const depths = [];
    for (const depth of [1, 11]) {
      await machine.command(new Uint8Array(depth));
      depths.push((await machine.stats()).peakStackSlots);
    }
    const [shallow = 0, deep = 0] = depths;
    expect(deep - shallow).toBeGreaterThan(50);
    expect((await machine.stats()).maxStackSlots).toBe(400);
    expect((await failed(machine.command(new Uint8Array(100)))).detail).toContain("all 400 stack slots");
  });
});

test("close may be called again, after a crash and before a load; then nothing is accepted", async () => {
  await withMachine({}, async (machine) => {
    await Promise.all([machine.close(), machine.close()]);
    await machine.close();
    expect(await machine.exited).toBeUndefined();
    expect((await failed(machine.command(new Uint8Array(0)))).kind).toBe("closed");
  });
  await withMachine({}, async (machine) => {
    await machine.kill();
    await machine.kill();
    await machine.close();
    expect((await machine.exited)?.kind).toBe("killed");
  });
});

test("close waits for the commands already given", async () => {
  await withMachine({}, async (machine) => {
    await load(machine, "globalThis.handleCommand = (bytes) => bytes");
    const reply = machine.command(Buffer.from("last"));
    await machine.close();
    expect(text((await reply).reply)).toBe("last");
  });
});

test("a message over the cap fails without hurting the machine", async () => {
  await withMachine({ maxMessageBytes: 10_000 }, async (machine) => {
    await load(machine, "globalThis.handleCommand = (bytes) => bytes");
    expect((await failed(machine.command(new Uint8Array(10_000)))).kind).toBe("host");
    expect((await machine.command(new Uint8Array(9_000))).reply).toHaveLength(9_000);
  });
});
