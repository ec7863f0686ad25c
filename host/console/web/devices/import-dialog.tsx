import { useId, useRef, useState } from "preact/hooks";
import { importReason } from "../../../api/import-reason.js";
import { MacListError } from "../../../api/lists/errors.js";
import { listText } from "../../../api/lists/list-text.js";
import { type BadRow, type MacList, readMacList } from "../../../api/lists/mac-list.js";
import { type Agent, type ImportResult, maxImport } from "../../contract.js";
import { call } from "../calls.js";
import { Dialog } from "../parts/dialog.js";
import { Failure } from "../parts/failure.js";
import { FileDrop } from "../parts/file-drop.js";
import { ScrollList } from "../parts/scroll-list.js";
import { say, sayFailure } from "../say.js";

const fileMaxBytes = 1024 * 1024;
const badShown = 50;

/** Lets devices join by their MAC addresses, without a code. */
export function ImportDialog({ agent, onClose }: { readonly agent: Agent; readonly onClose: () => void }) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [result, setResult] = useState<ImportResult>();
  const field = useRef<HTMLTextAreaElement>(null);
  const failureId = useId();
  const [column, setColumn] = useState<string>();
  const list = listIn(text, column);
  const problem = list instanceof MacListError ? list : undefined;
  const macs = list instanceof MacListError ? [] : list.rows.map(({ mac }) => mac);
  // Asked once, the choice stays in sight while the text is the same.
  const [columns, setColumns] = useState<readonly string[]>([]);
  if (problem !== undefined && problem.columns.join() !== columns.join()) setColumns(problem.columns);
  const change = (changed: string) => {
    setText(changed);
    setColumn(undefined);
    setColumns([]);
  };

  const read = async (file: File) => {
    setFailure(undefined);
    if (file.size > fileMaxBytes) return setFailure(say("import.fileTooLarge"));
    const read = listText(new Uint8Array(await file.arrayBuffer()));
    if ("noText" in read) return setFailure(say(`import.${read.noText}`));
    change(read.text);
    field.current?.focus();
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    if (macs.length === 0) {
      setFailure(problem === undefined ? say("import.nothing") : problemText(problem));
      field.current?.focus();
      return;
    }
    setBusy(true);
    setFailure(undefined);
    let [success, failed]: [number, ImportResult["failed"]] = [0, []];
    for (let at = 0; at < macs.length; at += maxImport) {
      const macAddresses = macs.slice(at, at + maxImport);
      const answer = await call<ImportResult>("POST", `/agents/${encodeURIComponent(agent.id)}/import`, {
        macAddresses,
      });
      if (!answer.ok) {
        setFailure(sayFailure(answer));
        break;
      }
      success += answer.value.success;
      failed = [...failed, ...answer.value.failed];
      setResult({ success, failed });
    }
    setBusy(false);
  };

  return (
    <Dialog title={say("import.title")} onClose={onClose}>
      {result ? (
        <div class="import-result">
          <p role="status">
            {say("import.result", { success: result.success, failed: result.failed.length })}
          </p>
          {result.failed.length > 0 && (
            <Rows rows={result.failed.map(({ value, reason }) => [value, reasonText(reason)])} />
          )}
          <Failure id={failureId} text={failure} />
          <footer>
            <button type="button" onClick={onClose}>
              {say("close")}
            </button>
          </footer>
        </div>
      ) : (
        <form onSubmit={submit} noValidate>
          <p>{say("import.how", { agent: agent.name })}</p>
          <label>
            {say("import.macs")}
            <textarea
              ref={field}
              name="macs"
              rows={5}
              spellcheck={false}
              value={text}
              aria-describedby={failureId}
              placeholder={"5a:0d:0c:0b:0a:01\n5a:0d:0c:0b:0a:02"}
              onInput={(event) => change(event.currentTarget.value)}
            />
          </label>
          <FileDrop label={say("import.file")} accept=".txt,.csv,text/plain,text/csv" onFile={read} />
          {columns.length > 0 && (
            <label>
              {say("import.column")}
              <select
                name="column"
                value={column ?? ""}
                onChange={(event) => setColumn(event.currentTarget.value || undefined)}
              >
                <option value="">{say("import.chooseColumn")}</option>
                {columns.map((name) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
          )}
          {list instanceof MacListError ? (
            <p role="status">{problemText(list)}</p>
          ) : (
            <Preview macs={macs.length} bad={list.bad} repeated={list.repeated} />
          )}
          <Failure id={failureId} text={failure} />
          <footer>
            <button type="button" class="secondary" onClick={onClose}>
              {say("cancel")}
            </button>
            <button type="submit" aria-busy={busy}>
              {say("import.do", { count: macs.length })}
            </button>
          </footer>
        </form>
      )}
    </Dialog>
  );
}

/** The error: it can't be read as a whole, as while a quote is being typed. */
function listIn(text: string, column: string | undefined): MacList | MacListError {
  try {
    return readMacList(text, column === undefined ? {} : { column });
  } catch (error) {
    if (error instanceof MacListError) return error;
    throw error;
  }
}

function problemText({ problem, columns }: MacListError): string {
  return say(`import.problem.${problem}`, { columns: columns.map((name) => `“${name}”`).join(", ") });
}

interface PreviewProps {
  readonly macs: number;
  readonly bad: readonly BadRow[];
  readonly repeated: number;
}

function Preview({ macs, bad, repeated }: PreviewProps) {
  if (macs + bad.length + repeated === 0) return null;
  return (
    <div class="import-preview">
      <p role="status">{say("import.preview", { macs, bad: bad.length, repeated })}</p>
      {bad.length > 0 && (
        <Rows
          rows={bad
            .slice(0, badShown)
            .map(({ line, value, problem }) => [
              say("import.line", { line, value }),
              say(`import.${problem}`),
            ])}
        />
      )}
    </div>
  );
}

function Rows({ rows }: { readonly rows: readonly (readonly [value: string, reason: string])[] }) {
  return (
    <ScrollList kind="bad-rows" label={say("import.badRows")}>
      {rows.map(([value, reason], at) => (
        <li key={at}>
          <code>{value}</code> {reason}
        </li>
      ))}
    </ScrollList>
  );
}

function reasonText(words: string): string {
  const reason = importReason(words);
  return reason === undefined ? words : say(`import.${reason}`);
}
