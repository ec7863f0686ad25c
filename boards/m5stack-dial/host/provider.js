// The SDK looks for a provider here; the pins are those of its own target.
export { default } from "board/provider";
