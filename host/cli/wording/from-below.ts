/**
 * Sentences that come from parts which know no language: the argument parser, the readers of values, the client of the device API,
 * the development cloud, the virtual device. They are told in English, and are known again here by their wording.
 */
import type { Language } from "./language.js";

/** English to Chinese; `{name}` is what varies, and `{name.}` a sentence that is itself looked up. */
export const belowZhCn: Readonly<Record<string, string>> = {
  // the argument parser
  "unknown option '{option}'": "没有选项 '{option}'",
  "unknown option '{option}'\n(Did you mean {other}?)": "没有选项 '{option}'\n（是不是 {other}？）",
  "unknown command '{command}'": "没有命令 '{command}'",
  "unknown command '{command}'\n(Did you mean {other}?)": "没有命令 '{command}'\n（是不是 {other}？）",
  "unknown command '{command}'\n(Did you mean one of {others}?)":
    "没有命令 '{command}'\n（是不是其中之一：{others}？）",
  "unknown option '{option}'\n(Did you mean one of {others}?)":
    "没有选项 '{option}'\n（是不是其中之一：{others}？）",
  "missing required argument '{name}'": "缺少参数 '{name}'",
  "option '{option}' argument missing": "选项 '{option}' 缺少值",
  "required option '{option}' not specified": "必须给出选项 '{option}'",
  "option '{option}' argument '{value}' is invalid. {why.}": "选项 '{option}' 的值 '{value}' 无效。{why.}",
  "command-argument value '{value}' is invalid for argument '{name}'. {why.}":
    "参数 '{name}' 的值 '{value}' 无效。{why.}",
  "Allowed choices are {choices}.": "可选：{choices}。",
  "too many arguments for '{command}'. Expected {expected} argument but got {got}.":
    "'{command}' 的参数太多：应有 {expected} 个，给了 {got} 个。",
  "too many arguments for '{command}'. Expected {expected} arguments but got {got}.":
    "'{command}' 的参数太多：应有 {expected} 个，给了 {got} 个。",

  // the readers of values
  "A port is a number from 0 to 65535 (0: any free port).": "端口是 0 到 65535 的数字（0：任意空闲端口）。",
  "A time is a number of seconds above 0, at most 2000000.": "时间是大于 0 的秒数，最多 2000000。",
  "A count is a whole number from 1 to 10000.": "数量是 1 到 10000 的整数。",
  "It must begin with http:// or https://.": "必须以 http:// 或 https:// 开头。",
  "A MAC address looks like 02:00:5e:10:00:01.": "MAC 地址形如 02:00:5e:10:00:01。",
  "{mac} is a multicast address, which no device has.": "{mac} 是组播地址，没有设备会用它。",
  "{mac} is all zeros, which no device has.": "{mac} 全为零，没有设备会用它。",
  "The states are {states}.": "状态有 {states}。",
  "A code is the digits that the device shows, such as 608303.": "激活码是设备显示的数字，例如 608303。",
  "It must not be empty.": "不能为空。",

  // the device API
  "{host} says that this token may not do that: is the device or agent another user's?":
    "{host} 表示这个 token 无权这样做：设备或智能体是否属于别的用户？",
  "{host} does not accept the token: it is wrong or has expired, so get a new one from the console.":
    "{host} 不接受这个 token：它有误或已过期，请从控制台取一个新的。",
  "{host} does not know this code: it is wrong, used or expired, so type the one the device shows now.":
    "{host} 不认识这个激活码：它有误、已使用或已过期，请输入设备现在显示的激活码。",
  "{host} has no such agent: check the agent's id in the console.":
    "{host} 没有这个智能体：请在控制台核对智能体 id。",
  "{host} has no such agent, or its address is not that of a device API: check the agent's id in the console.":
    "{host} 没有这个智能体，或者它的地址不是设备 API：请在控制台核对智能体 id。",
  "{host} has no such device bound to you: the list of devices has their ids.":
    "{host} 上没有绑定到您的这台设备：设备列表里有它们的 id。",
  "{host} has no such device bound to you, or its address is not that of a device API: the list of devices has their ids.":
    "{host} 上没有绑定到您的这台设备，或者它的地址不是设备 API：设备列表里有它们的 id。",
  "This device is bound already: unbind it first.": "这台设备已经绑定：请先解绑。",
  "{host} has nothing under that address or id.": "{host} 上没有这个地址或 id。",
  "{host} has nothing under that address or id (in its words: “{words}”).":
    "{host} 上没有这个地址或 id（服务器原话：“{words}”）。",
  "{host} redirects elsewhere (status {status}), which is not followed: give the final address.":
    "{host} 重定向到别处（状态 {status}），不会跟随：请给出最终地址。",
  "{host} could not do it: status {status}.": "{host} 未能完成：状态 {status}。",
  "{host} could not do it: status {status} (in its words: “{words}”).":
    "{host} 未能完成：状态 {status}（服务器原话：“{words}”）。",
  "{host} answered with more than 4 MiB.": "{host} 的应答超过 4 MiB。",
  "{host} did not answer as the device API does: is the address right?":
    "{host} 的应答不像设备 API：地址对吗？",
  "{host} did not answer within {seconds} s.": "{host} 在 {seconds} 秒内没有应答。",
  "{host} broke off in the middle of its answer.": "{host} 的应答中途断开。",
  "{host} refused the connection: nothing listens there.": "{host} 拒绝连接：那里没有程序在监听。",
  "{host} is not a known host name.": "{host} 不是已知的主机名。",
  "{host} has a certificate that is not trusted ({code}).": "{host} 的证书不受信任（{code}）。",
  "{host} has a port that is not allowed.": "{host} 的端口不允许使用。",
  "{host} could not be reached.": "无法连接 {host}。",
  "{host} could not be reached ({code}).": "无法连接 {host}（{code}）。",
  "The API address must begin with http:// or https://.": "API 地址必须以 http:// 或 https:// 开头。",
  "The {name} is empty.": "{name} 为空。",
  "The server's answer does not hold {what}.": "服务器的应答不完整，缺少 {what}。",
  "The token is empty or holds blanks or other characters that no token has.":
    "token 为空，或含有空格等不该有的字符。",

  // the development cloud and the virtual device
  "Port {port} on {host} is in use. Stop the other program or choose another port.":
    "{host} 的端口 {port} 已被占用。请停止另一个程序，或换一个端口。",
  "Port {port} may not be opened by this user. Choose a port from 1024 on.":
    "当前用户不能打开端口 {port}。请选择 1024 以上的端口。",
  "The data folder {folder} is being opened by another process. Try again.":
    "数据目录 {folder} 正被另一个进程打开。请重试。",
  "{folder} is in use by another virtual device (process {pid}): give another --state-dir, or end that one.":
    "{folder} 正被另一台虚拟设备使用（进程 {pid}）：请换一个 --state-dir，或先结束它。",
  "{folder} is no folder: give another --state-dir.": "{folder} 不是目录：请换一个 --state-dir。",
  "The XS engine could not be built: {cause}": "XS 引擎未能编译：{cause}",
  "The XS engine needs a C compiler, but {missing} was not found: install gcc and make.":
    "XS 引擎需要 C 编译器，但没有找到 {missing}：请安装 gcc 和 make。",
  "The XS engine builds on Linux and macOS only; use the node engine instead.":
    "XS 引擎只能在 Linux 和 macOS 上编译；请改用 node 引擎。",
};

