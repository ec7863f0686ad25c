/** What the command line says, in Chinese. Key: the English sentence, as it stands where it is said. */
export const zhCn = {
  // help
  "Usage:": "用法：",
  "Arguments:": "参数：",
  "Options:": "选项：",
  "Options of the group:": "命令组的选项：",
  "Commands:": "命令：",
  "Examples:": "示例：",
  "Example:": "示例：",
  "[options] [command]": "[选项] [命令]",
  "{description} (one of {choices}; default: {value})": "{description}（可选：{choices}；默认：{value}）",
  "{description} (one of {choices})": "{description}（可选：{choices}）",
  "{description} (default: {value})": "{description}（默认：{value}）",
  "{language}, by LANG": "{language}，依 LANG 而定",
  "output the version number": "显示版本号",
  "display help for command": "显示命令的帮助",
  "(--help shows what there is)": "（--help 列出全部用法）",
  "Exit codes: 0 done, 1 failed or time was up, 2 wrong arguments. stderr says why.":
    "退出码：0 完成，1 失败或超时，2 参数有误；原因见 stderr。",
  "xiaozhi stands for “npm run -s xiaozhi --”. Each command has its own --help, with examples.":
    "xiaozhi 即“npm run -s xiaozhi --”。每条命令都有自己的 --help 和示例。",
  "Development cloud, virtual device and device API for XiaoZhi-compatible firmware":
    "小智兼容固件的开发云、虚拟设备与设备 API",
  "print one JSON object a line on stdout, and nothing else there":
    "在 stdout 上每行输出一个 JSON 对象，不输出其他内容",
  "what this speaks, a device's screen included": "所用语言，包括设备屏幕",

  // start, cloud, device, bench
  "development cloud, one virtual device and the web console in one process: the demo":
    "演示：开发云、一台虚拟设备和网页控制台，同在一个进程中",
  "the development cloud with its web console": "带网页控制台的开发云",
  "one virtual device": "一台虚拟设备",
  "measure memory, instructions and times of this build": "测量本次构建的内存、指令数与时间",
  "write the figures down as the most that the tests allow, and their page":
    "把测得的数值写为测试允许的上限，并更新说明页",
  "only how many virtual devices this computer carries": "只测这台电脑能承载多少台虚拟设备",
  "nothing has changed": "没有变化",
  "where the device keeps its state (default: in memory)": "设备状态的存放目录（默认：内存）",
  "where it keeps its state (default: in memory)": "状态的存放目录（默认：内存）",
  "where the cloud keeps its data (default: in memory)": "云的数据存放目录（默认：内存）",
  "port of console, OTA, API and websocket (0: any)": "控制台、OTA、API 与 websocket 的端口（0：任意）",
  "port of MQTT (0: any)": "MQTT 的端口（0：任意）",
  "address to listen on; others than 127.0.0.1 let your network in":
    "监听地址；不是 127.0.0.1 时，局域网也可访问",
  "of the console (better: XIAOZHI_CONSOLE_PASSWORD, which no process list shows)":
    "控制台的密码（最好用 XIAOZHI_CONSOLE_PASSWORD，不会出现在进程列表中）",
  "as slow as a voice speaks, or at once": "像说话一样慢，还是立即给出",
  "end a session in which nobody speaks after this time": "会话中这么久没有人说话就结束它",
  "when the cloud ends a quiet session: stay within reach, or away for minutes":
    "云端结束安静的会话之后：保持可联系，还是离开几分钟",
  "which cloud to behave like": "模仿哪种云",
  "end when it is in this state": "到达此状态时结束",
  "address of the cloud's OTA check": "云的 OTA 检查地址",
  "its address (default: made up, kept in the state dir)":
    "它的 MAC 地址（默认：随机生成，保存在状态目录中）",
  "what to talk over": "用哪种方式通信",
  "what runs the firmware": "运行固件的引擎",
  "end after this time (default with --until: 300)": "到时结束，单位秒（有 --until 时默认 300）",
  "say this once online; with --until, wait for the end of the answer":
    "上线后说一次这句话；有 --until 时等到回答结束",
  "report chip, flash and PSRAM of an ESP32-S3": "上报 ESP32-S3 的芯片、闪存与 PSRAM",
  "with --json: every step of the lifecycle as well": "与 --json 一起：同时输出状态机的每一步",
  "log to stderr": "把日志写到 stderr",
  "Development cloud (Ctrl-C ends it)": "开发云（按 Ctrl-C 结束）",
  console: "控制台",
  "sign in": "登录用",
  "device API": "设备 API",
  agent: "智能体",
  "In another terminal:": "在另一个终端中：",
  "Password of the console: {password}": "控制台密码：{password}",
  "the password you gave": "您设置的密码",
  "The console's password must have {minChars} to {maxChars} characters on one line.":
    "控制台密码须为一行，{minChars} 到 {maxChars} 个字符。",
  "The development cloud did not start.": "开发云未能启动。",
  "The console's page could not be built.": "控制台页面未能构建。",
  "{folder} cannot be written: start from a folder that you own.":
    "无法写入 {folder}：请在您自己的目录中启动。",
  "internal error: {message}": "内部错误：{message}",
  "The device did not start.": "设备未能启动。",
  "The device ended by itself: {reason}": "设备自行结束：{reason}",
  "{reason} Until then the device runs in Node.": "{reason}在此之前设备在 Node 中运行。",
  "Stopped while waiting for {what}.": "已停止，当时在等待{what}。",
  "Timeout after {seconds} s: waited for {what}.": "等了 {seconds} 秒，已超时：没有等到{what}。",
  "the state {state}{present}": "状态 {state}{present}",
  "the end of the answer to what was said{present}": "对所说的话的完整回答{present}",
  "a code or a session from the cloud{present}": "云端的激活码或会话{present}",
  compiling: "正在编译",
  ", the device is {state}": "（设备处于 {state}）",
  "Console:": "控制台：",
  "Sign in:": "登录用：",
  "To bind it:": "绑定它：",
  "Type something and press Enter to say it to the device.": "输入文字并按回车，就是对设备说话。",
  "/button  press its button     /unbind  unbind it in the cloud":
    "/button  按它的按键           /unbind  在云端解绑它",
  "/help    these lines          /quit    end": "/help    显示这几行           /quit    结束",
  "There is no {command}: /help lists what there is.": "没有 {command}：/help 列出可用的命令。",
  "Unbound in the cloud, which ended its session. The device asks for a new code in a moment.":
    "已在云端解绑，会话已结束。设备马上会取得新的激活码。",
  "Unbound in the cloud. The device has no session now; it notices when it next connects: /button does that at once.":
    "已在云端解绑。设备现在没有会话，下次连接时会发现：/button 可让它立即连接。",
  "It is not bound: nothing has changed.": "它没有绑定，没有任何变化。",
  "Unbinding failed.": "解绑失败。",
  "Somebody removed this device on the page. /quit ends.": "有人在网页上移除了这台设备。/quit 结束。",

  // who asks, and where
  "address of the device API (or XIAOZHI_API)": "设备 API 的地址（或用 XIAOZHI_API）",
  "your user token (better: XIAOZHI_TOKEN, which no process list shows)":
    "您的用户 token（最好用 XIAOZHI_TOKEN，不会出现在进程列表中）",
  "the agent (or XIAOZHI_AGENT)": "智能体（或用 XIAOZHI_AGENT）",
  "Where is the cloud? Start one with “cloud” or “start”, or give --api URL (or XIAOZHI_API).":
    "云在哪里？请用“cloud”或“start”启动一个，或给出 --api URL（或 XIAOZHI_API）。",
  "Which cloud? {count} that were started from this folder are running. Give one of:":
    "哪个云？从这个目录启动的有 {count} 个正在运行，请给出其中之一：",
  "started at {time}, process {pid}": "{time} 启动，进程 {pid}",
  "Who asks? Give --token TOKEN (or XIAOZHI_TOKEN): the console of your cloud has one.":
    "您是谁？请给出 --token TOKEN（或 XIAOZHI_TOKEN）：云的控制台里有。",
  "Which agent? Give --agent ID (or XIAOZHI_AGENT): the console of your cloud lists them.":
    "哪个智能体？请给出 --agent ID（或 XIAOZHI_AGENT）：云的控制台里有列表。",

  // lists
  NAME: "名称",
  BOARD: "开发板",
  VERSION: "版本",
  UPDATES: "自动升级",
  "LAST CONNECTED ({zone})": "最近连接（{zone}）",
  on: "开",
  off: "关",
  yes: "是",
  DEVICES: "设备数",
  TYPE: "类型",
  BYTES: "字节",
  FORCED: "强制",
  "STORED ({zone})": "上传时间（{zone}）",
  "SERIAL NUMBER": "序列号",
  STATUS: "状态",
  "IMPORTED ({zone})": "导入时间（{zone}）",
  AGENT: "智能体",
  LINE: "行",
  FAILED: "失败",
  REASON: "原因",
  "{time} (server’s clock)": "{time}（服务器时间）",

  // devices
  "list the devices bound to an agent": "列出绑定到智能体的设备",
  "change the name of a device, or whether it is offered updates": "修改设备名称，或是否向它提供升级",
  "give a device to another of your agents, without a new code":
    "把设备交给您的另一个智能体，不需要新的激活码",
  "bind the device that shows this code": "绑定显示此激活码的设备",
  "unbind a device": "解绑设备",
  "its id: the MAC in most clouds": "设备 id：在多数云中就是 MAC",
  "name for people, at most 64 characters": "给人看的名称，最多 64 个字符",
  "offer it newer firmware": "向它提供新固件",
  "its MAC address": "它的 MAC 地址",
  "the id of the agent that is to have it": "接收它的智能体 id",
  "the digits on the device's screen": "设备屏幕上的数字",
  "No device is bound to this agent.": "这个智能体还没有绑定设备。",
  "Bound{mac}.": "已绑定{mac}。",
  "Unbound {device}. A session that is open goes on; the next one is refused.":
    "已解绑 {device}。正在进行的会话会继续，下一次会被拒绝。",
  "{device} was not bound to you: nothing has changed. “devices” lists what is.":
    "{device} 并没有绑定到您，没有任何变化。“devices”列出已绑定的设备。",
  "Nothing to change: give --alias NAME or --auto-update on|off.":
    "没有要修改的内容：请给出 --alias NAME 或 --auto-update on|off。",
  "Changed {device}.": "已修改 {device}。",
  "Moved {mac} to the agent {agent}.": "已把 {mac} 移到智能体 {agent}。",

  // import
  "bind devices by MAC before their first start": "在设备首次启动之前按 MAC 绑定",
  "MAC addresses": "MAC 地址",
  "MAC addresses, one a line or in a CSV column": "MAC 地址文件：每行一个，或 CSV 中的一列",
  "the file's column that holds them: its heading, or its number (default: found by its heading)":
    "文件中地址所在的列：标题或序号（默认：按标题识别）",
  "Nothing to import: give MAC addresses, or --file with one a line.":
    "没有要导入的内容：请给出 MAC 地址，或用 --file 给出每行一个地址的文件。",
  "{path}: a quote that is opened in line {line} or later is never closed.":
    "{path}：第 {line} 行或之后有一个引号没有成对。",
  "{path}: several columns hold addresses: {columns}. Say which one devices report (that of their Wi-Fi), such as --column {example}.":
    "{path}：有多列地址：{columns}。请指明设备上报的那一列（Wi-Fi 地址），例如 --column {example}。",
  "{path}: the only addresses are in {columns}, which is not the Wi-Fi address that devices report; --column {example} takes it all the same.":
    "{path}：只有 {columns} 列有地址，但设备上报的是 Wi-Fi 地址；仍要使用请加 --column {example}。",
  "{path} has no such column: there are {columns}.": "{path} 没有这一列，现有：{columns}。",
  "{path} is a spreadsheet or an archive, not text: save it as CSV.":
    "{path} 是电子表格或压缩包，不是文本：请另存为 CSV。",
  "{path} is not text: give a text file or a CSV.": "{path} 不是文本：请给出文本文件或 CSV。",
  "{path} is larger than {most}.": "{path} 超过 {most}。",
  "{path} cannot be read ({reason}).": "无法读取 {path}（{reason}）。",
  "not a MAC address": "不是 MAC 地址",
  "no MAC address": "没有 MAC 地址",
  "a multicast address, which no device has": "组播地址，没有设备会用它",
  "all zeros, which no device has": "全为零，没有设备会用它",
  "an address of eight bytes (EUI-64); devices report the one of six":
    "8 字节地址（EUI-64）；设备上报的是 6 字节地址",
  "imported before": "以前已导入",
  "refused; in its words: “{words}”": "被拒绝；服务器原话：“{words}”",
  "line {line}: {reason}": "第 {line} 行：{reason}",
  Importing: "正在导入",
  "Imported {success}, failed {failed}.": "已导入 {success} 个，失败 {failed} 个。",
  "Imported {success}, failed {failed}, {repeated} repeated and sent once.":
    "已导入 {success} 个，失败 {failed} 个，重复 {repeated} 个（只发送一次）。",
  "Stopping after the batch on its way; once more ends at once.": "发送完这一批就停止；再按一次立即结束。",
  "not sent: stopped": "未发送：已停止",
  "not sent": "未发送",
  "list the devices that were imported for an agent": "列出为智能体导入的设备",
  "show the import of a device": "显示一台设备的导入记录",
  "forget an import; a device that it has bound stays bound": "删除导入记录；已绑定的设备仍然绑定",
  "No device was imported for this agent.": "没有为这个智能体导入过设备。",
  "Deleted the import of {mac}. A device that it has bound stays bound.":
    "已删除 {mac} 的导入记录。已绑定的设备仍然绑定。",

  // agents
  "list your agents": "列出您的智能体",
  "make an agent": "新建智能体",
  "give an agent another name": "给智能体改名",
  "delete an agent; its devices are no longer bound": "删除智能体；它的设备不再绑定",
  "its name": "名称",
  "what it calls itself (default: its name)": "它如何称呼自己（默认：名称）",
  "its id": "它的 id",
  "the new name": "新名称",
  "There is no agent yet: “agents create NAME” makes one.": "还没有智能体：“agents create NAME”可新建一个。",
  "Made the agent {agent}.": "已新建智能体 {agent}。",
  "Renamed the agent {agent}.": "已给智能体 {agent} 改名。",
  "Deleted the agent {agent}; its devices are no longer bound.": "已删除智能体 {agent}，它的设备不再绑定。",

  // firmware
  "list the firmware that the development cloud offers to devices": "列出开发云向设备提供的固件",
  "store an image in the development cloud": "把镜像存入开发云",
  "delete an image": "删除镜像",
  "the image, at most 16 MiB": "镜像文件，最大 16 MiB",
  "board type that it is for (default: from the name TYPE_VERSION.bin)":
    "适用的开发板类型（默认：取自文件名 TYPE_VERSION.bin）",
  "its version, such as 1.2.0 (default: from the name)": "版本，例如 1.2.0（默认：取自文件名）",
  "offer it whatever the device runs": "无论设备运行哪个版本都提供",
  "board type": "开发板类型",
  "its version": "版本",
  "No image is stored: “firmware upload FILE” stores one.": "还没有镜像：“firmware upload FILE”可存入一个。",
  "16 MiB, the most that is taken": "上限 16 MiB",
  "{path} is empty.": "{path} 是空文件。",
  "{path} is no firmware image: a board will refuse it. It is stored all the same.":
    "{path} 不是固件镜像，开发板会拒绝它；仍然存入。",
  "{path} is not the image to send over the air (a merged one is for flashing by cable): a board will refuse it. It is stored all the same.":
    "{path} 不是用于空中升级的镜像（合并镜像只用于有线烧录），开发板会拒绝它；仍然存入。",
  "Which board and version? Give both after the file, or name it TYPE_VERSION.bin.":
    "哪种开发板、哪个版本？请写在文件之后，或把文件命名为 TYPE_VERSION.bin。",
  "A board type has letters, digits, “.”, “_” and “-”, at most 64, and begins with a letter or digit.":
    "开发板类型由字母、数字、“.”、“_”和“-”组成，最多 64 个字符，以字母或数字开头。",
  "A version is numbers with dots between them, such as 1.2.0.": "版本由数字和点组成，例如 1.2.0。",
  "Stored {type} {version}: {sizeBytes} bytes.": "已存入 {type} {version}：{sizeBytes} 字节。",
  "Deleted {type} {version}.": "已删除 {type} {version}。",

  // completion and the rest
  "print a script that lets a shell complete these commands": "输出让 shell 补全这些命令的脚本",
  "your shell": "您的 shell",
  "Unexpected failure: {message}": "意外失败：{message}",
} as const;

export type Sentence = keyof typeof zhCn;
