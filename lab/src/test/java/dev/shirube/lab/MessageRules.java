// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.catalog.Text;
import dev.shirube.event.FieldCatalogue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What must hold between the texts of content/messages and the code that names them.
final class MessageRules {
  private static final Set<String> MAKERS = Set.of("Message.of", "new Message");

  private final Map<String, Text> texts;
  private final List<JavaSources.JavaFile> files;

  /// @param files product code alone
  MessageRules(Map<String, Text> texts, List<JavaSources.JavaFile> files) {
    this.texts = texts;
    this.files = files;
  }

  /// Ids that code names and no file of texts has, each with its place.
  List<String> missing() {
    Set<String> missing = new TreeSet<>();
    for (JavaSources.JavaFile file : files) {
      for (JavaSources.JavaFile.Call call : file.calls()) {
        if (isMaker(call) && !call.first().endsWith(".") && !texts.containsKey(call.first())) {
          missing.add(file.path() + ":" + call.line() + " " + call.first());
        }
      }
      for (JavaSources.JavaFile.Literal literal : file.literals()) {
        String id = literal.value();
        boolean likely = file.passesIds() && passesOn(literal.givenTo());
        if (looksLikeId(id, likely) && !texts.containsKey(id) && !isBeginning(id)) {
          missing.add(file.path() + ":" + literal.line() + " " + id);
        }
      }
    }
    return List.copyOf(missing);
  }

  private static boolean isMaker(JavaSources.JavaFile.Call call) {
    return MAKERS.contains(call.name()) || call.name().endsWith(".say");
  }

  /// Whether a call is one of the file's own, or makes what is said of a mistake.
  private static boolean passesOn(String call) {
    return call.startsWith("Wrong.") || (!call.isEmpty() && call.indexOf('.') < 0);
  }

  /// Files of ours are named like ids.
  private static final Set<String> FILE_ENDINGS =
      Set.of("yaml", "json", "html", "css", "js", "db", "key", "lock", "new", "token", "address");

  /// A literal is taken for an id when it has an id's form, is no path of the catalogue, and either
  /// it is given to what makes messages of ids, or some text begins like it.
  private boolean looksLikeId(String literal, boolean likely) {
    int dot = literal.indexOf('.');
    if (dot <= 0
        || literal.endsWith(".")
        || literal.charAt(0) <= '9'
        || !isIdText(literal)
        || isKnownOtherwise(literal)) {
      return false;
    }
    int next = literal.indexOf('.', dot + 1);
    String beginning = literal.substring(0, next < 0 ? dot + 1 : next + 1);
    return likely || texts.keySet().stream().anyMatch(id -> id.startsWith(beginning));
  }

  private static boolean isKnownOtherwise(String literal) {
    String ending = literal.substring(literal.lastIndexOf('.') + 1);
    return FILE_ENDINGS.contains(ending)
        || FieldCatalogue.builtIn().find(literal) != null
        || Exceptions.NOT_IDS.contains(literal);
  }

  private static boolean isIdText(String literal) {
    return literal.chars().allMatch(c -> ".-abcdefghijklmnopqrstuvwxyz0123456789".indexOf(c) >= 0);
  }

  private boolean isBeginning(String literal) {
    return texts.keySet().stream().anyMatch(id -> id.startsWith(literal + "."));
  }

  /// Texts that no code and no content names.
  ///
  /// @param content the text of every other content file, in which ids may be named too
  List<String> unused(List<String> content) {
    Set<String> literals = new HashSet<>();
    Set<String> beginnings = new HashSet<>();
    for (JavaSources.JavaFile file : files) {
      for (JavaSources.JavaFile.Literal literal : file.literals()) {
        literals.add(literal.value());
        if (literal.value().endsWith(".") && literal.value().length() > 3) {
          beginnings.add(literal.value());
        }
      }
    }
    List<String> unused = new ArrayList<>();
    for (String id : texts.keySet()) {
      String base = id.endsWith(".advice") ? id.substring(0, id.length() - 7) : id;
      boolean named =
          literals.contains(id)
              || literals.contains(base)
              || beginnings.stream().anyMatch(id::startsWith)
              || content.stream().anyMatch(text -> text.contains(id));
      if (!named) {
        unused.add(id);
      }
    }
    return unused.stream().sorted().toList();
  }

