/** What an image has to survive, each story from a board that is switched on to what a person would see. */
import type { Emulator } from "./emulator.js";
import type { Image } from "./images.js";
import { bindAndGoOnline, type Images, type World } from "./world.js";

const kills = 20;
/** From before the bootloader to some time after it is online. */
const killAfterMaxMs = 25_000;
const cutsDuringUpdate = 3;

/** Who reads the trace sees that a board that was bound asked for no code. */
async function onlineWithoutCode(board: Emulator): Promise<void> {
  const first = await board.trace.next(
    "online without a code",
    (said) => said.kind === "event" && (said.event.event === "online" || said.event.event === "activation"),
    180_000,
  );
  if (first.kind !== "event" || first.event.event !== "online")
    throw new Error("a bound board asked for a code");
}

/** A crash and a restart would lead back online too: what was not asked for is a failure. */
async function off(board: Emulator, startsWanted: number): Promise<void> {
  await board.cut();
  if (board.starts() !== startsWanted)
    throw new Error(`the board started ${board.starts()} times, and should have ${startsWanted} times`);
  if (board.errors().length > 0) throw new Error(`the board told of errors: ${board.errors().join("; ")}`);
}

const macOf = async (world: World): Promise<string> => {
  const [device] = await world.api.list(world.cloud.agentId);
  if (device === undefined) throw new Error("the cloud knows no board");
  return device.macAddress;
};

/** Power-on, code, bind, online; a token that expired; a cloud that restarts; another owner, over the other transport. */
export async function life(world: World, images: Images): Promise<string> {
  const flash = world.flash("life", images.first().flash);
  const board = world.powerOn(flash);
  world.cloud.setOffer("websocket");
  const first = await bindAndGoOnline(world, board, "websocket");
  world.say(`code ${first}, bound, online over websocket`);

  world.cloud.expireTokens();
  world.cloud.dropSessions();
  await board.event("online");
  world.say("its token expired: online again with a new one, without a restart");

  await world.cloud.pause();
  await board.event("state", ({ state }) => state === "waiting");
  await world.cloud.resume();
  await board.event("online");
  world.say("the cloud went and came back: online again");

  world.cloud.setOffer("mqtt");
  await world.api.unbind(await macOf(world));
  world.cloud.dropSessions();
  const second = await bindAndGoOnline(world, board, "mqtt");
  world.say(`unbound, and bound again with code ${second}, online over MQTT`);
  world.cloud.setOffer("both");
  await off(board, 1);
  return flash;
}

/** A board that a person has bound, switched off: where a story begins that is played alone. */
export async function bound(world: World, image: Image): Promise<string> {
  const flash = world.flash("bound", image.flash);
  const board = world.powerOn(flash);
  world.cloud.setOffer("websocket");
  await bindAndGoOnline(world, board, "websocket");
  world.cloud.setOffer("both");
  await off(board, 1);
  return flash;
}

/** The plug is pulled at any moment, again and again: identity and binding stay. */
export async function powerCuts(world: World, flash: string, random: () => number): Promise<void> {
  for (let at = 0; at < kills; at++) {
    const board = world.powerOn(flash);
    await new Promise((resolve) => setTimeout(resolve, random() * killAfterMaxMs));
    await board.cut();
  }
  const board = world.powerOn(flash);
  await onlineWithoutCode(board);
  await off(board, 1);
  world.say(`${kills} power cuts at random moments: online afterwards, without a code`);
}

/** Power fails while the second image is written: the first one goes on. */
export async function cutUpdates(
  world: World,
  images: Images,
  flash: string,
  random: () => number,
): Promise<void> {
  for (let at = 0; at < cutsDuringUpdate; at++) {
    const copy = world.flash(`cut-${at}`, flash);
    const board = world.powerOn(copy);
    const wantedPercent = Math.floor(random() * 95);
    await board.trace.next(
      `${wantedPercent} % of an update`,
      ({ kind, ...said }) => {
        if (kind !== "screen") return false;
        const { progress } = (said as { screen: { progress?: { percent?: number } } }).screen;
        return (progress?.percent ?? -1) >= wantedPercent;
      },
      600_000,
    );
    await board.cut();
    const again = world.powerOn(copy);
    await onlineWithoutCode(again);
    await off(again, 1);
    await expectVersion(world, images, "first");
    world.say(`power cut at ${wantedPercent} % of an update: the old image runs, online`);
  }
}

/** Over the air into the second slot, and it stays there. */
export async function update(world: World, images: Images, flash: string): Promise<void> {
  const board = world.powerOn(flash);
  await board.event("state", ({ state }) => state === "updating");
  await world.note("updating", board);
  await board.line(/restart: /, 600_000);
  await onlineWithoutCode(board);
  await off(board, 2);
  await expectVersion(world, images, "second");
  const again = world.powerOn(flash);
  await onlineWithoutCode(again);
  await off(again, 1);
  await expectVersion(world, images, "second");
  world.say("updated over the air, restarted into the second image, which stayed after a power cut");
}

/** An image that never reaches its server gives way to the one before it, and is not tried again. */
export async function rollBack(world: World, images: Images, flash: string): Promise<void> {
  const board = world.powerOn(flash);
  await board.event("state", ({ state }) => state === "updating");
  await board.line(/has not reached its server/, 900_000);
  await notUpdating(board);
  await off(board, 3);
  await expectVersion(world, images, "second");
  const again = world.powerOn(flash);
  await notUpdating(again);
  await off(again, 1);
  world.say(
    "an image that never reports: the one before it came back, and did not try it again after another power cut",
  );
}

/** Online without having begun an update. */
async function notUpdating(board: Emulator): Promise<void> {
  const first = await board.trace.next(
    "online",
    ({ kind, ...said }) => {
      if (kind !== "event") return false;
      const { event, state } = (said as { event: { event?: unknown; state?: unknown } }).event;
      return event === "online" || (event === "state" && state === "updating");
    },
    180_000,
  );
  if (first.kind !== "event" || first.event.event !== "online")
    throw new Error("the board tried the same image again");
}

async function expectVersion(world: World, images: Images, which: "first" | "second"): Promise<void> {
  const [device] = await world.api.list(world.cloud.agentId);
  const wanted = images[which]().version;
  if (device?.appVersion !== wanted)
    throw new Error(`the board runs ${device?.appVersion}, and should run ${wanted}`);
}

/** TLS to a server whose authority only this build knows: check, websocket and MQTT. */
export async function secure(world: World, images: Images): Promise<void> {
  const flash = world.flash("secure", images.secure().flash);
  const [known] = await world.api.list(world.cloud.agentId);
  if (known !== undefined) await world.api.unbind(known.macAddress);
  for (const transport of ["websocket", "mqtt"] as const) {
    world.cloud.setOffer(transport);
    const board = world.powerOn(flash);
    if (transport === "websocket") await bindAndGoOnline(world, board, transport);
    else await onlineWithoutCode(board);
    await world.note(`online over ${transport} and TLS`, board);
    await off(board, 1);
    world.say(`TLS to a server of an own authority: online over ${transport}`);
  }
  world.cloud.setOffer("both");
}
