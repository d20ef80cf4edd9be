// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The words of the language, each with all its spellings in English and Japanese; the first is the
/// one that texts are printed with. In quotes they are text like any other.
enum Word {
  AND("and", "かつ"),
  OR("or", "または", "又は"),
  NOT("not"),
  NOT_BEHIND("ではない", "でない", "以外"),
  IN("in"),
  EXISTS("exists", "あり"),
  LAST("last", "past", "過去", "直近"),
  THIS("this"),
  TODAY("today", "今日", "本日"),
  YESTERDAY("yesterday", "昨日"),
  DAY_BEFORE("一昨日", "おととい"),
  THIS_WEEK("今週"),
  LAST_WEEK("先週"),
  THIS_MONTH("今月"),
  LAST_MONTH("先月"),
  THIS_YEAR("今年"),
  LAST_YEAR("昨年", "去年"),
  NOW("now", "今", "現在"),
  AGO("ago", "前"),
  SINCE("since"),
  FROM("from"),
  UNTIL("until"),
  TO("to"),
  BEFORE("before"),
  BETWEEN("between"),
  ON("on"),
  SINCE_BEHIND("から", "以降"),
  UNTIL_BEHIND("まで"),
  BEFORE_BEHIND("より前"),
  SECONDS("seconds", "second", "secs", "sec", "s", "秒", "秒間"),
  MINUTES("minutes", "minute", "mins", "min", "m", "分", "分間"),
  HOURS("hours", "hour", "h", "時間"),
  DAYS("days", "day", "d", "日", "日間"),
  WEEKS("weeks", "week", "w", "週", "週間"),
  MONTHS("months", "month", "か月", "ヶ月", "カ月", "か月間"),
  YEARS("years", "year", "年", "年間"),
  COUNT("count", "件数"),
  TOP("top", "上位"),
  RARE("rare", "まれ"),
  HISTOGRAM("histogram", "推移"),
  SORT("sort", "並べ替え"),
  FIELDS("fields", "項目"),
  HEAD("head", "先頭"),
  TREE("tree", "ツリー"),
  JOIN("join", "結合"),
  NEWEST("newest", "新しい順"),
  OLDEST("oldest", "古い順"),
  LIMIT("limit", "上限"),
  BY("by", "別"),
  DESCENDING("desc", "降順"),
  ASCENDING("asc", "昇順"),
  PROCESS("process", "プロセス");

  /// The words that begin a step, in the order in which they are offered.
  static final List<Word> STEPS =
      List.of(COUNT, TOP, RARE, HISTOGRAM, SORT, FIELDS, HEAD, TREE, JOIN, NEWEST, OLDEST, LIMIT);

  /// The words that tell a span of time on their own.
  static final List<Word> SPANS =
      List.of(
          TODAY,
          YESTERDAY,
          DAY_BEFORE,
          THIS_WEEK,
          LAST_WEEK,
          THIS_MONTH,
          LAST_MONTH,
          THIS_YEAR,
          LAST_YEAR);

  /// The words of a length of time, from short to long.
  static final List<Word> UNITS = List.of(SECONDS, MINUTES, HOURS, DAYS, WEEKS, MONTHS, YEARS);

  /// Characters of the longest spelling.
  static final int LONGEST = 10;

  private static final Map<String, Word> BY_SPELLING = bySpelling();

  // A list that never changes.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> spellings;

  Word(String... spellings) {
    this.spellings = List.of(spellings);
  }

  /// The word of a spelling, whatever its case; null if it is none.
  static @Nullable Word of(String spelling) {
    return spelling.length() > LONGEST ? null : BY_SPELLING.get(spelling.toLowerCase(Locale.ROOT));
  }

  /// All spellings, the printed one first.
  List<String> spellings() {
    return spellings;
  }

  /// The spelling that texts are printed with.
  String text() {
    return spellings.getFirst();
  }

  /// A unit of time that counts as so many nanoseconds; 0 for units that differ in length.
  long nanos() {
    return switch (this) {
      case SECONDS -> 1_000_000_000L;
      case MINUTES -> 60_000_000_000L;
      case HOURS -> 3_600_000_000_000L;
      case DAYS -> 86_400_000_000_000L;
      case WEEKS -> 604_800_000_000_000L;
      default -> 0;
    };
  }

  private static Map<String, Word> bySpelling() {
    Map<String, Word> map = new HashMap<>();
    for (Word word : values()) {
      word.spellings.forEach(spelling -> map.put(spelling, word));
    }
    if (Arrays.stream(values()).mapToInt(word -> word.spellings.size()).sum() != map.size()) {
      throw new IllegalStateException("a spelling is given twice");
    }
    return Map.copyOf(map);
  }
}
