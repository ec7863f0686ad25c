/** Arrows point inward: main -> moddable -> core <- host/device. A step of `npm test` checks it; docs/architecture.md shows it. */
module.exports = {
  forbidden: [
    {
      name: "core-imports-only-core",
      comment: "src/core never learns where it runs: no Node, no Moddable, no package.",
      severity: "error",
      from: { path: "^src/core/" },
      to: { pathNot: "^src/core/" },
    },
    {
      name: "src-knows-no-host",
      comment: "The firmware is built without the desktop companion.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(host|host-tests|scripts)/" },
    },
    {
      name: "lifecycle-knows-no-port",
      comment: "The lifecycle is pure: it may name a port's types, never call one.",
      severity: "error",
      from: { path: "^src/core/lifecycle/" },
      to: {
        path: "^src/core/(device|memory|runner/|session/(websocket|mqtt|dialogue|liveness)|ota/(check|activate|identity))",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "cloud-and-device-are-strangers",
      comment: "They meet over the network only; otherwise the tests would prove nothing about the wire.",
      severity: "error",
      from: { path: "^host/cloud/" },
      to: { path: "^(host/device|host/xs|src)/" },
    },
    {
      name: "device-knows-no-cloud",
      severity: "error",
      from: { path: "^host/(device|xs|api)/" },
      to: { path: "^host/(cloud|cli|console)/" },
    },
    {
      name: "cloud-knows-no-console",
      comment: "The cloud stands for the real ones; the console is one of its clients.",
      severity: "error",
      from: { path: "^host/cloud/" },
      to: { path: "^host/(console|cli)/" },
    },
    {
      name: "console-uses-the-cloud-from-outside",
      comment: "Beyond the cloud's contract there is only the wire.",
      severity: "error",
      from: { path: "^host/console/" },
      to: { path: "^host/(cloud/(?!contract\\.ts$)|cli/)" },
    },
    {
      name: "console-page-is-for-browsers",
      comment: "It knows what both sides say to each other, and draws screens as the device does; no Node.",
      severity: "error",
      from: { path: "^host/console/web/" },
      to: {
        pathNot:
          "^(host/console/(web/|contract\\.ts$)|host/api/(lists/|firmware-name\\.ts$|app-image\\.ts$|import-reason\\.ts$)|host/screens/displays\\.ts$|host/device/terminal/qrcode\\.d\\.ts$|src/core/|src/screen-layout/|node_modules/(preact|@preact/signals|@picocss/pico|qrcode)/)",
      },
    },
    {
      name: "console-contract-is-plain",
      comment: "Its types may come from the cloud and the device; nothing of them is run.",
      severity: "error",
      from: { path: "^host/console/contract\\.ts$" },
      to: { dependencyTypesNot: ["type-only"] },
    },
    {
      name: "tests-stay-outside",
      severity: "error",
      from: { path: "^(src|host)/" },
      to: { path: "^host-tests/" },
    },
    {
      name: "no-circles",
      comment:
        "Of files: imports of types count, since whoever reads one file has to know the other all the same.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-folder-circles",
      comment: "A folder and those inside it are one.",
      severity: "error",
      scope: "folder",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-orphans",
      comment: "A file that nobody imports and that starts nothing is dead.",
      severity: "error",
      from: {
        orphan: true,
        // `platform/…` is joined by a manifest, not by an import.
        pathNot: ["\\.d\\.ts$", "^host/xs/native/", "^src/moddable/text-screen/"],
      },
      to: {},
    },
    {
      name: "screen-layout-knows-only-the-core",
      comment: "Boards draw it with Piu, the console on a canvas.",
      severity: "error",
      from: { path: "^src/screen-layout/" },
      to: { pathNot: "^src/(core|screen-layout)/" },
    },
    {
      name: "moddable-knows-no-target",
      comment: "What only a board or only the simulator can supply is joined in src/main.ts.",
      severity: "error",
      from: { path: "^src/moddable/" },
      to: { path: "^src/(esp32|simulator)/" },
    },
    {
      name: "resolvable",
      comment: "Modules of the Moddable SDK are named by manifests; a test of its own resolves those.",
      severity: "error",
      from: { pathNot: "^(src/(main\\.ts|moddable/|esp32/|simulator/)|host/screens/)" },
      to: { couldNotResolve: true },
    },
    {
      name: "declared",
      comment: "A package that is used is in package.json.",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".js", ".json", ".mjs"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
