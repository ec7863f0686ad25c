/** `node unpack.mjs` unpacks the browser, its libraries and fonts into the folder that TMPDIR names. */
// By this the package knows that the libraries are wanted, too.
process.env.AWS_LAMBDA_JS_RUNTIME = "nodejs22.x";
const { default: chromium } = await import("@sparticuz/chromium");
await chromium.executablePath();
