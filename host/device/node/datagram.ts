/** UDP port over node:dgram. */
import dgram from "node:dgram";
import type { DatagramChannel, DatagramEvents, Datagrams, NetworkFailure } from "../../../src/core/ports.js";
import { endOnce, type Fault, guarded } from "./callback.js";
import { codeOf, networkFailure } from "./failure.js";

/** The UDP port. `send` is false until the peer's name is resolved; a refused datagram ends nothing. */
export function nodeDatagrams(fault: Fault): Datagrams {
  return { open: (host, port, events) => openSocket(host, port, events, fault) };
}

function openSocket(host: string, port: number, events: DatagramEvents, fault: Fault): DatagramChannel {
  const ending = endOnce<NetworkFailure | undefined>(fault, (failure) => events.closed(failure));
  const socket = dgram.createSocket("udp4");
  let connected = false;
  const finish = (failure: NetworkFailure | undefined): void => {
    if (ending.over()) return;
    connected = false;
    ending.settle(failure);
    socket.close();
  };
  socket.on("message", (bytes) => {
    if (!ending.over()) guarded(fault, () => events.received(new Uint8Array(bytes)));
  });
  socket.on("error", (error) => {
    // ICMP says that nobody listens there now: datagrams get lost, that is their nature.
    if (connected && codeOf(error) === "ECONNREFUSED") return;
    finish(networkFailure(error, connected ? "talking" : "connecting"));
  });
  socket.on("connect", () => {
    connected = true;
  });
  try {
    socket.connect(port, host);
  } catch {
    finish({ kind: "malformed", detail: "bad UDP address" });
  }
  return {
    send(bytes) {
      if (!connected) return false;
      socket.send(bytes, () => {});
      return true;
    },
    close: () => finish(undefined),
  };
}
