/** Espressif's QEMU with one flash file, as a board that can be switched on and off. */
import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Memory, Said } from "./trace.js";
import { isCrash, Trace } from "./trace.js";

/** What a board in the emulator calls the computer that it runs on; QEMU's user network leads it to loopback. */
export const hostAddress = "10.0.2.2";

/** The board's own, as its eFuse has it: locally administered, never the address of a thing that was sold. */
export const mac = "02:00:00:00:5a:02";

/** The emulator's eFuse file: what the chip's registers say from block 0 on. */
const eFuseBytes = 1_024;
/** Block 1 begins with the MAC, last byte first. */
const macAt = 24;

/** Emulated, on a loaded computer, with a TLS handshake in interpreted bignum: minutes are nothing. */
const patienceMs = 180_000;

export class Emulator {
  readonly trace = new Trace();
  readonly #child: ChildProcess;
  readonly #exit: Promise<void>;

  constructor(flashFile: string) {
    const eFuseFile = `${flashFile}.efuse`;
    if (!existsSync(eFuseFile)) writeFileSync(eFuseFile, eFuse());
    this.#child = spawn(
      "qemu-system-xtensa",
      [
        // Its first serial port on our standard output: with `-serial stdio` beside it nothing comes.
        ...["-machine", "esp32s3", "-nographic"],
        // Both cores in one thread. In two, a core that maps flash empties the other one's translations while it uses them, and the
        // emulator ends with `Bad ram pointer` (an address of the program, less one) or the program goes astray.
        ...["-accel", "tcg,thread=single"],
        ...["-drive", `file=${flashFile},if=mtd,format=raw`],
        ...["-drive", `file=${eFuseFile},if=none,format=raw,id=efuse`],
        ...["-global", "driver=nvram.esp32s3.efuse,property=drive,value=efuse"],
        ...["-nic", "user,model=open_eth"],
        // The chip's timer watchdogs run on real time, and the emulator doesn't.
        ...["-global", "driver=timer.esp32s3.timg,property=wdt_disable,value=true"],
      ],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    for (const output of [this.#child.stdout, this.#child.stderr])
      if (output !== null)
        createInterface({ input: output, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
          appendFileSync(`${flashFile}.log`, `${line}\n`);
          this.trace.add(line);
          if (isCrash(line)) this.trace.end(`the program crashed (${line.trim()})`);
        });
    this.#exit = new Promise((resolve) => {
      // Not `exit`: the last lines may still be on their way then.
      this.#child.on("close", () => resolve());
      this.#child.on("error", (error) => {
        this.trace.end(`the emulator could not be started (${error.message})`);
        resolve();
      });
    });
    void this.#exit.then(() => this.trace.end("the emulator ended"));
  }

  /** How often the chip has started: once for being switched on, and once for every restart or crash. */
  starts(): number {
    return this.trace.said.filter((said) => said.kind === "line" && said.line.startsWith("ESP-ROM:")).length;
  }

  /** What the program itself calls an error. */
  errors(): readonly string[] {
    return this.trace.said.flatMap((said) =>
      said.kind === "line" && said.line.startsWith("error ") ? [said.line] : [],
    );
  }

  /** The next event of this name that fits. */
  async event(
    name: string,
    fits: (event: Readonly<Record<string, unknown>>) => boolean = () => true,
    timeoutMs = patienceMs,
  ): Promise<Readonly<Record<string, unknown>>> {
    const isIt = (said: Said) => said.kind === "event" && said.event.event === name && fits(said.event);
    const said = await this.trace.next(name, isIt, timeoutMs);
    return said.kind === "event" ? said.event : {};
  }

  /** The next line that is no event and has this in it. */
  async line(pattern: RegExp, timeoutMs = patienceMs): Promise<string> {
    const isIt = (said: Said) => said.kind === "line" && pattern.test(said.line);
    const said = await this.trace.next(String(pattern), isIt, timeoutMs);
    return said.kind === "line" ? said.line : "";
  }

  /** Its memory after what has happened so far: the next report. */
  async memory(): Promise<Memory> {
    const said = await this.trace.next("a report of its memory", ({ kind }) => kind === "memory", patienceMs);
    if (said.kind !== "memory") throw new Error("no report of memory");
    return said.memory;
  }

  /** As if its plug were pulled: whatever it was writing stays half written. Idempotent. */
  async cut(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exit;
  }
}

function eFuse(): Uint8Array {
  const bytes = new Uint8Array(eFuseBytes);
  mac.split(":").forEach((pair, at) => {
    bytes[macAt + 5 - at] = Number.parseInt(pair, 16);
  });
  return bytes;
}
