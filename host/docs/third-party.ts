/** THIRD-PARTY.md: every package that an installation brings, with its licence, read from the lock file. */
interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
}

interface LockFile {
  readonly packages: Readonly<Record<string, Locked & Record<string, unknown>>>;
}

interface PackageFile {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Not in the lock file: fetched and built by `host/xs`. */
const xsEngine =
  "| XS engine, from `@agoric/xsnap` (Moddable Tech, Agoric) | 0.15.0 | Apache-2.0 | tests and virtual device |";

export function thirdPartyPage(lock: LockFile, own: PackageFile): string {
  const installed = Object.entries(lock.packages)
    .filter(([path]) => path !== "")
    .map(([path, { version, license }]) => ({
      name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
      version,
      license: license ?? "not stated",
    }));
  const direct = (names: Readonly<Record<string, string>>, use: string) =>
    Object.keys(names).map((name) => {
      const found = lock.packages[`node_modules/${name}`];
      return `| ${name} | ${found?.version} | ${found?.license ?? "not stated"} | ${use} |`;
    });
  const byLicense = new Map<string, Set<string>>();
  for (const { name, version, license } of installed)
    byLicense.set(license, (byLicense.get(license) ?? new Set()).add(`${name} ${version}`));
  return `${[
    "# Third-party parts",
    "",
    "The firmware itself (`src/`) contains no third-party code. The desktop companion and the tests use these packages; none of",
    "them is copied into this repository. `npm run docs` writes this page from the lock file.",
    "",
    "## Used directly",
    "",
    "| Package | Version | Licence | For |",
    "|---|---|---|---|",
    ...direct(own.dependencies, "desktop companion"),
    ...direct(own.devDependencies, "building and testing"),
    xsEngine,
    "",
    "## Everything that is installed",
    "",
    ...[...byLicense]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([license, names]) => [`### ${license}`, "", [...names].sort().join(", "), ""]),
  ].join("\n")}`;
}
