// The device in the window of `npm run sim`, for the SDK's simulator: nothing but the display, and beside it a line to type into what would
// be spoken, and the button. It runs inside the simulator's own program, which has its own names and none of Node's.
import { ButtonsRow, ControlsColumn } from "ControlsPane";
import { DeviceBehavior, DeviceContainer, DeviceScreen } from "DevicePane";
import { height, width } from "./display.js";

const marginPx = 24;

class XiaozhiBehavior extends DeviceBehavior {
  onSay(container, text) {
    if (text.trim() !== "") this.postJSON(container, { say: text.trim() });
  }
  onButtonDown(container) {
    this.postJSON(container, { aButton: 1 });
  }
  onButtonUp(container) {
    this.postJSON(container, { aButton: 0 });
  }
}

class SayBehavior extends Behavior {
  onEnter(field) {
    // The simulator's main content has the device under this name.
    application.behavior.DEVICE.first.delegate("onSay", field.string);
    field.string = "";
  }
}

const SayRow = Container.template(($) => ({
  left: 10,
  right: 10,
  top: 10,
  height: 32,
  skin: new Skin({
    fill: "white",
    stroke: "#808080",
    borders: { left: 1, right: 1, top: 1, bottom: 1 },
  }),
  contents: [
    Field($, {
      left: 2,
      right: 2,
      top: 2,
      bottom: 2,
      clip: true,
      active: true,
      skin: new Skin({ fill: ["white", "#b0d0ff"] }),
      style: new Style({ color: ["black", "black"], horizontal: "left", left: 5, right: 5 }),
      placeholder: "Say something, then Enter",
      Behavior: SayBehavior,
    }),
  ],
}));

export default {
  applicationName: ".*",
  title: `XiaoZhi ${width} × ${height}`,
  Workers: {},
  ControlsTemplate: ControlsColumn.template(($) => ({
    contents: [
      SayRow($),
      ButtonsRow({
        label: "Button",
        buttons: [{ eventDown: "onButtonDown", eventUp: "onButtonUp", label: "press" }],
      }),
    ],
  })),
  DeviceTemplates: {
    0: DeviceContainer.template(($) => ({
      Behavior: XiaozhiBehavior,
      width: width + 2 * marginPx,
      height: height + 2 * marginPx,
      contents: [
        Content($, { left: 0, right: 0, top: 0, bottom: 0, skin: new Skin({ fill: "#202020" }) }),
        DeviceScreen($, { left: marginPx, width, top: marginPx, height, rotation: 0 }),
      ],
    })),
  },
};
