// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import dev.shirube.catalog.Language;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Messages;
import dev.shirube.event.EventClass;
import dev.shirube.event.Field;
import dev.shirube.event.FieldType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells what may come next in a text that is being written. It goes by what reading the text up to
/// the cursor would have taken there, so it never offers what would not be read.
public final class Completion {
  /// Most suggestions at once.
  public static final int MOST = 50;

  private static final int MOST_FIELDS = 30;
  private static final List<String> OPERATORS =
      List.of(":", "=", "==", "!=", "~", "<", "<=", ">", ">=", "=#", "?", " in ");
  private static final List<String> SPANS =
      List.of("last 24 hours", "last 7 days", "today", "yesterday", "last week", "this month");
  private static final List<Word> BEGINNINGS = List.of(Word.SINCE, Word.BETWEEN, Word.UNTIL);

  private final Setting setting;
  private final String text;
  private final Map<String, Suggestion> found = new LinkedHashMap<>();

  private Completion(String text, Setting setting) {
    this.text = text;
    this.setting = setting;
  }

  /// Something that may come next.
  ///
  /// @param from where the part of the text begins that it replaces, up to the cursor
  /// @param text what it is replaced with
  /// @param meaning what that means, for people
  public record Suggestion(int from, String text, Meaning meaning) {}

  /// What a suggestion means.
  public sealed interface Meaning {
    /// The text in the reader's language.
    String in(Language language, Messages messages);

    /// A field of the catalogue, which explains itself.
    record OfField(Field field) implements Meaning {
      @Override
      public String in(Language language, Messages messages) {
        return language == Language.JA ? field.japanese() : field.english();
      }
    }

    /// Anything else.
    record Said(Message message) implements Meaning {
      @Override
      public String in(Language language, Messages messages) {
        return messages.render(message, language);
      }
    }
  }

  /// What may come next, the likeliest first; at most {@link #MOST}.
  ///
  /// @param cursor how many characters of the text, in UTF-16, lie before the cursor
  public static List<Suggestion> at(String text, int cursor, Setting setting) {
    String before = text.substring(0, Math.clamp(cursor, 0, text.length()));
    if (before.length() > setting.limits().length()) {
      return List.of();
    }
    Completion completion = new Completion(before, setting);
    for (Scanner.Trail trail : QueryReader.trail(before, setting)) {
      if (!completion.isTied(trail)) {
        completion.offer(trail);
      }
    }
    return completion.found.values().stream().limit(MOST).toList();
  }

  /// Whether a word before it would have to end first.
  private boolean isTied(Scanner.Trail trail) {
    boolean apart =
        trail.what() == Scanner.Expected.CONNECTIVE
            || trail.what() == Scanner.Expected.MORE
            || trail.what() == Scanner.Expected.END;
    int at = trail.position();
    return apart && at > 0 && Quotes.isNamePart(Quotes.narrow(text.charAt(at - 1)));
  }

  private void offer(Scanner.Trail trail) {
    int at = trail.position();
    switch (trail.what()) {
      case TERM -> {
        fields(at);
        words(at, List.of(Word.NOT));
        SPANS.forEach(span -> add(at, span, said("query.complete.span")));
        words(at, BEGINNINGS);
        sign(at, "(");
      }
      case FIELD -> fields(at);
      case OPERATOR -> OPERATORS.forEach(operator -> sign(at, operator));
      case VALUE -> values(at, trail.column());
      case LIST -> {
        sign(at, "(");
        lists(at, "@");
      }
      case LIST_NAME -> lists(at, "");
      case CONNECTIVE -> {
        words(at, List.of(Word.AND, Word.OR));
        sign(at, "|");
      }
      case CLOSE -> sign(at, ")");
      case QUOTE -> add(text.length(), "\"", said("query.complete.quote"));
      case MOMENT -> words(at, List.of(Word.TODAY, Word.YESTERDAY, Word.NOW));
      case SECOND_MOMENT -> words(at, List.of(Word.AND));
      case UNIT -> words(at, Word.UNITS);
      case STEP -> words(at, Word.STEPS);
      case MORE -> {
        words(at, List.of(Word.BY, Word.DESCENDING));
        sign(at, "|");
      }
      case WIDTH ->
          List.of("1m", "5m", "1h", "1d")
              .forEach(width -> add(at, width, said("query.complete.width")));
      case PROCESS -> words(at, List.of(Word.PROCESS));
      case END -> sign(at, "|");
      case NUMBER, REGEX -> {}
    }
  }

