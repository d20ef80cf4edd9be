// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import dev.shirube.catalog.Nearest;
import dev.shirube.match.Cidr;
import dev.shirube.match.Fold;
import dev.shirube.match.Glob;
import dev.shirube.match.Numeral;
import dev.shirube.match.Regex;
import dev.shirube.match.RegexRefusal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what stands behind a comparison: texts with wildcards, numbers, regular expressions,
/// lists, networks.
final class ValueReader {
  private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  private final Scanner scanner;
  private final Setting setting;
  private int listed;

  ValueReader(Scanner scanner, Setting setting) {
    this.scanner = scanner;
    this.setting = setting;
  }

  /// A list as it was written, sorted by what its texts are.
  ///
  /// @param texts folded whole texts
  record Many(Set<String> texts, List<Cidr> networks, List<Glob> globs) {}

  /// One value as written.
  ///
  /// @param plain the text if it was written without quotes in one piece; else empty
  record Value(Glob glob, String plain) {}

  /// Reads a text: pieces outside quotes, where `*` and `?` are wildcards, and pieces in quotes,
  /// where nothing is, one behind the other.
  ///
  /// @param inList whether a comma ends it
  /// @return null, not moving, if none begins here
  @Nullable Value text(boolean inList) throws QueryFault.Refusal {
    List<Glob> pieces = new ArrayList<>();
    String plain = "";
    while (true) {
      // A corner bracket opens a quote only where a text begins: inside one it is a letter.
      boolean opens = pieces.isEmpty() || scanner.peek() == '"';
      String quoted = opens ? scanner.quoted() : null;
      if (quoted != null) {
        pieces.add(Glob.literal(quoted));
        continue;
      }
      String bare = Quotes.read(scanner.bare(inList));
      if (bare.isEmpty()) {
        break;
      }
      plain = pieces.isEmpty() ? bare : "";
      pieces.add(Glob.parse(bare.replace("\\", "\\\\")));
    }
    return pieces.isEmpty()
        ? null
        : new Value(Glob.concat(pieces), pieces.size() == 1 ? plain : "");
  }

  /// Reads a text that has to be there.
  Value text(@Nullable Column column) throws QueryFault.Refusal {
    scanner.expect(Scanner.Expected.VALUE, column);
    Value value = text(false);
    if (value == null) {
      throw scanner.missing(Scanner.Expected.VALUE);
    }
    return value;
  }

  /// The text that a value has to contain.
  static Glob containing(Glob glob) {
    String written = glob.written();
    int from = 0;
    while (from < written.length() && written.charAt(from) == '*') {
      from++;
    }
    int end = written.length();
    while (end > from && written.charAt(end - 1) == '*' && !isEscaped(written, end - 1)) {
      end--;
    }
    return from == end ? Glob.parse("*") : Glob.parse(written.substring(from, end)).anywhere();
  }

  private static boolean isEscaped(String written, int at) {
    int slashes = 0;
    while (at - slashes > 0 && written.charAt(at - slashes - 1) == '\\') {
      slashes++;
    }
    return slashes % 2 == 1;
  }

  /// Reads a whole number, behind a # or not; for a time of the head also a moment.
  long number(@Nullable Column column) throws QueryFault.Refusal {
    scanner.take('#');
    scanner.expect(Scanner.Expected.NUMBER, column);
    int from = scanner.position();
    Value value = text(true);
    String written = value == null ? "" : value.glob().text();
    Numeral number = Numeral.parse(written);
    if (number != null && isWhole(number.value())) {
      return number.value().longValueExact();
    }
    if (column == Column.Head.TIME || column == Column.Head.RECEIVED) {
      Moments.Moment moment = Moments.of(written, setting.now(), setting.zone());
      if (moment != null) {
        return moment.from();
      }
      scanner.moveTo(from);
      throw scanner.missing(Scanner.Expected.MOMENT);
    }
    if (number != null) {
      throw scanner.wrong("query.number", from, Scanner.shown(written));
    }
    scanner.moveTo(from);
    throw scanner.missing(Scanner.Expected.NUMBER);
  }

  /// Whether a text is a moment and no number.
  boolean isMoment(String text) {
    return Numeral.parse(text) == null && Moments.of(text, setting.now(), setting.zone()) != null;
  }

  private static boolean isWhole(BigDecimal value) {
    return value.compareTo(LEAST) >= 0
        && value.compareTo(MOST) <= 0
        && value.stripTrailingZeros().scale() <= 0;
  }

