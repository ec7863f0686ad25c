/** One state for each thing the screen can say, with the words expected in both languages. */
import type { CheckFailure } from "../../../src/core/failure.js";
import type { StateData, WaitReason } from "../../../src/core/lifecycle/state.js";
import {
  activatingState,
  baseState,
  onlineState,
  restingState,
  updatingState,
  waitingState,
} from "./states.js";

export const failed = (failure: CheckFailure): StateData => waitingState({ kind: "checkFailed", failure });
export const http = (status: number, text = ""): StateData => failed({ kind: "http", status, text });
export const ended = (
  kind: Extract<WaitReason, { kind: "sessionEnded" }>["end"]["kind"],
  code?: number,
): StateData =>
  waitingState(
    {
      kind: "sessionEnded",
      end: { kind, suspect: false, detail: "log only", ...(code === undefined ? {} : { code }) },
    },
    "connecting",
  );

/** Case, state, view, then title and first line in English and Chinese. */
type Case = [string, StateData, string, string, string, string, string];

// biome-ignore format: a table reads best with a row a line
export const cases: Case[] = [
  ["starting", baseState, "starting", "Starting", "Version 1.2.0", "正在启动", "版本 1.2.0"],
  ["joining", { ...baseState, name: "joining", networkUp: false }, "joining", "Joining network", "Looking for the network.", "正在连接网络", "正在寻找网络。"],
  ["wrongPassword", { ...baseState, name: "joining", networkUp: false, networkTrouble: { kind: "wrongPassword", ssid: "home" } }, "joining", "Can't connect", "The network home refuses the password that this device has.", "连接不上", "网络 home 不接受本设备保存的密码。"],
  ["noAddress", { ...baseState, name: "joining", networkUp: false, networkTrouble: { kind: "noAddress", ssid: "home" } }, "joining", "Can't connect", "The network home lets this device in but gives it no address.", "连接不上", "已连上网络 home，但它没有分配地址。"],
  ["notJoined", { ...baseState, name: "joining", networkUp: false, networkTrouble: { kind: "notJoined", ssid: "home" } }, "joining", "Can't connect", "The network home does not let this device in.", "连接不上", "网络 home 不让本设备接入。"],
  ["outOfReach", { ...baseState, name: "joining", networkUp: false, networkTrouble: { kind: "outOfReach", ssid: "home" } }, "joining", "Can't connect", "The network home is not in reach.", "连接不上", "找不到网络 home。"],
  ["noneInReach", { ...baseState, name: "joining", networkUp: false, networkTrouble: { kind: "outOfReach" } }, "joining", "Can't connect", "None of the networks that this device knows is in reach.", "连接不上", "本设备知道的网络都找不到。"],
  ["provisioning", { ...baseState, name: "provisioning", networkUp: false }, "provisioning", "Set up Wi-Fi", "This device doesn't know a Wi-Fi network yet.", "请设置 Wi-Fi", "本设备还没有可用的 Wi-Fi。"],
  ["checking", { ...baseState, name: "checking" }, "checking", "Signing in", "Asking the server about this device.", "正在登录", "正在向服务器查询本设备。"],
  ["updating", updatingState(0), "updating", "Updating", "Installing version 1.3.0.", "正在升级", "正在安装版本 1.3.0。"],
  ["activating", activatingState(), "activating", "Add this device", "Type this code in the console.", "添加设备", "请在控制台输入激活码。"],
  ["connecting", { ...baseState, name: "connecting" }, "connecting", "Connecting", "Connecting to the voice service.", "正在连接", "正在连接语音服务。"],
  ["online, idle", onlineState(), "standby", "Ready", "Connected to the voice service.", "待命中", "已连接语音服务。"],
  ["waiting, idle", waitingState({ kind: "idle" }), "standby", "Ready", "Taking a rest.", "待命中", "休息一下。"],
  ["waiting, resting", restingState, "standby", "Ready", "Resting, within reach.", "待命中", "休息中，随时在线。"],
  ["unreachable, dns", failed({ kind: "unreachable", stage: "dns", detail: "log only" }), "waiting", "Can't connect", "Can't find the server ota.example.", "连接不上", "找不到服务器 ota.example。"],
  ["unreachable, tcp", failed({ kind: "unreachable", stage: "tcp", detail: "log only" }), "waiting", "Can't connect", "Can't reach the server ota.example.", "连接不上", "连不上服务器 ota.example。"],
  ["unreachable, closed", failed({ kind: "unreachable", stage: "closed", detail: "log only" }), "waiting", "Can't connect", "The server hung up without an answer.", "连接不上", "服务器没有回答就断开了。"],
  ["tls", failed({ kind: "tls", detail: "log only" }), "waiting", "Can't connect", "There is no safe connection: the server could not prove who it is.", "连接不上", "无法建立安全连接：服务器证明不了自己的身份。"],
  ["timeout", failed({ kind: "timeout", afterMs: 15_000 }), "waiting", "Can't connect", "The server has not answered within 15 seconds.", "连接不上", "服务器 15 秒内没有回答。"],
  ["tooLarge", failed({ kind: "tooLarge", limitBytes: 9 }), "waiting", "Server trouble", "The server's answer is too long for this device.", "服务器有问题", "服务器的回答太长，本设备装不下。"],
  ["malformed", failed({ kind: "malformed", detail: "log only" }), "waiting", "Check settings", "This device can't understand the server's answer.", "请检查设置", "看不懂服务器的回答。"],
  ["redirect", failed({ kind: "redirect", reason: "insecure", detail: "log only" }), "waiting", "Check settings", "The server sends this device on to an address that won't do.", "请检查设置", "服务器返回一个新地址，但本设备不能用。"],
  ["refused", failed({ kind: "refused", text: "" }), "waiting", "Not accepted", "The server turned this device down.", "未被接受", "服务器拒绝了本设备。"],
  ["http 401", http(401), "waiting", "Not accepted", "The server does not let this device in (error 401).", "未被接受", "服务器不允许本设备接入（错误 401）。"],
  ["http 404", http(404), "waiting", "Check settings", "There is no device service at this server address (error 404).", "请检查设置", "这个服务器地址上没有设备服务（错误 404）。"],
  ["http 429", http(429), "waiting", "Server trouble", "The server is too busy right now (error 429).", "服务器有问题", "服务器现在太忙（错误 429）。"],
  ["http 502", http(502), "waiting", "Server trouble", "Something is wrong inside the server (error 502).", "服务器有问题", "服务器内部出错（错误 502）。"],
  ["http 400", http(400), "waiting", "Server trouble", "The server answered with error 400.", "服务器有问题", "服务器返回错误 400。"],
  ["session unreachable", ended("unreachable"), "waiting", "Can't connect", "Can't reach the voice service.", "连接不上", "连不上语音服务。"],
  ["session tls", ended("tls"), "waiting", "Can't connect", "There is no safe connection: the server could not prove who it is.", "连接不上", "无法建立安全连接：服务器证明不了自己的身份。"],
  ["session timeout", ended("timeout"), "waiting", "Can't connect", "The voice service took too long to answer.", "连接不上", "语音服务太久没有回答。"],
  ["session refused", ended("refused", 401), "waiting", "Not accepted", "The voice service does not let this device in.", "未被接受", "语音服务不允许本设备接入。"],
  ["session broken", ended("refused", 502), "waiting", "Server trouble", "Something is wrong inside the voice service.", "服务器有问题", "语音服务内部出错。"],
  ["session busy", ended("refused", 503), "waiting", "Server trouble", "The voice service is too busy right now.", "服务器有问题", "语音服务现在太忙。"],
  ["session not here", ended("refused", 404), "waiting", "Server trouble", "There is no voice service at the address that the server gave.", "服务器有问题", "服务器给出的地址上没有语音服务。"],
  ["session other error", ended("refused", 400), "waiting", "Server trouble", "The voice service answered with an error.", "服务器有问题", "语音服务返回错误。"],
  ["session notGreeted", ended("notGreeted"), "waiting", "Server trouble", "The voice service took the call but did not begin the session.", "服务器有问题", "语音服务接通了，但没有开始会话。"],
  ["session helloTimeout", ended("helloTimeout"), "waiting", "Server trouble", "The voice service took the call but said nothing.", "服务器有问题", "语音服务接通了，但没有回应。"],
  ["session malformed", ended("malformed"), "waiting", "Server trouble", "This device can't understand the voice service.", "服务器有问题", "看不懂语音服务的消息。"],
  ["session closed", ended("closed", 1000), "waiting", "Please wait", "The voice service ended the call.", "请稍候", "语音服务结束了通话。"],
  ["session closed as a violation", ended("closed", 1008), "waiting", "Not accepted", "The voice service does not let this device in.", "未被接受", "语音服务不允许本设备接入。"],
  ["session silent", ended("silent"), "waiting", "Connection lost", "The voice service has gone silent.", "连接断开", "语音服务很久没有动静了。"],
  ["session lost", ended("lost"), "waiting", "Connection lost", "The connection to the voice service broke.", "连接断开", "与语音服务的连接断了。"],
  ["session ours", ended("ours"), "waiting", "Please wait", "The connection is being made anew.", "请稍候", "正在重新建立连接。"],
  ["noTransport", waitingState({ kind: "noTransport", wanted: "mqtt" }), "waiting", "Check settings", "This server offers no MQTT connection, but the settings ask for one.", "请检查设置", "设置要求用 MQTT 连接，但这个服务器不提供。"],
  ["nothingOffered", waitingState({ kind: "noTransport", wanted: "auto" }), "waiting", "Server trouble", "This server offers no connection that this device can use.", "服务器有问题", "这个服务器没有提供本设备能用的连接。"],
  ["updateFailed", waitingState({ kind: "updateFailed", reason: "disk" }), "waiting", "Update failed", "The update was not installed. The version you have goes on working.", "升级失败", "新版本没有装上，现有版本照常工作。"],
];
