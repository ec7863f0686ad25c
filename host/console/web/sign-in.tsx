import { useEffect, useRef, useState } from "preact/hooks";
import type { SessionInfo } from "../contract.js";
import { call } from "./calls.js";
import { connect } from "./live/connection.js";
import { session } from "./live/store.js";
import { Failure } from "./parts/failure.js";
import { say, sayFailure } from "./say.js";

/** The token goes to the server and nowhere else: a cookie that scripts can't read stands for it. */
export function SignIn() {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();

  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const signIn = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const token = String(new FormData(form).get("token") ?? "").trim();
    if (token === "") return setFailure(say("signIn.empty"));
    setBusy(true);
    const answer = await call<SessionInfo>("POST", "/session", { token });
    setBusy(false);
    if (!answer.ok) return setFailure(answer.kind === "signIn" ? say("signIn.wrong") : sayFailure(answer));
    session.value = answer.value;
    void connect();
  };

  return (
    <article class="sign-in">
      <h1>{say("signIn.title")}</h1>
      <p>{say("signIn.how")}</p>
      <form onSubmit={signIn} noValidate>
        <label>
          {say("signIn.token")}
          <input
            ref={field}
            name="token"
            type="password"
            autocomplete="current-password"
            aria-describedby="sign-in-failure"
            aria-invalid={failure ? true : undefined}
          />
        </label>
        <Failure id="sign-in-failure" text={failure} />
        <button type="submit" aria-busy={busy} disabled={busy}>
          {say("signIn.do")}
        </button>
      </form>
    </article>
  );
}
