// SPDX-License-Identifier: Apache-2.0
package dev.shirube.catalog;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Turns the parser's events into {@link YamlNode}s. Aliases are refused: a rule or mapping never
/// needs one, and they are how small files become huge ones.
final class YamlReader {
  private static final int MAX_DEPTH = 64;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(16 << 20).build();

  private final String file;
  private final Iterator<Event> events;

  private YamlReader(String file, byte[] content) {
    this.file = file;
    // A reader over bytes: over a string, the parser's look-ahead for surrogates reads past the end
    // of its buffer on Java 25 once a text is longer than that.
    Reader text = new InputStreamReader(new ByteArrayInputStream(content), StandardCharsets.UTF_8);
    this.events = new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text));
  }

  /// Reads all documents of a file up to the first fault.
  static void read(String file, byte[] content, List<YamlNode> documents, List<Problem> problems) {
    try {
      new YamlReader(file, content).readAll(documents);
    } catch (Fault fault) {
      problems.add(fault.problem);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      problems.add(problem(file, line, "yaml.syntax", String.valueOf(e.getProblem())));
    } catch (ReaderException e) {
      String fact = String.valueOf(e.getMessage());
      problems.add(problem(file, lineOfUnprintable(content), "yaml.syntax", fact));
    } catch (YamlEngineException e) {
      problems.add(problem(file, 0, "yaml.syntax", String.valueOf(e.getMessage())));
    }
  }

  /// The line of the first character that YAML does not allow.
  private static int lineOfUnprintable(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    int line = 1;
    for (int index = 0; index < text.length(); index++) {
      int point = text.codePointAt(index);
      if (!StreamReader.isPrintable(point)) {
        return line;
      }
      line += point == '\n' ? 1 : 0;
      index += Character.charCount(point) - 1;
    }
    return line;
  }

  private void readAll(List<YamlNode> documents) {
    while (events.hasNext()) {
      Event event = events.next();
      if (event.getEventId() == Event.ID.DocumentStart) {
        YamlNode node = node(events.next(), 0);
        boolean empty =
            node instanceof YamlNode.Scalar scalar && scalar.kind() == YamlNode.Kind.NULL;
        if (!empty) {
          documents.add(node);
        }
      }
    }
  }

  private YamlNode node(Event event, int depth) {
    if (depth > MAX_DEPTH) {
      throw fault(line(event), "yaml.depth", MAX_DEPTH);
    }
    return switch (event) {
      case ScalarEvent scalar -> scalar(scalar);
      case SequenceStartEvent start -> sequence(start, depth);
      case MappingStartEvent start -> mapping(start, depth);
      case AliasEvent alias -> throw fault(line(alias), "yaml.alias", alias.getAlias().getValue());
      default -> throw fault(line(event), "yaml.syntax", event.getEventId());
    };
  }

  private YamlNode sequence(SequenceStartEvent start, int depth) {
    List<YamlNode> items = new ArrayList<>();
    Event next = events.next();
    while (next.getEventId() != Event.ID.SequenceEnd) {
      items.add(node(next, depth + 1));
      next = events.next();
    }
    return new YamlNode.Sequence(line(start), items);
  }

  private YamlNode mapping(MappingStartEvent start, int depth) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    Map<String, Integer> keyLines = new HashMap<>();
    Event next = events.next();
    while (next.getEventId() != Event.ID.MappingEnd) {
      if (!(next instanceof ScalarEvent key)) {
        throw fault(line(next), "yaml.key", "");
      }
      YamlNode value = node(events.next(), depth + 1);
      if (entries.put(key.getValue(), value) != null) {
        throw fault(line(key), "yaml.duplicate", key.getValue());
      }
      keyLines.put(key.getValue(), line(key));
      next = events.next();
    }
    return new YamlNode.Mapping(line(start), entries, keyLines);
  }

  private static YamlNode scalar(ScalarEvent event) {
    String text = event.getValue();
    YamlNode.Kind kind =
        event.getScalarStyle() == ScalarStyle.PLAIN ? kindOf(text) : YamlNode.Kind.STRING;
    return new YamlNode.Scalar(line(event), kind == YamlNode.Kind.NULL ? "" : text, kind);
  }

  /// The YAML 1.2.2 core schema, section 10.3.2.
  static YamlNode.Kind kindOf(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> YamlNode.Kind.NULL;
      case "true", "True", "TRUE", "false", "False", "FALSE" -> YamlNode.Kind.BOOLEAN;
      default -> numberKind(text);
    };
  }

  private static YamlNode.Kind numberKind(String text) {
    int from = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    if (text.startsWith("0x", from) || text.startsWith("0o", from)) {
      int radix = text.charAt(from + 1) == 'x' ? 16 : 8;
      boolean digits = text.length() > from + 2 && from == 0;
      for (int index = from + 2; index < text.length(); index++) {
        digits &= Character.digit(text.charAt(index), radix) >= 0;
      }
      return digits ? YamlNode.Kind.INTEGER : YamlNode.Kind.STRING;
    }
    int digits = 0;
    ArrayDeque<Character> marks = new ArrayDeque<>();
    for (int index = from; index < text.length(); index++) {
      char c = text.charAt(index);
      if (c >= '0' && c <= '9') {
        digits++;
      } else {
        marks.add(c);
      }
    }
    if (digits == 0 || marks.size() > 3) {
      return YamlNode.Kind.STRING;
    }
    if (marks.isEmpty()) {
      return YamlNode.Kind.INTEGER;
    }
    return isFloat(text) ? YamlNode.Kind.FLOAT : YamlNode.Kind.STRING;
  }

  private static boolean isFloat(String text) {
    int index = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    int whole = digitsFrom(text, index);
    index += whole;
    int fraction = 0;
    if (index < text.length() && text.charAt(index) == '.') {
      fraction = digitsFrom(text, index + 1);
      index += 1 + fraction;
    }
    if (whole + fraction == 0) {
      return false;
    }
    if (index < text.length() && (text.charAt(index) | 0x20) == 'e') {
      index++;
      if (index < text.length() && (text.charAt(index) == '-' || text.charAt(index) == '+')) {
        index++;
      }
      int exponent = digitsFrom(text, index);
      return exponent > 0 && index + exponent == text.length();
    }
    return index == text.length();
  }

  private static int digitsFrom(String text, int from) {
    int index = from;
    while (index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9') {
      index++;
    }
    return index - from;
  }

  private static int line(Event event) {
    Optional<Integer> line = event.getStartMark().map(mark -> mark.getLine() + 1);
    return line.orElse(0);
  }

  private Fault fault(int line, String id, @Nullable Object fact) {
    return new Fault(problem(file, line, id, String.valueOf(fact)));
  }

  private static Problem problem(String file, int line, String id, String fact) {
    return new Problem(file, line, Message.of(id, fact), Message.of(id + ".advice"));
  }

  private static final class Fault extends RuntimeException {
    private final transient Problem problem;

    Fault(Problem problem) {
      super(problem.what().id(), null, false, false);
      this.problem = problem;
    }
  }
}
