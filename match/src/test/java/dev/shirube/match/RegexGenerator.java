// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/// Makes regular expressions over everything that is supported, each in PCRE's spelling and in
/// RE2's, with values that are likely to match.
final class RegexGenerator {
  private static final String[] LETTERS = {
    "a", "b", "c", "k", "K", "s", "S", "Z", "0", "7", "_", "-", ".", "\\", "`", "/", "é", "É", "σ",
    "Σ", "漢", "カ", "😀", "\u212a", "\u017f", "\n", " ", "\t", "\u00a0"
  };
  // What can stand in brackets: in PCRE, in RE2, a text it matches.
  private static final String[][] ITEMS = {
    {"a-c", "a-c", "b"},
    {"k", "k", "k"},
    {"s", "s", "s"},
    {"\\d", "\\d", "0"},
    {"\\w", "\\w", "S"},
    {"[:alpha:]", "[:alpha:]", "Z"},
    {"[:^digit:]", "[:^digit:]", "-"},
    {"\\s", "\\t-\\r\\x{20}", " "},
    {"\\.", "\\x{2e}", "."},
    {"é-ï", "\\x{e9}-\\x{ef}", "é"},
    {"漢", "\\x{6f22}", "漢"},
    {"\\x{1f600}-\\x{1f610}", "\\x{1f600}-\\x{1f610}", "😀"},
    {"\\n", "\\n", "\n"},
    {"\\b", "\\x{8}", "\b"},
    {"\\p{Lu}", "\\p{Lu}", "K"}
  };
  private static final int MAX_DEPTH = 3;

  private final Random random;
  private boolean multiLine;

  RegexGenerator(Random random) {
    this.random = random;
  }

  /// A piece of an expression.
  ///
  /// @param sample gives texts that match it, but for places and case
  record Part(String pcre, String re2, Function<Random, String> sample) {
    Part(String same, String sample) {
      this(same, same, chance -> sample);
    }
  }

  /// An expression with its options.
  record Generated(Part part, Set<Regex.Flag> flags) {
    /// A value that may match.
    String subject(Random chance) {
      StringBuilder value = new StringBuilder();
      noise(chance, value);
      if (chance.nextInt(8) > 0) {
        value.append(part.sample().apply(chance));
      }
      noise(chance, value);
      if (chance.nextInt(3) == 0 && !value.isEmpty()) {
        int at =
            value.offsetByCodePoints(0, chance.nextInt(value.codePointCount(0, value.length())));
        int point = value.codePointAt(at);
        String other =
            switch (chance.nextInt(3)) {
              case 0 -> "";
              case 1 -> new String(Character.toChars(Character.toUpperCase(point)));
              default -> letter(chance);
            };
        value.replace(at, at + Character.charCount(point), other);
      }
      return value.toString();
    }
  }

  private static void noise(Random chance, StringBuilder value) {
    for (int left = chance.nextInt(3); left > 0; left--) {
      value.append(letter(chance));
    }
  }

  private static String letter(Random chance) {
    return LETTERS[chance.nextInt(LETTERS.length)];
  }

  Generated next() {
    Set<Regex.Flag> flags = EnumSet.noneOf(Regex.Flag.class);
    for (Regex.Flag flag : Regex.Flag.values()) {
      if (random.nextInt(4) == 0) {
        flags.add(flag);
      }
    }
    multiLine = flags.contains(Regex.Flag.MULTI_LINE);
    return new Generated(choice(MAX_DEPTH), flags);
  }

  private Part choice(int depth) {
    Part first = sequence(depth);
    if (random.nextInt(4) > 0) {
      return first;
    }
    Part second = choice(depth);
    return new Part(
        first.pcre() + "|" + second.pcre(),
        first.re2() + "|" + second.re2(),
        chance -> (chance.nextBoolean() ? first : second).sample().apply(chance));
  }

  private Part sequence(int depth) {
    List<Part> parts = new ArrayList<>();
    int length = random.nextInt(5);
    for (int index = 0; index < length; index++) {
      parts.add(random.nextInt(3) == 0 ? repeated(depth) : one(depth));
    }
    boolean dollar = random.nextInt(6) == 0;
    if (dollar) {
      String last = multiLine ? "$" : "(?:\\n?\\z)";
      parts.add(new Part("$", last, chance -> chance.nextInt(3) == 0 ? "\n" : ""));
    } else if (random.nextInt(20) == 0) {
      parts.add(new Part("\\Z", "(?:\\n?\\z)", chance -> chance.nextBoolean() ? "\n" : ""));
    }
    StringBuilder pcre = new StringBuilder();
    StringBuilder re2 = new StringBuilder();
    for (Part part : parts) {
      pcre.append(part.pcre());
      re2.append(part.re2());
    }
    return new Part(
        pcre.toString(),
        re2.toString(),
        chance -> {
          StringBuilder sample = new StringBuilder();
          parts.forEach(part -> sample.append(part.sample().apply(chance)));
          return sample.toString();
        });
  }