  private static Meaning said(String id) {
    return new Meaning.Said(Message.of(id));
  }

  private void words(int at, List<Word> words) {
    for (Word word : words) {
      Meaning meaning = said("query.word." + word.name().toLowerCase(Locale.ROOT));
      // Whoever began in Japanese goes on in Japanese.
      boolean japanese = at < text.length() && text.charAt(at) >= 128;
      for (String spelling : word.spellings()) {
        if (japanese == spelling.charAt(0) >= 128) {
          add(at, spelling, meaning);
          break;
        }
      }
    }
  }

  private void sign(int at, String sign) {
    String name =
        switch (sign) {
          case ":" -> "contains";
          case "=" -> "whole";
          case "==" -> "cased";
          case "!=" -> "different";
          case "~" -> "regex";
          case "<" -> "less";
          case "<=" -> "less-or-equal";
          case ">" -> "greater";
          case ">=" -> "greater-or-equal";
          case "=#" -> "number";
          case "?" -> "exists";
          case " in " -> "in";
          case "(" -> "open";
          case ")" -> "close";
          default -> "step";
        };
    add(at, sign, said("query.sign." + name));
  }

  private void lists(int at, String before) {
    for (String name : setting.lists().names()) {
      add(at, before + Quotes.value(name), said("query.complete.list"));
    }
  }

  private void values(int at, @Nullable Column column) {
    if (column == Column.Head.CLASS) {
      Arrays.stream(EventClass.values())
          .forEach(each -> add(at, each.word(), said("query.complete.class")));
    } else if (column instanceof Column.Catalogue(Field field)
        && field.type() == FieldType.BOOLEAN) {
      add(at, "true", said("query.complete.value"));
      add(at, "false", said("query.complete.value"));
    }
  }

  private void fields(int at) {
    String begun = FieldWords.key(cut(text.substring(at)));
    if (begun.isEmpty()) {
      FieldWords.often().stream().limit(MOST_FIELDS).forEach(column -> field(at, column));
      return;
    }
    setting.names().known().stream()
        .filter(name -> name.contains(begun))
        .sorted(
            Comparator.comparingInt((String name) -> rank(name, begun))
                .thenComparingInt(String::length)
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST_FIELDS)
        .forEach(name -> {
          if (setting.names().find(name) instanceof FieldWords.Name.Of(Column column)) {
            field(at, column);
          }
        });
  }

  private static String cut(String begun) {
    return begun.length() > FieldWords.LONGEST ? begun.substring(0, FieldWords.LONGEST) : begun;
  }

  private int rank(String name, String begun) {
    boolean often =
        setting.names().find(name) instanceof FieldWords.Name.Of(Column column)
            && FieldWords.often().contains(column);
    int place = name.startsWith(begun) ? 0 : name.contains("." + begun) ? 2 : 4;
    return often ? place : place + 1;
  }

  private void field(int at, Column column) {
    Meaning meaning =
        switch (column) {
          case Column.Catalogue(Field field) -> new Meaning.OfField(field);
          case Column.Vendor _ -> said("query.complete.own");
          case Column.Head head -> said("query.head." + head.name().toLowerCase(Locale.ROOT));
        };
    put(at, FieldWords.nameOf(column), meaning);
  }

  /// Offers a text if what is written so far is its beginning.
  private void add(int at, String offered, Meaning meaning) {
    String begun = cut(text.substring(at)).toLowerCase(Locale.ROOT);
    if (offered.toLowerCase(Locale.ROOT).startsWith(Quotes.read(begun))) {
      put(at, offered, meaning);
    }
  }

  private void put(int at, String offered, Meaning meaning) {
    if (!text.substring(at).equals(offered)) {
      found.putIfAbsent(offered, new Suggestion(at, offered, meaning));
    }
  }
}