  /// Texts whose two languages name different facts.
  List<String> differentPlaceholders() {
    List<String> wrong = new ArrayList<>();
    texts.forEach((id, text) -> {
      if (!placeholders(text.ja()).equals(placeholders(text.en()))) {
        wrong.add(id + ": ja " + placeholders(text.ja()) + ", en " + placeholders(text.en()));
      }
    });
    return wrong.stream().sorted().toList();
  }

  /// Calls that give fewer facts than the text names.
  List<String> missingFacts() {
    List<String> wrong = new ArrayList<>();
    for (JavaSources.JavaFile file : files) {
      for (JavaSources.JavaFile.Call call : file.calls()) {
        Text text = texts.get(call.first());
        if (isMaker(call) && !call.name().startsWith("new ") && text != null) {
          int facts = placeholders(text.en()).stream().mapToInt(n -> n + 1).max().orElse(0);
          if (call.arguments() < facts) {
            wrong.add(file.path() + ":" + call.line() + " " + call.first() + " wants " + facts);
          }
        }
      }
    }
    return wrong;
  }

  /// Texts that are not in their language: Japanese without any, English with some.
  List<String> wrongLanguage() {
    List<String> wrong = new ArrayList<>();
    texts.forEach((id, text) -> {
      boolean words = text.ja().codePoints().filter(Character::isLetter).count() > 12;
      if (words && text.ja().codePoints().noneMatch(MessageRules::isJapanese)) {
        wrong.add(id + ": ja");
      }
      if (text.en().codePoints().anyMatch(MessageRules::isKana)) {
        wrong.add(id + ": en");
      }
    });
    return wrong.stream().sorted().toList();
  }

  /// Literals in product code that read like a sentence to a person.
  List<String> spokenLiterals() {
    List<String> spoken = new ArrayList<>();
    for (JavaSources.JavaFile file : files) {
      for (JavaSources.JavaFile.Literal literal : file.literals()) {
        if (!literal.forBug() && isSpoken(literal.value()) && !Exceptions.mayHold(file)) {
          spoken.add(file.path() + ":" + literal.line() + " \"" + literal.value() + "\"");
        }
      }
    }
    return spoken;
  }

  /// Three or more plain words in a row, or kana with a sentence's end.
  private static boolean isSpoken(String value) {
    if (value.endsWith("。") || value.contains("ください")) {
      return true;
    }
    int row = 0;
    for (String word : value.strip().split("[ \n]+", -1)) {
      boolean plain =
          word.length() > 1
              && word.codePoints()
                  .limit(word.length() - 1L)
                  .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
      row = plain ? row + 1 : 0;
      if (row >= 3) {
        return true;
      }
    }
    return false;
  }

  private static Set<Integer> placeholders(String text) {
    Set<Integer> numbers = new TreeSet<>();
    for (int at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
      boolean closed = at + 2 < text.length() && text.charAt(at + 2) == '}';
      int digit = closed ? Character.digit(text.charAt(at + 1), 10) : -1;
      if (digit >= 0) {
        numbers.add(digit);
      }
    }
    return numbers;
  }

  private static boolean isKana(int c) {
    return c >= 0x3041 && c <= 0x30ff;
  }

  private static boolean isJapanese(int c) {
    return isKana(c) || (c >= 0x4e00 && c <= 0x9fff);
  }

  /// Literals that look like texts for people, or like their ids, and are not; each with its
  /// reason.
  private static final class Exceptions {
    /// Literals that begin like an id of a message.
    static final Set<String> NOT_IDS = Set.of();

    /// Files whose literals are data, with the reason.
    private static final Map<String, String> DATA_FILES =
        Map.of(
            "certificates/Authority.java", "a name in certificates, which programs compare",
            "proc/AuthLine.java", "what other programs write into logs",
            "eventlogs/EventViewerCsvFormat.java", "a column's heading in Event Viewer",
            "lab/DuckLines.java", "statements of SQL",
            "lab/DuckTable.java", "statements of SQL",
            "lab/PathBench.java", "a file of settings",
            "eventlogs/MessageText.java", "how PowerShell's own message begins",
            "textlogs/AuditNames.java", "names of the kernel's record types, one after another",
            "textlogs/ZeekFormat.java", "names and types of Zeek's columns",
            "tune/Prescription.java", "the name of a Windows log");

    private Exceptions() {}

    static boolean mayHold(JavaSources.JavaFile file) {
      return DATA_FILES.keySet().stream().anyMatch(name -> file.path().endsWith("/" + name));
    }
  }
}
