/** How long a text takes to be said calmly: counted as the server does, in `tasks/engines/scripts/wording.py`. */

const WORDS_PER_SECOND = 2.3;
const CHINESE_CHARACTERS_PER_SECOND = 4.5;
const KANA_PER_SECOND = 6;
const KOREAN_SYLLABLES_PER_SECOND = 5;
/** A longer word takes the time of two. */
const LONG_WORD = 14;

const CJK = "\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff";
const TOKEN = new RegExp(`[${CJK}]|[^\\s${CJK}]+`, "gu");
const IS_CJK = new RegExp(`[${CJK}]`, "u");
const KANA = /[\u3040-\u30ff]/u;
const HANGUL = /[\uac00-\ud7af]/u;
/** Marks that are said: "$24" is "twenty-four dollars", "lumi.co" is "lumi dot co". */
const SPOKEN_MARK = /[$€£¥₩₹%@+]|(?<=\p{L})\.(?=\p{L})/gu;

/** A voice begins when its shot has begun, and ends before the next one and before the clip's end. */
const LEAD_SECONDS = 0.08;
const TRAIL_SECONDS = 0.04;
const END_SECONDS = 0.12;
/** A line that is too long is said so much faster. */
const FASTEST = 1.15;

/** Whether a shot's line takes longer than there is time for it, however fast: as `voice_over.py` decides it. */
export function isTooLong(text: string, [start, end]: readonly [start: number, end: number], duration: number): boolean {
  const room = Math.min(end - TRAIL_SECONDS, duration - END_SECONDS) - (start + LEAD_SECONDS);
  return spokenSeconds(text) / FASTEST > room;
}

export function spokenSeconds(text: string): number {
  // a kanji in Japanese is read as about two kana
  const perSecond = KANA.test(text) ? KANA_PER_SECOND / 2 : CHINESE_CHARACTERS_PER_SECOND;
  return [...text.matchAll(TOKEN)].reduce((sum, [token]) => sum + tokenSeconds(token, perSecond), 0);
}

function tokenSeconds(token: string, kanjiPerSecond: number): number {
  if (HANGUL.test(token)) return 1 / KOREAN_SYLLABLES_PER_SECOND;
  if (KANA.test(token)) return 1 / KANA_PER_SECOND;
  if (IS_CJK.test(token)) return 1 / kanjiPerSecond;
  const count = (pattern: RegExp) => token.match(pattern)?.length ?? 0;
  const digits = count(/\p{Nd}/gu);
  const words = Math.ceil(count(/\p{L}/gu) / LONG_WORD) + (digits ? (digits + 1) / 2 : 0) + count(SPOKEN_MARK);
  return words / WORDS_PER_SECOND;
}
