/** Servers send roots that others have signed too: what counts is the key that we trust. */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { verifyChain } from "../../../src/moddable/net/tls.js";
import { certificateOf, testStack } from "./stack.js";

const certificate = (name: string) =>
  new X509Certificate(readFileSync(new URL(`./tls/${name}.pem`, import.meta.url)));
const derOf = (name: string) => new Uint8Array(certificate(name).raw);

/** A device that holds this root, and finds it by the issuer's key as the SDK's index does. */
function judged(chain: readonly string[], root: string): string | undefined {
  const held = certificate(root);
  const rootFor = (der: Uint8Array) =>
    new X509Certificate(der).checkIssued(held) ? certificateOf(new Uint8Array(held.raw)) : undefined;
  return verifyChain(chain.map(derOf), testStack({}, { rootFor }), "localhost");
}

const sent = ["newer-good", "newer-intermediate"];

describe("a device that holds the newer root", () => {
  it.each([
    ["no root", sent],
    ["the root", [...sent, "newer"]],
    ["it cross-signed by the older one", [...sent, "newer-crossed"]],
    ["that, which has expired", [...sent, "newer-crossed-expired"]],
    ["both roots", [...sent, "newer-crossed", "older"]],
  ])("believes a server that sends %s", (_what, chain) => {
    expect(judged(chain, "newer")).toBeUndefined();
  });
});

describe("a device that holds only the older root", () => {
  it("believes a server that sends the newer one cross-signed", () => {
    expect(judged([...sent, "newer-crossed"], "older")).toBeUndefined();
  });

  it("does not if it sends the newer one alone, or an expired signature", () => {
    expect(judged(sent, "older")).toMatch(/^no authority that this device trusts/);
    expect(judged([...sent, "newer"], "older")).toMatch(/^no authority that this device trusts/);
    expect(judged([...sent, "newer-crossed-expired"], "older")).toMatch(/^a certificate has expired/);
  });
});

describe("a device that holds neither", () => {
  it("says so, and of a lone leaf what the server has to send", () => {
    expect(judged([...sent, "newer-crossed"], "other")).toMatch(/^no authority that this device trusts/);
    expect(judged(["newer-good"], "newer")).toMatch(/^the server sent only its own certificate/);
  });
});