/** The sentence in the language of `io`; as it is, if nobody has translated it. */
export function toldIn({ language }: { readonly language?: Language }, english: string): string {
  return language === "zh-CN" ? inChinese(english) : english;
}

/** The one that says most comes first: “{host} could not be reached.” also fits longer sentences. */
const templates = Object.entries(belowZhCn).sort(([a], [b]) => wordsIn(b) - wordsIn(a));

function wordsIn(template: string): number {
  return template.replace(/\{\w+\.?\}/g, "").length;
}

function inChinese(english: string): string {
  for (const [template, chinese] of templates) {
    const values = matched(template, english);
    if (values === undefined) continue;
    return chinese.replace(/\{(\w+)(\.?)\}/g, (_, name: string, isSentence: string) => {
      const value = values[name] ?? "";
      return isSentence ? inChinese(value) : value;
    });
  }
  return english;
}

function matched(template: string, text: string): Readonly<Record<string, string>> | undefined {
  const source = template
    .replace(/[.*+?^$()|[\]\\]/g, "\\$&")
    .replace(/\{(\w+)(?:\\\.)?\}/g, (_, name: string) => `(?<${name}>.+?)`);
  const found = new RegExp(`^${source}$`, "s").exec(text);
  return found === null ? undefined : (found.groups ?? {});
}
