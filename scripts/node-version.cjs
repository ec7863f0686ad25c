/**
 * Says in one sentence that this Node is too old, before anything else is loaded: package.json's scripts load it first. So it is
 * written in a language that every Node reads. The versions are those of `engines`.
 */
const least = [
  [20, 19],
  [22, 12],
];

/**
 * @param {string} version such as "20.18.3"
 * @returns {string} the empty text if it will do
 */
function problemOf(version) {
  const [major, minor] = version.split(".").map(Number);
  const line = least.find(([its]) => its === major);
  const fits = line === undefined ? major > least[least.length - 1][0] : minor >= line[1];
  return fits ? "" : `Node 20.19, 22.12 or newer is needed; this is ${version}.`;
}

exports.problemOf = problemOf;

const problem = problemOf(process.versions.node);
if (problem !== "") {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
