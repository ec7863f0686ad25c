/**
 * On a board the modules of `src` are preloaded: what they make at module level lies in flash and can't be written. These are the
 * things that would work on a desktop and throw there.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const src = fileURLToPath(new URL("../../src/", import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));

/** `{…}` or `[…]`, whatever its type is said to be. */
function isBareLiteral(node: ts.Expression): boolean {
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return isBareLiteral(node.expression);
  return ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node);
}

const isStatic = ({ kind }: ts.Modifier): boolean => kind === ts.SyntaxKind.StaticKeyword;

/** What at module level would be written to later, as `file:line what`. */
function writable(name: string, text: string): string[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const note = (node: ts.Node, what: string) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${name}:${line + 1} ${what}`);
  };
  const visit = (node: ts.Node): void => {
    // Inside a function everything is made anew at each call.
    if (ts.isFunctionLike(node)) return;
    // What an instance holds is made with it.
    if (ts.isPropertyDeclaration(node) && !ts.getModifiers(node)?.some(isStatic)) return;
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.Const) === 0)
      note(node, "let or var");
    if (
      ts.isRegularExpressionLiteral(node) &&
      /[gy][a-z]*$/.test(node.text.slice(node.text.lastIndexOf("/")))
    )
      note(node, "global or sticky RegExp: `lastIndex` is written by every use");
    if (
      ts.isNewExpression(node) &&
      /^(Map|Set|WeakMap|WeakSet|RegExp|Date|.*Array)$/.test(node.expression.getText())
    )
      note(node, `new ${node.expression.getText()}`);
    if (ts.isEnumDeclaration(node)) note(node, "enum");
    if (ts.isVariableDeclaration(node) && node.initializer !== undefined && isBareLiteral(node.initializer))
      note(node, "object or array that is not `frozen`");
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test("no module of src keeps anything writable at module level", () => {
  expect(files.length).toBeGreaterThan(40);
  expect(files.flatMap((name) => writable(name, readFileSync(src + name, "utf8")))).toEqual([]);
});

test("the check finds what it looks for", () => {
  const bad =
    "let a = 1; const b = /x/g; const c = new Map(); enum D { E } const f = () => /y/g; const g = [1];";
  expect(writable("bad.ts", bad)).toHaveLength(5);
});
