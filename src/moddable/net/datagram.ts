/** UDP port over the SDK's `embedded:io/socket/udp`. */
import type { DatagramChannel, DatagramEvents, Datagrams, NetworkFailure } from "../../core/ports.js";
import type { NetStack } from "./line.js";
import { textOf } from "./line.js";
import { resolveHost } from "./resolver.js";
import type { Udp } from "./sdk.js";

/** The UDP port. `send` is false until the peer's name is resolved; only the peer's own datagrams are received. */
export function moddableDatagrams(stack: NetStack): Datagrams {
  return { open: (host, port, events) => new Channel(stack, host, port, events) };
}

class Channel implements DatagramChannel {
  readonly #stack: NetStack;
  readonly #port: number;
  readonly #events: DatagramEvents;
  readonly #cancelResolve: () => void;
  #address = "";
  #udp: Udp | undefined;
  #over = false;

  constructor(stack: NetStack, host: string, port: number, events: DatagramEvents) {
    this.#stack = stack;
    this.#port = port;
    this.#events = events;
    this.#cancelResolve = resolveHost(stack, host, (result) => {
      if ("failure" in result) this.#finish({ kind: "unreachable", stage: "dns", detail: result.failure });
      else this.#open(result.address);
    });
  }

  send(bytes: Uint8Array): boolean {
    if (this.#over || this.#udp === undefined) return false;
    try {
      this.#udp.write(bytes, this.#address, this.#port);
      return true;
    } catch {
      // No route or no buffer now: datagrams get lost, that is their nature.
      return false;
    }
  }

  close(): void {
    this.#finish(undefined);
  }

  #open(address: string): void {
    if (this.#over) return;
    this.#address = address;
    try {
      this.#udp = new this.#stack.sdk.Udp({ onReadable: (count) => this.#onReadable(count) });
    } catch (error) {
      this.#finish({ kind: "unreachable", stage: "tcp", detail: `no UDP socket (${textOf(error)})` });
    }
  }

  #onReadable(count: number): void {
    try {
      for (let left = count; left > 0 && !this.#over; left -= 1) {
        const data = this.#udp?.read();
        if (data === undefined) return;
        // The socket is not connected: anybody may send to it.
        if (data.address === this.#address && data.port === this.#port)
          this.#events.received(new Uint8Array(data));
      }
    } catch (error) {
      this.#stack.fault(error);
    }
  }

  #finish(failure: NetworkFailure | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelResolve();
    this.#stack.timers.after(0, () => {
      try {
        this.#udp?.close();
        this.#events.closed(failure);
      } catch (error) {
        this.#stack.fault(error);
      }
    });
  }
}
