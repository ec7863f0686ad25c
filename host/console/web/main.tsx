/** Starts the page. */
import "@picocss/pico/css/pico.min.css";
import "./styles/page.css";
import "./styles/console.css";
import "./styles/device.css";
import { render } from "preact";
import { App } from "./app.js";
import { connect } from "./live/connection.js";
import { followPreferences } from "./preferences.js";
import { say } from "./say.js";

const place = document.getElementById("page");
if (place) {
  followPreferences(() => say("console"));
  render(<App />, place);
  void connect();
}
