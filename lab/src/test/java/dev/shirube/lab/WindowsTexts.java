// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import dev.shirube.event.Event;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Events as logs hold them, and the messages that Windows shows for them. English layouts stand in
/// windows-messages.yaml beside this test; Japanese labels are those that the content knows. A
/// security id that every Windows knows, and a constant such as %%1936, are shown as words, so that
/// their spelling is lost.
final class WindowsTexts {
  private static final Map<String, String> ACCOUNTS =
      Map.of(
          "S-1-0-0", "NULL SID",
          "S-1-5-7", "ANONYMOUS LOGON",
          "S-1-5-18", "SYSTEM",
          "S-1-5-19", "LOCAL SERVICE",
          "S-1-5-20", "NETWORK SERVICE",
          "S-1-5-32-544", "BUILTIN\\Administrators",
          "S-1-16-8192", "Mandatory Label\\Medium Mandatory Level",
          "S-1-16-12288", "Mandatory Label\\High Mandatory Level",
          "S-1-16-16384", "Mandatory Label\\System Mandatory Level");

  private final Map<String, YamlNode.Mapping> layouts = new HashMap<>();
  private final Map<String, Map<String, String>> japanese = new HashMap<>();
  private final Map<String, String> constants = new HashMap<>();

  /// One event as its log holds it: every value by the path of the elements it stands in.
  record LoggedEvent(List<Datum> values) {
    /// One value.
    ///
    /// @param name the path of its elements without the root, dots between them; below EventData
    ///   and UserData without these words
    /// @param path the elements it stands in, outermost first, without the root
    record Datum(String name, List<String> path, String text) {
      /// The innermost element's name.
      String lastName() {
        return path.getFirst().equals("EventData") ? name : path.getLast();
      }
    }

    /// An event of the EVTX reader, before normalizing.
    static LoggedEvent of(Event event) {
      List<Datum> values = new ArrayList<>();
      for (int entry = 0; entry < event.size(); entry++) {
        String name = event.nameText(entry).substring("Event.".length());
        List<String> path = List.of(Parts.of(name, '.'));
        int words = path.getFirst().length() + 1;
        boolean below = path.size() > 1;
        values.add(new Datum(below ? name.substring(words) : name, path, event.text(entry)));
      }
      return new LoggedEvent(values);
    }

