import { expect, test } from "vitest";
import { cloudFaults, linkFaults } from "../../../host/console/contract.js";
import { wordings } from "../../../host/console/web/wording/wording.js";
import { displays } from "../../../host/screens/displays.js";
import { stateNames } from "../../../src/core/lifecycle/names.js";
import { table } from "../../../src/core/lifecycle/table.js";

const { en, ...others } = wordings;
const parametersOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

test.each(Object.entries(others))("%s has the keys and parameters of English", (_language, wording) => {
  expect(Object.keys(wording)).toEqual(Object.keys(en));
  for (const [key, text] of Object.entries(wording))
    expect([key, parametersOf(text)]).toEqual([key, parametersOf(en[key as keyof typeof en])]);
});

test.each(Object.entries(wordings))("%s leaves no text empty", (_language, wording) => {
  expect(Object.entries(wording).filter(([, text]) => text.trim() === "")).toEqual([]);
});

test("all that the contract and the lifecycle can name has words", () => {
  const keys = [
    ...stateNames.flatMap((name) => [`state.${name}`, `meaning.${name}`]),
    ...["none", ...cloudFaults].flatMap((name) => [`fault.${name}`, `fault.${name}.what`]),
    ...["none", ...linkFaults].flatMap((name) => [`link.${name}`, `link.${name}.what`]),
    ...Object.keys(displays).map((name) => `display.${name}`),
  ];
  expect(keys.filter((key) => !Object.hasOwn(en, key))).toEqual([]);
});

test("the English meanings of the states are those of the declared table", () => {
  for (const name of stateNames) expect(en[`meaning.${name}`]).toBe(table[name].meaning);
});
