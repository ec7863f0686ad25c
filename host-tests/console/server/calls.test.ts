import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type CloudFault, cloudFaults } from "../../../host/console/contract.js";
import { mac, otaOf } from "../../cloud/harness.js";
import { connectDevice, hello, ofType } from "../../cloud/peers.js";
import { type Bench, bench, sharedBench } from "./harness.js";

/** A device that has shown its code, as the cloud sees it. */
async function pending({ cloud }: Bench, deviceId = mac): Promise<string> {
  return (await otaOf(cloud, deviceId)).body.activation.code;
}

describe("agents", () => {
  it("are made, renamed and deleted, and each change is seen on every page", async () => {
    const { signedIn, cloud } = await bench();
    const mine = await signedIn();
    const theirs = await (await signedIn()).watch();
    const made = await mine.call("POST", "/agents", { body: { name: " Living room " } });
    expect([made.status, made.body]).toEqual([200, { id: expect.any(String), name: "Living room" }]);
    await theirs.next(
      (change) => change.change === "agents" && change.agents.some(({ name }) => name === "Living room"),
    );
    const path = `/agents/${made.body.id}`;
    expect((await mine.call("PATCH", path, { body: { name: "Kitchen" } })).status).toBe(204);
    await theirs.next(
      (change) => change.change === "agents" && change.agents.some(({ name }) => name === "Kitchen"),
    );
    expect((await mine.call("DELETE", path)).status).toBe(204);
    const snapshot = await (await mine.watch()).snapshot;
    expect(snapshot.agents.map(({ id }) => id)).toEqual([cloud.agentId]);
    const again = await mine.call("DELETE", path);
    expect([again.status, again.body.error.kind]).toEqual([404, "agentNotFound"]);
  });
});

describe.each(["xrobo", "open"] as const)("devices of a cloud like %s", (profile) => {
  it("are added by code, named, and unbound", async () => {
    const made = await bench({}, { profile });
    const { signedIn, cloud } = made;
    const mine = await signedIn();
    const watched = await mine.watch();
    const code = await pending(made);
    const added = await mine.call("POST", `/agents/${cloud.agentId}/devices`, { body: { code } });
    expect([added.status, added.body]).toEqual([200, { id: mac }]);
    const change = { body: { alias: "Kitchen", autoUpdate: false } };
    expect((await mine.call("PATCH", `/devices/${mac}`, change)).status).toBe(204);
    expect(
      await watched.next((each) => each.change === "devices" && each.devices[0]?.alias === "Kitchen"),
    ).toMatchObject({
      devices: [
        {
          id: mac,
          agentId: cloud.agentId,
          macAddress: mac,
          alias: "Kitchen",
          board: "esp-box-3",
          appVersion: "1.0.0",
          autoUpdate: false,
        },
      ],
    });
    expect((await mine.call("DELETE", `/devices/${mac}`)).status).toBe(204);
    expect(cloud.isBound(mac)).toBe(false);
    await watched.next((each) => each.change === "devices" && each.devices.length === 0);
  });

  it("a code that is wrong, and a device that is bound already, have kinds of their own", async () => {
    const made = await bench({}, { profile });
    const { signedIn, cloud } = made;
    const mine = await signedIn();
    const path = `/agents/${cloud.agentId}/devices`;
    const wrong = await mine.call("POST", path, { body: { code: "000000" } });
    expect([wrong.status, wrong.body.error.kind]).toEqual([400, "codeInvalid"]);
    const code = await pending(made);
    await mine.call("POST", `/agents/${cloud.agentId}/import`, { body: { macAddresses: [mac] } });
    await otaOf(cloud, mac);
    const bound = await mine.call("POST", path, { body: { code } });
    expect([bound.status, bound.body.error.kind]).toEqual([409, "alreadyBound"]);
  });
});

describe("import", () => {
  it("takes a thousand addresses, and tells each that failed", async () => {
    const { signedIn, cloud } = await bench();
    const mine = await signedIn();
    const macAddresses = Array.from({ length: 999 }, (_, at) =>
      `02:00:00:00:${Math.floor(at / 100) + 10}:${(at % 100) + 100}`.replace(/1(\d\d)$/, "$1"),
    );
    const body = { macAddresses: [...macAddresses, "rubbish"] };
    const answer = await mine.call("POST", `/agents/${cloud.agentId}/import`, { body });
    expect([answer.status, answer.body]).toEqual([
      200,
      { success: 999, failed: [{ value: "rubbish", reason: expect.any(String) }] },
    ]);
    const unknown = await mine.call("POST", "/agents/nobody/import", { body: { macAddresses: [mac] } });
    expect([unknown.status, unknown.body.error.kind]).toEqual([404, "agentNotFound"]);
  });
});

