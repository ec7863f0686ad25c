import type { Server, Socket } from "node:net";

/** A TCP server that can stop, dropping every connection, and listen again on the same port. */
export interface Listener {
  listen(): Promise<void>;
  /** Idempotent. */
  stop(): Promise<void>;
  /** The port it listens or last listened on. */
  port(): number;
}

export function createListener(server: Server, host: string, wantedPort: number): Listener {
  const sockets = new Set<Socket>();
  let port = wantedPort;
  // Kept by hand: the HTTP server forgets a connection once it is upgraded to a websocket.
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return {
    port: () => port,
    listen() {
      if (server.listening) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const onError = (error: NodeJS.ErrnoException) => reject(explain(error, host, port));
        server.once("error", onError);
        server.listen(port, host, () => {
          server.removeListener("error", onError);
          const address = server.address();
          if (typeof address === "object" && address !== null) port = address.port;
          resolve();
        });
      });
    },
    stop() {
      if (!server.listening) return Promise.resolve();
      return new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
    },
  };
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new Error(`Port ${port} on ${host} is in use. Stop the other program or choose another port.`);
    case "EADDRNOTAVAIL":
      return new Error(
        `This machine has no address ${host}. Use 127.0.0.1, 0.0.0.0 or one of its own addresses.`,
      );
    case "EACCES":
      return new Error(`Port ${port} may not be opened by this user. Choose a port from 1024 on.`);
    default:
      return error;
  }
}
