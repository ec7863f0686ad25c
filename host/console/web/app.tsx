import { Console } from "./console.js";
import { line, session } from "./live/store.js";
import { PreferenceSwitches } from "./parts/preference-switches.js";
import { say } from "./say.js";
import { SignIn } from "./sign-in.js";

/** What is shown depends on whether somebody is signed in. */
export function App() {
  if (session.value) return <Console />;
  return (
    <>
      <header class="bar">
        <strong>{say("console")}</strong>
        <PreferenceSwitches />
      </header>
      <main class="alone">
        {session.value === null ? (
          <SignIn />
        ) : (
          <p role="status">{say(line.value === "lost" ? "line.lost" : "line.connecting")}</p>
        )}
      </main>
    </>
  );
}