  /// Reads a regular expression between slashes, or in quotes, and the letters behind it.
  Regex regex() throws QueryFault.Refusal {
    scanner.blanks();
    scanner.expect(Scanner.Expected.REGEX);
    int from = scanner.position();
    String source = scanner.peek() == '"' ? scanner.quoted() : slashed();
    if (source == null) {
      throw scanner.missing(Scanner.Expected.REGEX);
    }
    Set<Regex.Flag> flags = flags();
    return switch (Regex.compile(source, flags)) {
      case Regex.Compiled.Ready(Regex regex) -> regex;
      case Regex.Compiled.Refused(RegexRefusal refusal) -> {
        String id = "query.regex." + refusal.reason().name().toLowerCase(Locale.ROOT);
        throw scanner.wrong(id, from, refusal.part(), refusal.position() + 1);
      }
    };
  }

  private @Nullable String slashed() throws QueryFault.Refusal {
    if (!scanner.take('/')) {
      return null;
    }
    int from = scanner.position();
    while (!scanner.atEnd() && scanner.peek() != '/') {
      scanner.skip(scanner.peek() == '\\' ? 2 : 1);
    }
    if (scanner.atEnd()) {
      scanner.moveTo(from);
      throw scanner.wrong("query.regex.open", from - 1);
    }
    String source = scanner.since(from);
    scanner.skip(1);
    return source;
  }

  private Set<Regex.Flag> flags() throws QueryFault.Refusal {
    Set<Regex.Flag> flags = EnumSet.noneOf(Regex.Flag.class);
    int from = scanner.position();
    for (char c : scanner.bare(true).toCharArray()) {
      switch (Quotes.narrow(c)) {
        case 'i' -> flags.add(Regex.Flag.IGNORE_CASE);
        case 'm' -> flags.add(Regex.Flag.MULTI_LINE);
        case 's' -> flags.add(Regex.Flag.DOT_ALL);
        default -> throw scanner.wrong("query.regex.flag", from, scanner.since(from));
      }
    }
    return flags;
  }

  /// Reads what stands behind `in`.
  Many many() throws QueryFault.Refusal {
    scanner.blanks();
    scanner.expect(Scanner.Expected.LIST);
    Many many = new Many(new LinkedHashSet<>(), new ArrayList<>(), new ArrayList<>());
    if (scanner.take('(')) {
      written(many);
    } else if (scanner.take('@')) {
      named(many);
    } else {
      int from = scanner.position();
      String written = Quotes.read(scanner.bare(true));
      Cidr network = Cidr.parse(written);
      if (network == null && written.indexOf('/') > 0) {
        throw scanner.wrong("query.network", from, Scanner.shown(written));
      }
      if (network == null) {
        scanner.moveTo(from);
        throw scanner.missing(Scanner.Expected.LIST);
      }
      many.networks.add(network);
    }
    return many;
  }

  private void written(Many many) throws QueryFault.Refusal {
    separators();
    while (!scanner.take(')')) {
      int from = scanner.position();
      scanner.expect(Scanner.Expected.VALUE);
      Value value = text(true);
      if (value == null) {
        throw scanner.missing(Scanner.Expected.CLOSE);
      }
      count(from, 1);
      Cidr network = value.plain().indexOf('/') < 0 ? null : Cidr.parse(value.plain());
      if (network != null) {
        many.networks.add(network);
      } else if (value.glob().hasWildcards()) {
        many.globs.add(value.glob());
      } else {
        many.texts.add(Fold.fold(value.glob().text()));
      }
      separators();
    }
  }

  private void separators() {
    scanner.blanks();
    while (Quotes.isComma(scanner.peek())) {
      scanner.skip(1);
      scanner.blanks();
    }
  }

  private void named(Many many) throws QueryFault.Refusal {
    int from = scanner.position();
    scanner.expect(Scanner.Expected.LIST_NAME);
    String quoted = scanner.peek() == '"' ? scanner.quoted() : null;
    String name = quoted == null ? scanner.bare(true) : quoted;
    if (name.isEmpty()) {
      throw scanner.missing(Scanner.Expected.LIST_NAME);
    }
    Collection<String> texts = setting.lists().find(name);
    if (texts == null) {
      throw scanner.unknown("query.list.unknown", from, near(name));
    }
    count(from, texts.size());
    for (String text : texts) {
      Cidr network = text.indexOf('/') < 0 ? null : Cidr.parse(text);
      if (network != null) {
        many.networks.add(network);
      } else {
        many.texts.add(Fold.fold(text));
      }
    }
  }

  private List<String> near(String name) {
    String nearest =
        name.length() > FieldWords.LONGEST ? "" : Nearest.to(name, setting.lists().names());
    return nearest.isEmpty() ? List.of() : List.of(nearest);
  }

  private void count(int from, int more) throws QueryFault.Refusal {
    listed += more;
    if (listed > setting.limits().listSize() || listed < 0) {
      throw scanner.wrong("query.limit.list", from, setting.limits().listSize());
    }
  }
}
