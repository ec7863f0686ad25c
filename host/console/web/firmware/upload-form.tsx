import { useId, useState } from "preact/hooks";
import { type NoAppImage, noAppImage } from "../../../api/app-image.js";
import {
  boardTypePattern,
  firmwareNameOf,
  imageVersionPattern,
  plainVersion,
} from "../../../api/firmware-name.js";
import type { Firmware } from "../../contract.js";
import { upload } from "../calls.js";
import { devices } from "../live/store.js";
import { Failure } from "../parts/failure.js";
import { FileDrop } from "../parts/file-drop.js";
import { notify } from "../parts/notice.js";
import { say, sayFailure, sizeText } from "../say.js";

const imageMaxBytes = 16 * 1024 * 1024;
/** What tells an image from another file. */
const headBytes = 64;

export function UploadForm() {
  const [file, setFile] = useState<File>();
  const [type, setType] = useState("");
  const [version, setVersion] = useState("");
  const [force, setForce] = useState(false);
  const [percent, setPercent] = useState<number>();
  const [failure, setFailure] = useState<string>();
  const [doubt, setDoubt] = useState<NoAppImage>();
  const [failureId, boardsId] = [useId(), useId()];
  const boards = [...new Set(devices.value.map(({ board }) => board))].filter((board) => board !== "");

  const choose = (chosen: File) => {
    setFailure(undefined);
    setDoubt(undefined);
    setFile(chosen);
    const named = firmwareNameOf(chosen.name);
    if (named) {
      setType(named.boardType);
      setVersion(named.version);
    }
    // A file that can't be read is told when it is sent.
    const head = chosen.slice(0, headBytes).arrayBuffer();
    head.then((bytes) => setDoubt(noAppImage(new Uint8Array(bytes)))).catch(() => {});
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (percent !== undefined) return;
    if (!file) return setFailure(say("upload.noFile"));
    if (file.size > imageMaxBytes) return setFailure(say("upload.tooLarge"));
    if (type.trim() === "") return setFailure(say("upload.noType"));
    if (!boardTypePattern.test(type.trim())) return setFailure(say("upload.badType"));
    if (!imageVersionPattern.test(plainVersion(version))) return setFailure(say("upload.noVersion"));
    setFailure(undefined);
    setPercent(0);
    const query = new URLSearchParams({
      type: type.trim(),
      version: plainVersion(version),
      force: String(force),
    });
    const answer = await upload<Firmware>(`/firmware?${query}`, file, setPercent);
    setPercent(undefined);
    if (!answer.ok) return setFailure(sayFailure(answer));
    setFile(undefined);
    notify(say("upload.done", { image: `${answer.value.type} ${answer.value.version}` }));
  };

  return (
    <form class="upload" onSubmit={submit} noValidate>
      <FileDrop label={say("upload.file")} accept=".bin,application/octet-stream" onFile={choose} />
      {file && (
        <p class="chosen">
          <code>{file.name}</code> {sizeText(file.size)}
        </p>
      )}
      <div class="fields">
        <label>
          {say("upload.type")}
          <input
            list={boardsId}
            value={type}
            autocomplete="off"
            onInput={(event) => setType(event.currentTarget.value)}
          />
        </label>
        <datalist id={boardsId}>
          {boards.map((board) => (
            <option key={board} value={board} />
          ))}
        </datalist>
        <label>
          {say("upload.version")}
          <input
            value={version}
            autocomplete="off"
            placeholder="1.2.0"
            onInput={(event) => setVersion(event.currentTarget.value)}
          />
        </label>
      </div>
      <label class="choice">
        <input type="checkbox" checked={force} onChange={(event) => setForce(event.currentTarget.checked)} />
        <span>
          {say("upload.force")} <small>{say("upload.force.what")}</small>
        </span>
      </label>
      {doubt && <p role="status">{say(`upload.${doubt}`)}</p>}
      <Failure id={failureId} text={failure} />
      {percent !== undefined && <progress value={percent} max={100} aria-label={say("upload.progress")} />}
      <button type="submit" aria-busy={percent !== undefined} aria-describedby={failureId}>
        {say("upload.do")}
      </button>
    </form>
  );
}
