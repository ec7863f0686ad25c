/** A face per emotion, in ASCII: it looks alike and is equally wide in every terminal. */
import type { Emotion } from "../../../src/core/screen/emotions.js";

export const faces: Readonly<Record<Emotion, string>> = {
  neutral: "( o_o )",
  happy: "( ^_^ )",
  laughing: "( ^O^ )",
  funny: "( ^w^ )",
  sad: "( ._. )",
  angry: "( >_< )#",
  crying: "( T_T )",
  loving: "( ^_^ )<3",
  embarrassed: "( >///< )",
  surprised: "( o.O )",
  shocked: "( O_O )!",
  thinking: "( -_o )?",
  winking: "( ^_~ )",
  cool: "( B-) )",
  relaxed: "( u_u )",
  delicious: "( ^q^ )",
  kissy: "( ^3^ )",
  confident: "( ^_^ )v",
  sleepy: "( -_- )zZ",
  silly: "( ^P^ )",
  confused: "( @_@ )?",
};