describe("words from the cloud", () => {
  it("are spoken by the device that has a session, and its messages and waits are shown", async () => {
    const made = await bench();
    const { signedIn, cloud, clock } = made;
    const mine = await signedIn();
    const say = (id: string) => mine.call("POST", `/devices/${id}/say`, { body: { text: "Good morning" } });
    expect((await say(mac)).body.error.kind).toBe("notFound");
    const code = await pending(made);
    await mine.call("POST", `/agents/${cloud.agentId}/devices`, { body: { code } });
    expect((await say(mac)).body.error.kind).toBe("noSession");
    const watched = await mine.watch();
    const peer = await connectDevice(cloud);
    await peer.opened;
    peer.send(hello);
    await peer.inbox.next(ofType("hello"));
    const online = (session: unknown) =>
      watched.next(
        (change) => change.change === "devices" && (change.devices[0]?.session !== undefined) === session,
      );
    expect(await online(true)).toMatchObject({
      devices: [{ session: { transport: "websocket", openedAt: expect.stringMatching(/^20.*Z$/) } }],
    });
    expect((await say(mac)).status).toBe(204);
    await peer.inbox.next((message) => message.text === "Good morning");
    clock.nowMs += 5_000;
    peer.send({ type: "listen", state: "detect", text: "hello" });
    const answer = await watched.next(
      (change) => change.change === "message" && change.message.latencyMs !== undefined,
    );
    expect(answer).toMatchObject({
      message: {
        deviceId: mac,
        direction: "out",
        transport: "websocket",
        latencyMs: 0,
        message: { type: "stt" },
      },
    });
    const snapshot = await (await mine.watch()).snapshot;
    expect(snapshot.messages.filter(({ latencyMs }) => latencyMs !== undefined)).toHaveLength(1);
    expect(snapshot.messages[0]).toMatchObject({ direction: "in", message: { type: "hello" } });
    expect(JSON.stringify(snapshot)).not.toContain(cloud.token);
    peer.socket.terminate();
    await peer.closed;
    await watched.next(
      (change) =>
        change.change === "devices" &&
        change.devices[0]?.session === undefined &&
        watched.changes.indexOf(change) > watched.changes.indexOf(answer),
    );
  });
});

describe("firmware", () => {
  it("is stored, listed with its digest, offered, and deleted", async () => {
    const made = await bench();
    const { signedIn, cloud } = made;
    const mine = await signedIn();
    const image = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);
    const stored = await mine.call("PUT", "/firmware?type=esp-box-3&version=1.10.0&force=1", { body: image });
    const expected = {
      type: "esp-box-3",
      version: "1.10.0",
      sizeBytes: image.length,
      sha256: createHash("sha256").update(image).digest("hex"),
      force: true,
      addedAt: expect.stringMatching(/^20.*Z$/),
    };
    expect([stored.status, stored.body]).toEqual([200, expected]);
    const watched = await mine.watch();
    expect((await watched.snapshot).firmware).toEqual([expected]);
    const code = await pending(made);
    await mine.call("POST", `/agents/${cloud.agentId}/devices`, { body: { code } });
    expect((await otaOf(cloud, mac)).body.firmware.version).toBe("1.10.0");
    expect((await mine.call("DELETE", "/firmware/esp-box-3/1.10.0")).status).toBe(204);
    await watched.next((change) => change.change === "firmware" && change.firmware.length === 0);
    const again = await mine.call("DELETE", "/firmware/esp-box-3/1.10.0");
    expect([again.status, again.body.error.kind]).toEqual([404, "notFound"]);
  });
});

describe("faults of the cloud", () => {
  const shared = sharedBench();

  it.each(cloudFaults)("%s is switched on for all pages, and off again", async (fault) => {
    const { signedIn, cloud } = shared();
    const mine = await signedIn();
    const watched = await (await signedIn()).watch();
    const set = (next: CloudFault | null) => mine.call("PUT", "/faults", { body: { fault: next } });
    expect((await set(fault)).status).toBe(204);
    expect(await watched.next((change) => change.change === "fault")).toEqual({ change: "fault", fault });
    expect((await (await mine.watch()).snapshot).fault).toBe(fault);
    if (fault === "serverError") expect((await otaOf(cloud, mac)).status).toBe(500);
    if (fault === "noActivate")
      expect((await fetch(`${cloud.otaUrl}activate`, { method: "POST" })).status).toBe(404);
    if (fault === "sessionsRefused")
      expect(await (await connectDevice(cloud, { authorization: "Bearer x" })).opened).toBe(false);
    await set(null);
    await watched.next((change) => change.change === "fault" && change.fault === null);
    expect((await otaOf(cloud, mac)).status).toBe(200);
    const activate = await fetch(`${cloud.otaUrl}activate`, {
      method: "POST",
      headers: { "device-id": mac },
    });
    expect(activate.status).not.toBe(404);
  });
});

describe("a console without virtual devices", () => {
  it("says so, and has no calls for them", async () => {
    const { signedIn } = await bench({ virtual: false });
    const mine = await signedIn();
    expect((await mine.call("GET", "/session")).body.virtual).toBe(false);
    const body = { display: "128x64", language: "en", transport: "auto", engine: "node" };
    const answer = await mine.call("POST", "/virtual", { body });
    expect([answer.status, answer.body.error.kind]).toEqual([404, "notFound"]);
  });
});

describe("what goes wrong inside", () => {
  it("is told to the person who runs it, and to the page only in general", async () => {
    const { signedIn, problems, cloud } = await bench();
    const mine = await signedIn();
    cloud.setFaults({ api: 500 });
    const refused = await mine.call("POST", "/agents", { body: { name: "x" } });
    expect([refused.status, refused.body.error.kind]).toEqual([502, "server"]);
    expect(problems).toEqual([]);
    cloud.setFaults = () => {
      throw new Error("a bug");
    };
    const bug = await mine.call("PUT", "/faults", { body: { fault: null } });
    expect([bug.status, bug.body.error.kind]).toEqual([500, "server"]);
    expect(bug.text).not.toContain("a bug");
    expect(problems).toEqual(["a bug"]);
  });
});
