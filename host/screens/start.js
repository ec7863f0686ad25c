export { default } from "host/screens/gallery";
