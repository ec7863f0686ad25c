/** Faults of the network between the link and the servers. */
import { otaHosts } from "../cloud.js";
import { anyHost, type Trouble } from "../network.js";
import type { World } from "../world.js";
import type { Fault } from "./fault.js";

const everywhere = (name: string, story: string, trouble: Trouble): Fault => ({
  name,
  story,
  begin({ network, cloud }) {
    network.fault.trouble(anyHost, trouble);
    if (trouble === "reset") cloud.sessions.endAll({ kind: "lost", detail: "connection reset" });
    return undefined;
  },
});

const atOta = (name: string, story: string, trouble: Trouble): Fault => ({
  name,
  story,
  harmless: "known",
  begin: ({ network, options }) => void network.fault.trouble(otaHosts[options.profile], trouble),
});

const atSessions = (name: string, story: string, trouble: Trouble): Fault => ({
  name,
  story,
  begin({ network, cloud, options }) {
    network.fault.trouble(cloud.sessionHosts[options.transport], trouble);
    cloud.sessions.endAll({ kind: "lost", detail: "connection reset" });
    return undefined;
  },
});

/** A person talks every 20 s. */
const talking = ({ board, repeat }: World) => repeat(20_000, () => board.say("How are you?"));

export const networkFaults: readonly Fault[] = [
  everywhere("dns-fails", "No name can be resolved.", "dnsFails"),
  everywhere("connections-refused", "Every connection is refused.", "refused"),
  everywhere("connections-reset", "Every connection is accepted and dropped.", "reset"),
  everywhere("tls-fails", "No certificate is accepted (a clock, a proxy, an expired chain).", "tlsFails"),
  everywhere("half-open", "TCP connects, then nothing more comes.", "halfOpen"),
  everywhere("captive-portal-page", "A portal answers everything with 200 and a login page.", "portalPage"),
  everywhere("captive-portal-redirect", "A portal redirects everything to its login page.", "portalRedirect"),
  everywhere("slow-body", "Answers begin and never end.", "slowBody"),
  everywhere("cut-body", "Connections end in the middle of the body.", "cutBody"),
  atOta("ota-dns-fails", "The OTA server's name is gone, sessions work.", "dnsFails"),
  atOta("ota-refused", "The OTA server is down, sessions work.", "refused"),
  atOta("ota-blackhole", "The OTA server is silent, sessions work.", "blackhole"),
  atOta("ota-tls-fails", "The OTA server's certificate has expired, sessions work.", "tlsFails"),
  atOta("ota-half-open", "The OTA server accepts and says nothing.", "halfOpen"),
  atSessions("sessions-dns-fails", "The session server's name is gone, the OTA server works.", "dnsFails"),
  atSessions("sessions-refused", "The session server is down, the OTA server works.", "refused"),
  atSessions("sessions-blackhole", "The session server is silent, the OTA server works.", "blackhole"),
  atSessions("sessions-tls-fails", "The session server's certificate has expired.", "tlsFails"),
  atSessions("sessions-half-open", "The session server accepts and says nothing.", "halfOpen"),
  {
    name: "weak-network",
    story: "A quarter of the packets is lost and the round trip takes 600 ms, while a person talks.",
    group: "weak network in a session",
    begin(world) {
      world.network.lossShare = 0.25;
      world.network.roundTripMs = 600;
      return talking(world);
    },
  },
  {
    name: "very-weak-network",
    story: "Two thirds of the packets are lost and the round trip takes two seconds, while a person talks.",
    group: "weak network in a session",
    begin(world) {
      world.network.lossShare = 0.66;
      world.network.roundTripMs = 2_000;
      return talking(world);
    },
  },
  {
    name: "slow-network",
    story: "A round trip takes nine seconds, just within the deadlines.",
    begin: ({ network }) => {
      network.roundTripMs = 9_000;
      return undefined;
    },
  },
  {
    name: "too-slow-network",
    story: "A round trip takes half a minute.",
    begin: ({ network }) => {
      network.roundTripMs = 30_000;
      return undefined;
    },
  },
  {
    name: "connections-cut-every-20-s",
    story: "A proxy cuts every open connection every 20 s, while a person talks.",
    group: "weak network in a session",
    begin(world) {
      const stopTalking = talking(world);
      const stopCutting = world.repeat(20_000, () =>
        world.cloud.sessions.endAll({ kind: "lost", detail: "connection reset" }),
      );
      return () => {
        stopTalking();
        stopCutting();
      };
    },
  },
];
