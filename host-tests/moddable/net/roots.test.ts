import { X509Certificate } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { describe, expect, it } from "vitest";

const bytes = (file: string): Buffer => readFileSync(new URL(`../../../${file}`, import.meta.url));
const folder = "src/moddable/net/roots";
const manifest: { data: Record<string, string[]> } = JSON.parse(
  bytes("src/moddable/net/manifest.json").toString(),
);
const linked = manifest.data["*"] ?? [];
const rows = [
  ...bytes("docs/moddable-net.md")
    .toString()
    .matchAll(/^\| (ca[0-9]+|[0-9a-f]{40}) \| (.+?)(?: \\\*)? \| ([0-9]+) \| ([0-9]{4}) \|/gm),
].map(([, file = "", name = "", size, until]) => ({ file, name, size: Number(size), until: Number(until) }));
const own = readdirSync(new URL(`../../../${folder}/`, import.meta.url));

it("links the roots that the documentation lists, and no others", () => {
  expect(linked.map((path) => path.replace(/^.*\//, ""))).toEqual(rows.map(({ file }) => file));
  expect(new Set(linked).size).toBe(16);
});

describe.each(own)("%s", (file) => {
  const certificate = new X509Certificate(bytes(`${folder}/${file}`));
  const row = rows.find((listed) => `${listed.file}.der` === file);

  it("is a root that Node believes, as the documentation describes it", () => {
    const known = rootCertificates.map((pem) => new X509Certificate(pem).fingerprint256);
    expect(known).toContain(certificate.fingerprint256);
    expect(certificate.subject).toContain(`CN=${row?.name}`);
    expect(certificate.raw.length).toBe(row?.size);
    expect(new Date(certificate.validTo).getUTCFullYear()).toBe(row?.until);
  });

  it("is named by its key identifier, by which it is looked for", () => {
    const identifier = Buffer.concat([Buffer.from([0x06, 0x03, 0x55, 0x1d, 0x0e, 0x04, 0x16, 0x04, 0x14])]);
    const at = certificate.raw.indexOf(identifier) + identifier.length;
    expect(`${certificate.raw.subarray(at, at + 20).toString("hex")}.der`).toBe(file);
  });
});
