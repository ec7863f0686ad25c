import { useState } from "preact/hooks";
import { say } from "../say.js";
import type { Act } from "./act.js";

const textMaxChars = 200;

/** What a person says to the device, as text. */
export function SayForm({ act }: { readonly act: Act }) {
  const [text, setText] = useState("");
  return (
    <form
      class="say"
      onSubmit={async (event) => {
        event.preventDefault();
        const said = text.trim();
        if (said === "") return;
        setText("");
        // What could not be said is not lost, unless the person is typing the next sentence.
        if (!(await act({ act: "say", text: said }))) setText((present) => present || said);
      }}
    >
      <input
        aria-label={say("talk.label")}
        placeholder={say("talk.placeholder")}
        maxLength={textMaxChars}
        value={text}
        autocomplete="off"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit">{say("talk.do")}</button>
    </form>
  );
}