  private Part repeated(int depth) {
    Part part = random.nextInt(4) == 0 ? place() : random.nextBoolean() ? set() : group(depth);
    int least = random.nextInt(4);
    int most = least + random.nextInt(4);
    String quantifier =
        switch (random.nextInt(6)) {
          case 0 -> "*";
          case 1 -> "+";
          case 2 -> "?";
          case 3 -> "{" + least + "}";
          case 4 -> "{" + least + ",}";
          default -> "{" + least + "," + most + "}";
        };
    String sign = quantifier + (random.nextInt(5) == 0 ? "?" : "");
    int from = sign.startsWith("{") ? least : sign.startsWith("+") ? 1 : 0;
    return new Part(
        part.pcre() + sign,
        part.re2() + sign,
        chance -> {
          StringBuilder sample = new StringBuilder();
          int copies = from + (sign.contains("}") && !sign.contains(",") ? 0 : chance.nextInt(2));
          for (int copy = 0; copy < copies; copy++) {
            sample.append(part.sample().apply(chance));
          }
          return sample.toString();
        });
  }

  private Part one(int depth) {
    return switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> literal();
      case 4, 5 -> set();
      case 6 -> place();
      case 7 -> special();
      default -> group(depth);
    };
  }

  private Part literal() {
    String letter = letter(random);
    int point = letter.codePointAt(0);
    String hex = "\\x{" + Integer.toHexString(point) + "}";
    boolean plain = point >= 128 || Character.isLetterOrDigit(point);
    String pcre =
        switch (random.nextInt(plain ? 4 : 2)) {
          case 0 -> hex;
          case 1 -> "\\Q" + letter.replace("\\", "\\E\\\\\\Q") + "\\E";
          default -> letter;
        };
    return new Part(pcre, hex, _ -> letter);
  }

  private Part special() {
    return switch (random.nextInt(8)) {
      case 0 -> new Part("\\R", "(?:\\r\\n|[\\n-\\r\\x{85}\\x{2028}\\x{2029}])", _ -> "\n");
      case 1 -> new Part("\\K", "", _ -> "");
      case 2 -> new Part("(?#note)", "", _ -> "");
      case 3 -> new Part("(?i)", "(?i)", _ -> "");
      case 4 -> new Part("(?s-i)", "(?s-i)", _ -> "");
      case 5 -> new Part("\\cA", "\\x{1}", _ -> "\u0001");
      case 6 -> new Part("{,2}", "\\x{7b},2\\x{7d}", _ -> "{,2}");
      default -> new Part("\\000", "\\x{0}", _ -> "\0");
    };
  }

  private Part place() {
    return switch (random.nextInt(6)) {
      case 0 -> new Part("^", "^", _ -> "");
      case 1 -> new Part("\\A", "\\A", _ -> "");
      case 2 -> new Part("\\z", "\\z", _ -> "");
      case 3 -> new Part("\\B", "\\B", _ -> "");
      default -> new Part("\\b", "\\b", _ -> "");
    };
  }

  private Part set() {
    return switch (random.nextInt(14)) {
      case 0 -> new Part(".", "a");
      case 1 -> new Part("\\d", "7");
      case 2 -> new Part("\\D", "a");
      case 3 -> new Part("\\w", "k");
      case 4 -> new Part("\\W", "-");
      case 5 -> new Part("\\s", "[\\t-\\r ]", _ -> " ");
      case 6 -> new Part("\\S", "[^\\t-\\r ]", _ -> "漢");
      case 7 -> new Part("\\N", "[^\\n]", _ -> "s");
      case 8 ->
          new Part(
              "\\h",
              "[\\t \\x{a0}\\x{1680}\\x{180e}\\x{2000}-\\x{200a}\\x{202f}" + "\\x{205f}\\x{3000}]",
              _ -> "\u00a0");
      case 9 -> new Part("\\p{Greek}", "σ");
      case 10 -> new Part("\\P{Lu}", "a");
      default -> bracket();
    };
  }

  private Part bracket() {
    List<String[]> chosen = new ArrayList<>();
    for (int left = random.nextInt(3); left >= 0; left--) {
      chosen.add(ITEMS[random.nextInt(ITEMS.length)]);
    }
    String sign = random.nextInt(4) == 0 ? "^" : "";
    StringBuilder pcre = new StringBuilder("[").append(sign);
    StringBuilder re2 = new StringBuilder("[").append(sign);
    for (String[] item : chosen) {
      pcre.append(item[0]);
      re2.append(item[1]);
    }
    boolean hyphen = random.nextInt(5) == 0;
    return new Part(
        pcre.append(hyphen ? "-]" : "]").toString(),
        re2.append(hyphen ? "\\x{2d}]" : "]").toString(),
        chance -> sign.isEmpty() ? chosen.get(chance.nextInt(chosen.size()))[2] : letter(chance));
  }

  private Part group(int depth) {
    if (depth == 0) {
      return literal();
    }
    String[] opening = {"(", "(?:", "(?<name>", "(?|", "(?i:", "(?-i:", "(?s:", "(?m:", "(?-m:"};
    String chosen = opening[random.nextInt(opening.length)];
    boolean outer = multiLine;
    multiLine = chosen.equals("(?m:") || (multiLine && !chosen.equals("(?-m:"));
    Part inner = choice(depth - 1);
    multiLine = outer;
    String re2 = chosen.startsWith("(?<") || chosen.equals("(?|") ? "(?:" : chosen;
    return new Part(chosen + inner.pcre() + ")", re2 + inner.re2() + ")", inner.sample());
  }
}
