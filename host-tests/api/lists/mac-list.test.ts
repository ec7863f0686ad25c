import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MacListError } from "../../../host/api/lists/errors.js";
import { readMacList } from "../../../host/api/lists/mac-list.js";

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
        { value: "ff:ff:ff:ff:ff:ff", line: 2, problem: "multicast" },
        { value: "x".repeat(40), line: 3, problem: "notMac" },
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

  it("has the cell that is one, without a heading", () => {
    expect(found(`7,${one},x\n8,y,${two}\n`)).toEqual([
      [one, 1],
      [two, 2],
    ]);
  });

  it("names a row without an address, and goes on", () => {
    const text = `name,mac\nx,\n,rubbish\ny,${two}\n`;
    expect(readMacList(text)).toEqual({
      rows: [{ mac: two, line: 4 }],
      bad: [
        { value: "", line: 2, problem: "noMac" },
        { value: "rubbish", line: 3, problem: "notMac" },
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
      { value: ";", line: 4, problem: "notMac" },
    ]);
  });

  it("with a heading and nothing else is empty", () => {
    expect(readMacList("mac,name\n")).toEqual({ rows: [], bad: [], repeated: 0 });
  });

  it("whose quote is never closed is refused as a whole", () => {
    expect(() => readMacList(`${one}\n"${two}\n${three}\n`)).toThrow(new MacListError("openQuote", [], 2));
  });
});

describe("the column that is meant", () => {
  const errorOf = (text: string, column?: string): unknown => {
    try {
      return readMacList(text, column === undefined ? {} : { column });
    } catch (error) {
      return error instanceof MacListError ? [error.problem, error.columns] : error;
    }
  };

  it.each([
    "MAC",
    "WiFi MAC",
    "WIFIMAC",
    "Wi-Fi MAC Address",
    "STA MAC",
    "MAC (STA)",
    "MAC *",
    "MAC（必填）",
    "Mac Addr.",
    "MAC Address (Wi-Fi)",
    "物理地址(MAC)",
    "Device-Id",
    "deviceId",
    "设备ID",
    "无线MAC",
    "Base MAC",
    "Hardware address",
  ])("is the one headed %s, not that of Bluetooth", (heading) => {
    expect(found(`no,BT MAC,${heading},BLE MAC\n1,${two},${one},${three}\n`)).toEqual([[one, 2]]);
  });

  it.each([
    ["SoftAP MAC", "MAC"],
    ["MAC", "WiFi MAC"],
    ["Ethernet MAC", "设备编号"],
    ["网关MAC", "地址"],
    ["Serial", "MAC"],
    ["BTMAC", "WIFIMAC"],
    ["Device ID", "MAC"],
  ])("of %j and %j is the second", (first, second) => {
    expect(found(`${first},${second}\n${two},${one}\n`)).toEqual([[one, 2]]);
  });

  it.each([
    ["MAC 1,MAC 2", ["MAC 1", "MAC 2"]],
    ["first,second", ["first", "second"]],
    ["MAC,MAC", ["1", "2"]],
    [",", ["1", "2"]],
  ])("is asked for if %j doesn't tell it", (heading, columns) => {
    expect(errorOf(`${heading}\n${one},${two}\n`)).toEqual(["severalColumns", columns]);
  });

  it("is asked for if there is no heading", () => {
    expect(errorOf(`7,${one},${two}\n`)).toEqual(["severalColumns", ["2", "3"]]);
  });

  it("is asked for if the only addresses are those of something else", () => {
    expect(errorOf(`name,蓝牙 MAC\na,${one}\n`)).toEqual(["otherAddresses", ["蓝牙 MAC"]]);
  });

  it("needs no asking if both say the same", () => {
    expect(found(`MAC 1,MAC 2\n${one},${one.toUpperCase()}\n`)).toEqual([[one, 2]]);
  });

  it.each(["bt mac", "ＢＴ　ＭＡＣ", "2"])("can be told as %j", (column) => {
    expect(readMacList(`no,BT MAC,WiFi MAC\n1,${two},${one}\n`, { column }).rows).toEqual([
      { mac: two, line: 2 },
    ]);
  });

  it("that is not there is refused with those that are", () => {
    expect(errorOf(`no,mac\n1,${one}\n`, "eth")).toEqual(["noSuchColumn", ["no", "mac"]]);
  });
});

describe("what stands around the addresses", () => {
  it.each([
    ["a heading that names none", `no,x\n1,${one}\n`, 2],
    ["a title above the heading", `MAC list of June\nno,mac\n1,${one}\n`, 3],
    ["a heading that comes again", `no,mac\n1,${one}\nno,mac\n`, 2],
    ["what a spreadsheet says of its separator", `sep=;\nname;mac\na,b;${one}\n`, 3],
    ["the same in quotes, with a tab", `"sep=\t"\nname\tmac\na\t${one}\n`, 3],
    [
      "what esptool prints",
      `esptool.py v4.8.1\nChip is ESP32-S3, rev v0.2\nMAC: ${one}\nHard resetting...\n`,
      3,
    ],
    ["a name after the address", `${one} kitchen\n`, 1],
  ])("%s is no row", (_name, text, line) => {
    expect(readMacList(text)).toEqual({ rows: [{ mac: one, line }], bad: [], repeated: 0 });
  });

  it.each([
    ["an address with a slip in the first line", `02:00:00:00:00:0g\n${one}\n`, 1, "notMac"],
    ["the same in a table", `a,02:00:00:00:00:00:1\nb,${one}\n`, 1, "notMac"],
    ["zeros", `${one}\n00:00:00:00:00:00\n`, 2, "allZeros"],
    ["eight bytes", `MAC: 3c:84:27:ff:fe:c3:12:08\nBASE MAC: ${one}\n`, 1, "eui64"],
  ])("%s is told", (_name, text, line, problem) => {
    expect(readMacList(text).bad).toMatchObject([{ line, problem }]);
  });

  it("takes all the spellings that switches and tools have, in the order of the lines", () => {
    const spellings = [
      "3c84-27c3-1201",
      "3c84.27c3.1202",
      "MAC: 3c:84:27:c3:12:03",
      "3C-84-27-C3-12-04",
      "3C8427C31205",
      "0x3C8427C31206",
      "3c 84 27 c3 12 07",
      "3c:84:27:ff:fe:c3:12:08",
      '"3C:84:27:C3:12:09 "',
      "３C：84：27：C3：12：0A",
      "3c_84_27_c3_12_0b",
      "3C8427-C3120C",
    ];
    const { rows, bad } = readMacList(`name,MAC\n${spellings.map((text) => `x,${text}`).join("\n")}\n`);
    expect(rows.map(({ mac }) => mac.slice(-2))).toEqual("01 02 03 04 05 06 07 09 0a 0b 0c".split(" "));
    expect(bad).toEqual([{ value: "3c:84:27:ff:fe:c3:12:08", line: 9, problem: "eui64" }]);
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
          for (const { line } of bad) expect(line).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(MacListError);
        }
      }),
      runs,
    );
  });
});
