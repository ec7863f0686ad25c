import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMacList } from "../../host/api/mac-list.js";

const [one, two, three] = ["02:00:00:00:00:01", "02:00:00:00:00:02", "02:00:00:00:00:03"] as const;

const found = (text: string) => readMacList(text).rows.map(({ mac, line }) => [mac, line]);

describe("a list of MAC addresses", () => {
  it("has one a line, in any spelling, with remarks and empty lines", () => {
    const text = `# factory\n\n${one.toUpperCase()}\n02-00-00-00-00-02  # kitchen\n  020000000003 \n`;
    expect(found(text)).toEqual([
      [one, 3],
      [two, 4],
      [three, 5],
    ]);
  });

  it.each(["\n", "\r\n", "\r"])("counts lines that end with %j", (end) => {
    expect(found(["", "# x", one, "", two].join(end))).toEqual([
      [one, 3],
      [two, 5],
    ]);
  });

  it("says which lines are none, and counts repeats", () => {
    const text = `${one}\nff:ff:ff:ff:ff:ff\n${"x".repeat(100)}\n${one.toUpperCase()}\n`;
    expect(readMacList(text)).toEqual({
      rows: [{ mac: one, line: 1 }],
      bad: [
        {
          value: "ff:ff:ff:ff:ff:ff",
          line: 2,
          problem: "multicast",
          reason: "a multicast address, which no device has",
        },
        { value: "x".repeat(40), line: 3, problem: "notMac", reason: "not a MAC address" },
      ],
      repeated: 1,
    });
  });
});

describe("a CSV", () => {
  it.each([
    "mac",
    "MAC",
    "Mac Address",
    "mac_address",
    "macAddress",
    "MAC地址",
    "mac 地址",
    "设备MAC",
    "设备 MAC 地址",
    "物理地址",
    "ＭＡＣ地址",
  ])("has them in the column headed %s", (heading) => {
    expect(found(`serial,${heading},name\n${two},${one},x\n`)).toEqual([[one, 2]]);
  });

  it.each([",", ";", "\t"])("may be separated by %j", (mark) => {
    expect(found(`name${mark}mac\n"a${mark}b"${mark}${one}\n`)).toEqual([[one, 2]]);
  });

  it("may have the other marks in a cell without quotes", () => {
    expect(found(`name,mac\nkitchen; left,${one}\n`)).toEqual([[one, 2]]);
  });

  it("may have quotes, doubled quotes, and cells over several lines", () => {
    const text = `name,mac\r\n"a ""big"" one, blue","${one}"\r\n"two\r\nlines",${two}\r\nx,${three}\r\n`;
    expect(found(text)).toEqual([
      [one, 2],
      [two, 3],
      [three, 5],
    ]);
  });

  it("has the first cell that is one, without a heading", () => {
    expect(found(`7,${one},${two}\n`)).toEqual([[one, 1]]);
  });

  it("names a row without an address, and goes on", () => {
    const text = `name,mac\nx,\n,rubbish\ny,${two}\n`;
    expect(readMacList(text)).toEqual({
      rows: [{ mac: two, line: 4 }],
      bad: [
        { value: "", line: 2, problem: "notMac", reason: "no MAC address" },
        { value: "rubbish", line: 3, problem: "notMac", reason: "not a MAC address" },
      ],
      repeated: 0,
    });
  });

  it("loses no row to a stray quote", () => {
    const text = `name,mac\n"12" inch,${one}\n5" , "${two}" \n"a"b"c,${three}\n`;
    expect(found(text)).toEqual([
      [one, 2],
      [two, 3],
      [three, 4],
    ]);
  });

  it("skips rows that have nothing but separators", () => {
    expect(readMacList(`mac,name\n,\n${one},x\n ; \n`).bad).toEqual([
      { value: ";", line: 4, problem: "notMac", reason: "not a MAC address" },
    ]);
  });

  it("with a heading and nothing else is empty", () => {
    expect(readMacList("mac,name\n")).toEqual({ rows: [], bad: [], repeated: 0 });
  });

  it("whose quote is never closed is refused as a whole", () => {
    expect(() => readMacList(`${one}\n"${two}\n${three}\n`)).toThrow(/line 2 or later is never closed/);
  });
});

describe("whatever stands in the other cells", () => {
  const runs = { numRuns: 200, seed: 20261126 } as const;
  const macs = fc
    .uniqueArray(fc.nat(0xffffff), { minLength: 1, maxLength: 20 })
    .map((numbers) =>
      numbers.map((n) =>
        `020000${n.toString(16).padStart(6, "0")}`.replace(/..(?=.)/g, (octet) => `${octet}:`),
      ),
    );
  const cell = fc.string({ maxLength: 12, unit: fc.constantFrom(...'ab ,;\t"\n#客', "\r\n") });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

  it("every address is found, with the line where its row begins", () => {
    fc.assert(
      fc.property(macs, fc.array(cell, { minLength: 20, maxLength: 20 }), (addresses, names) => {
        let text = "name,mac\r\n";
        const expected = addresses.map((mac, at) => {
          const line = text.split(/\r\n|\n/).length;
          text += `${quoted(names[at] ?? "")},${mac}\r\n`;
          return { mac, line };
        });
        expect(readMacList(text)).toEqual({ rows: expected, bad: [], repeated: 0 });
      }),
      runs,
    );
  });

  it("a text that is no list has a sentence or bad rows, and nothing else comes of it", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80, unit: fc.constantFrom(...'a1:,;\t"\n\r# \uFEFF') }), (text) => {
        try {
          const { rows, bad } = readMacList(text);
          expect(rows).toEqual([]);
          for (const { line, reason } of bad) expect([line > 0, reason !== ""]).toEqual([true, true]);
        } catch (error) {
          expect(String(error)).toMatch(/is never closed/);
        }
      }),
      runs,
    );
  });
});
