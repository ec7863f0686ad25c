/** What a firmware for a board must be told, or it can't work: which cloud, and which Wi-Fi. A person at a terminal is asked. */

/** Clouds with a name, as `--cloud NAME`. */
export const namedClouds = Object.freeze({ xrobo: "https://xrobo.qiniuapi.com/v1/ota/" });

const cloudHelp =
  "Say which cloud the board is for: --cloud xrobo, or --cloud URL with the address of a cloud's OTA check, such as " +
  "http://192.168.1.5:8002/xiaozhi/ota/ (npm run -s xiaozhi -- cloud --host 0.0.0.0 prints its own).";
const wifiHelp =
  "Say which Wi-Fi the board shall join: wifiSsid=NAME wifiPassword=PASSWORD, or --stored-wifi if it has one stored.";
const ssidMaxBytes = 32;
const attemptsMax = 3;

/** A mistake of the person, in one sentence. */
export class SettingsMistake extends Error {}

/**
 * @typedef {{ line(question: string): Promise<string>, secret(question: string): Promise<string>,
 *   tell(sentence: string): void }} Asker
 * @typedef {{ cloud?: string | undefined, storedWifi?: boolean, settings: Readonly<Record<string, string>>,
 *   needsWifi: boolean, reachesItself?: boolean, ask?: Asker | undefined }} Given `ask`: only where there is a terminal; `reachesItself`: it runs on
 *   this computer, so that 127.0.0.1 is a cloud's address
 * @param {Given} given
 * @returns {Promise<Record<string, string>>} the settings with what was missing
 * @throws {SettingsMistake}
 */
export async function boardSettings({
  cloud,
  storedWifi = false,
  settings,
  needsWifi,
  reachesItself = false,
  ask,
}) {
  const otaUrl = await cloudOf(cloud, settings.otaUrl, reachesItself, ask);
  const wifi = needsWifi && !storedWifi ? await wifiOf(settings, ask) : {};
  return { ...settings, ...wifi, otaUrl };
}

async function cloudOf(
  /** @type {string | undefined} */ cloud,
  /** @type {string | undefined} */ otaUrl,
  /** @type {boolean} */ reachesItself,
  /** @type {Asker | undefined} */ ask,
) {
  if (cloud !== undefined && otaUrl !== undefined)
    throw new SettingsMistake("--cloud and otaUrl= say the same thing: give one of them.");
  const given = cloud ?? otaUrl;
  if (given !== undefined) return urlOf(given, reachesItself);
  if (ask === undefined) throw new SettingsMistake(cloudHelp);
  const names = Object.keys(namedClouds).join(", ");
  const question = `Which cloud? ${names}, or the address of a cloud's OTA check: `;
  return asked(ask, async () => urlOf(await ask.line(question), reachesItself));
}

/**
 * Asks again after a mistake, but not for ever.
 * @template Result
 * @returns {Promise<Result>}
 */
async function asked(
  /** @type {Asker} */ ask,
  /** @type {() => Promise<Result>} */ answer,
  attemptsLeft = attemptsMax,
) {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof SettingsMistake) || attemptsLeft <= 1) throw error;
    ask.tell(error.message);
    return asked(ask, answer, attemptsLeft - 1);
  }
}

function urlOf(/** @type {string} */ given, /** @type {boolean} */ reachesItself) {
  const text = given.trim();
  if (Object.hasOwn(namedClouds, text)) return namedClouds[/** @type {keyof typeof namedClouds} */ (text)];
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new SettingsMistake(text === "" ? cloudHelp : `"${text}" is no cloud. ${cloudHelp}`);
  if (!reachesItself && /^(127\.|0\.0\.0\.0$|localhost$|\[::1?\]$)/.test(url.hostname))
    throw new SettingsMistake(
      `To a board ${url.hostname} is the board itself: give this computer's address in your network (npm run -s xiaozhi -- cloud --host 0.0.0.0 prints it).`,
    );
  return text;
}

async function wifiOf(
  /** @type {Readonly<Record<string, string>>} */ { wifiSsid, wifiPassword },
  /** @type {Asker | undefined} */ ask,
) {
  if (wifiSsid === undefined) {
    if (wifiPassword !== undefined)
      throw new SettingsMistake("wifiPassword= needs wifiSsid=, the name of its network.");
    if (ask === undefined) throw new SettingsMistake(wifiHelp);
    return asked(ask, async () => {
      const name = await ask.line("Name of the Wi-Fi (empty: the board has one stored): ");
      if (name === "") return {};
      return wifiOf(
        { wifiSsid: name, wifiPassword: await ask.secret("Its password (empty: none): ") },
        undefined,
      );
    });
  }
  if (wifiSsid === "" || Buffer.byteLength(wifiSsid) > ssidMaxBytes)
    throw new SettingsMistake(`The name of a Wi-Fi has 1 to ${ssidMaxBytes} bytes.`);
  const password = wifiPassword ?? "";
  // WPA: 8 to 63 characters, or the key itself as 64 hexadecimal digits.
  if (password !== "" && !/^[ -~]{8,63}$/.test(password) && !/^[0-9a-f]{64}$/i.test(password))
    throw new SettingsMistake("The password of a Wi-Fi has 8 to 63 letters, digits and signs of ASCII.");
  return { wifiSsid, wifiPassword: password };
}