    /// Cuts at a character; the JDK's own way takes patterns.
    private static final class Parts {
      static String[] of(String text, char at) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int next = text.indexOf(at); next >= 0; next = text.indexOf(at, from)) {
          parts.add(text.substring(from, next));
          from = next + 1;
        }
        parts.add(text.substring(from));
        return parts.toArray(String[]::new);
      }
    }

    /// A value of System; empty if it has none.
    String system(String name) {
      return below("System").stream()
          .filter(datum -> datum.name().equals(name))
          .map(Datum::text)
          .findFirst()
          .orElse("");
    }

    List<Datum> data() {
      return below("EventData");
    }

    List<Datum> userData() {
      return below("UserData");
    }

    /// What stands below EventData or, where there is none, UserData.
    List<Datum> payload() {
      return data().isEmpty() ? userData() : data();
    }

    private List<Datum> below(String element) {
      return values.stream()
          .filter(datum -> datum.path().size() > 1 && datum.path().getFirst().equals(element))
          .toList();
    }

    String provider() {
      return system("Provider.Name");
    }

    String channel() {
      return system("Channel");
    }

    String id() {
      return system("EventID");
    }

    /// When it was logged, as the log spells it.
    String time() {
      return system("TimeCreated.SystemTime");
    }

    /// When it was logged, on a computer in the zone UTC.
    String localTime(String pattern) {
      return DateTimeFormatter.ofPattern(pattern, Locale.US)
          .withZone(ZoneOffset.UTC)
          .format(Instant.parse(time()));
    }
  }

  /// One line of a message: below which heading (empty for none), its label, its datum.
  private record Line(String heading, String label, String datum) {}

  WindowsTexts(Content content) throws IOException {
    try (InputStream in = WindowsTexts.class.getResourceAsStream("windows-messages.yaml")) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      mapping(read("windows-messages.yaml", bytes))
          .entries()
          .forEach((provider, events) -> layouts.put(provider, mapping(events)));
    }
    for (Path file : content.files("windows/messages", ".yaml")) {
      for (YamlNode document : Yaml.read(file.toString(), Files.readAllBytes(file)).documents()) {
        labels(mapping(document));
      }
    }
    Path words = content.root().resolve("tables").resolve("windows-constants.yaml");
    mapping(read(words.toString(), Files.readAllBytes(words)))
        .entries()
        .forEach((code, word) -> constants.put(code, ((YamlNode.Scalar) word).text()));
  }

  private static YamlNode read(String file, byte[] bytes) {
    return Yaml.read(file, bytes).documents().getFirst();
  }

  private static YamlNode.Mapping mapping(YamlNode node) {
    return (YamlNode.Mapping) node;
  }

  private void labels(YamlNode.Mapping table) {
    String provider = table.text("provider");
    if (provider == null || !(table.get("events") instanceof YamlNode.Mapping events)) {
      return;
    }
    events
        .entries()
        .forEach((id, event) -> {
          Map<String, String> known =
              japanese.computeIfAbsent(provider + " " + id, _ -> new HashMap<>());
          if (mapping(event).get("use") instanceof YamlNode.Sequence groups) {
            for (YamlNode group : groups.items()) {
              YamlNode.Mapping all = mapping(Objects.requireNonNull(table.get("groups")));
              take(all.get(((YamlNode.Scalar) group).text()), known);
            }
          }
          take(mapping(event).get("data"), known);
        });
  }

  private static void take(@Nullable YamlNode data, Map<String, String> known) {
    if (data instanceof YamlNode.Mapping all) {
      all.entries()
          .forEach((datum, spellings) -> {
            YamlNode ja = mapping(spellings).get("ja");
            YamlNode first = ja instanceof YamlNode.Sequence list ? list.items().getFirst() : ja;
            if (first instanceof YamlNode.Scalar label) {
              known.put(datum, label.text());
            }
          });
    }
  }

  /// The data of an event that have values, if its message is known; else nothing.
  List<LoggedEvent.Datum> known(LoggedEvent event) {
    YamlNode.Mapping events = layouts.get(event.provider());
    boolean known = isScript(event) || (events != null && events.get(event.id()) != null);
    return event.payload().stream()
        .filter(datum -> known && !datum.text().isBlank() && !datum.text().equals("-"))
        .toList();
  }

  private static boolean isScript(LoggedEvent event) {
    return event.provider().equals("Microsoft-Windows-PowerShell") && event.id().equals("4104");
  }

  /// The message of an event; of one that has no layout, what Windows says of an event whose
  /// provider is not installed.
  String message(LoggedEvent event, boolean inJapanese) {
    YamlNode.Mapping events = layouts.get(event.provider());
    YamlNode layout = events == null ? null : events.get(event.id());
    if (isScript(event)) {
      return script(event, inJapanese);
    }
    return layout instanceof YamlNode.Sequence lines
        ? laidOut(event, lines.items(), inJapanese)
        : unknown(event, inJapanese);
  }

  private String laidOut(LoggedEvent event, List<YamlNode> layout, boolean inJapanese) {
    StringBuilder out = new StringBuilder();
    out.append(((YamlNode.Scalar) layout.getFirst()).text()).append("\r\n");
    String heading = "";
    for (Line line : lines(event, layout)) {
      Line shown = inJapanese ? inJapanese(event, line) : line;
      boolean same = line.heading().equals(heading);
      heading = line.heading();
      if (!same || heading.isEmpty()) {
        out.append(same || line.label().equals(line.datum()) ? "" : "\r\n");
      }
      if (!same && !heading.isEmpty()) {
        out.append(shown.heading()).append(":\r\n");
      }
      out.append(heading.isEmpty() ? "" : "\t").append(shown.label());
      out.append(line.label().equals(line.datum()) ? ": " : ":\t\t");
      out.append(value(event, line.datum())).append("\r\n");
    }
    return out.toString();
  }

  private List<Line> lines(LoggedEvent event, List<YamlNode> layout) {
    List<Line> lines = new ArrayList<>();
    for (YamlNode item : layout.subList(1, layout.size())) {
      if (item instanceof YamlNode.Mapping section) {
        section
            .entries()
            .forEach((key, what) -> {
              if (what instanceof YamlNode.Mapping below) {
                below
                    .entries()
                    .forEach((label, datum) ->
                        lines.add(new Line(key, label, ((YamlNode.Scalar) datum).text())));
              } else {
                lines.add(new Line("", key, ((YamlNode.Scalar) what).text()));
              }
            });
      } else {
        event.data().forEach(datum -> lines.add(new Line("", datum.name(), datum.name())));
      }
    }
    return lines;
  }

  private Line inJapanese(LoggedEvent event, Line line) {
    String label =
        japanese
            .getOrDefault(event.provider() + " " + event.id(), Map.of())
            .getOrDefault(line.datum(), "");
    int dot = label.indexOf('.');
    if (label.isEmpty()) {
      return line;
    }
    return new Line(dot < 0 ? "" : label.substring(0, dot), label.substring(dot + 1), line.datum());
  }

  private String value(LoggedEvent event, String datum) {
    String text =
        event.payload().stream()
            .filter(value -> value.lastName().equals(datum))
            .map(LoggedEvent.Datum::text)
            .findFirst()
            .orElse("-");
    StringBuilder shown = new StringBuilder();
    int from = 0;
    for (int at = text.indexOf("%%"); at >= 0; at = text.indexOf("%%", from)) {
      int end = at + 2;
      while (end < text.length() && Character.isDigit(text.charAt(end))) {
        end++;
      }
      String code = text.substring(at, end);
      shown.append(text, from, at).append(constants.getOrDefault(code, code));
      from = end;
    }
    String words = shown.append(text.substring(from)).toString();
    return ACCOUNTS.getOrDefault(words, words);
  }

  private static String script(LoggedEvent event, boolean inJapanese) {
    Map<String, String> data = new HashMap<>();
    event.data().forEach(datum -> data.put(datum.name(), datum.text()));
    String number = data.getOrDefault("MessageNumber", "1");
    String total = data.getOrDefault("MessageTotal", "1");
    String heading =
        inJapanese
            ? "Scriptblock テキストを作成しています (" + total + " 個中 " + number + " 個目):"
            : "Creating Scriptblock text (" + number + " of " + total + "):";
    return heading
        + "\r\n"
        + data.getOrDefault("ScriptBlockText", "")
        + "\r\n\r\nScriptBlock ID: "
        + data.getOrDefault("ScriptBlockId", "")
        + "\r\nPath: "
        + data.getOrDefault("Path", "");
  }

  private static String unknown(LoggedEvent event, boolean inJapanese) {
    StringBuilder out = new StringBuilder();
    out.append(
        inJapanese
            ? "このイベントの説明が見つかりません。次の情報がイベントに含まれています:\r\n\r\n"
            : "The description of this event cannot be found. It came with the following:\r\n\r\n");
    event.payload().forEach(datum -> out.append(datum.text()).append("\r\n"));
    return out.toString();
  }
}
