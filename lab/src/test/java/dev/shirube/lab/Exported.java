// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.lab.WindowsTexts.LoggedEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The forms in which people and shippers take Windows events out of a host, each written here as
/// its tool writes it. What a tool leaves out is left out.
enum Exported {
  /// wevtutil qe /f:xml: one event after another, no root, single quotes.
  WEVTUTIL_XML("xml", "", ""),

  /// Event Viewer, "save as" XML: a root, and what the viewer rendered.
  VIEWER_XML(
      "viewer.xml",
      "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\r\n<Events>",
      "</Events>"),

  /// Winlogbeat 8: texts alone, empty data left out, data without a name counted.
  WINLOGBEAT("json", "", ""),

  /// NXLog, im_msvistalog and to_json: flat; data without a name stands in the message alone.
  NXLOG("nxlog.json", "", ""),

  /// Event Viewer, "save as" CSV, on Japanese Windows.
  JAPANESE_CSV("ja.csv", "\ufeffレベル,日付と時刻,ソース,イベント ID,タスクのカテゴリ\r\n", ""),

  /// Event Viewer, "save as" text with tabs, on English Windows.
  ENGLISH_TEXT("txt", "Level\tDate and Time\tSource\tEvent ID\tTask Category\r\n", ""),

  /// Get-WinEvent | Export-Csv.
  EXPORT_CSV(
      "ps.csv",
      "\"Message\",\"Id\",\"Version\",\"Level\",\"RecordId\",\"ProviderName\",\"LogName\","
          + "\"ProcessId\",\"MachineName\",\"UserId\",\"TimeCreated\",\"Properties\"\r\n",
      ""),

  /// wevtutil qe /f:text on Japanese Windows.
  JAPANESE_TEXT("ja.txt", "", "");

  /// How English Windows spells times.
  private static final String TIME = "M/d/yyyy h:mm:ss a";

  private final String ending;
  private final String before;
  private final String after;

  Exported(String ending, String before, String after) {
    this.ending = ending;
    this.before = before;
    this.after = after;
  }

  /// What people call the form.
  String title() {
    return switch (this) {
      case WEVTUTIL_XML -> "XML of wevtutil";
      case VIEWER_XML -> "XML of Event Viewer";
      case WINLOGBEAT -> "Winlogbeat";
      case NXLOG -> "NXLog";
      case JAPANESE_CSV -> "CSV (ja)";
      case ENGLISH_TEXT -> "text (en)";
      case EXPORT_CSV -> "Export-Csv";
      case JAPANESE_TEXT -> "wevtutil text (ja)";
    };
  }

  /// How its files' names end, without the dot.
  String ending() {
    return ending;
  }

  /// The export of a log's events.
  String write(List<LoggedEvent> events, WindowsTexts texts) {
    StringBuilder out = new StringBuilder(before);
    events.forEach(event -> out.append(one(event, texts)));
    return out.append(after).toString();
  }

  private String one(LoggedEvent event, WindowsTexts texts) {
    return switch (this) {
      case WEVTUTIL_XML -> Xml.event(event, '\'', "") + "\r\n";
      case VIEWER_XML -> Xml.event(event, '"', Xml.rendering(event, texts.message(event, true)));
      case WINLOGBEAT -> beat(event, texts) + "\n";
      case NXLOG -> nxlog(event, texts) + "\n";
      case JAPANESE_CSV ->
          row(',', viewer(event, "情報", "yyyy/MM/dd HH:mm:ss", texts.message(event, true)));
      case ENGLISH_TEXT ->
          row('\t', viewer(event, "Information", TIME, texts.message(event, false)));
      case EXPORT_CSV -> row(',', powershell(event, texts.message(event, false)));
      case JAPANESE_TEXT -> lines(event, texts.message(event, true));
    };
  }

  private static List<String> viewer(LoggedEvent event, String level, String time, String message) {
    return List.of(
        level,
        event.localTime(time),
        event.provider(),
        event.id(),
        "(" + event.system("Task") + ")",
        message);
  }

  private static List<String> powershell(LoggedEvent event, String message) {
    return List.of(
        message,
        event.id(),
        event.system("Version"),
        event.system("Level"),
        event.system("EventRecordID"),
        event.provider(),
        event.channel(),
        event.system("Execution.ProcessID"),
        event.system("Computer"),
        event.system("Security.UserID"),
        event.localTime(TIME),
        "System.Collections.Generic.List`1[EventProperty]");
  }

  private static String row(char separator, List<String> cells) {
    StringBuilder out = new StringBuilder();
    for (String cell : cells) {
      out.append(out.isEmpty() ? "" : separator);
      boolean plain = cell.chars().noneMatch(c -> c == '"' || c == '\n' || c == separator);
      out.append(plain ? cell : '"' + cell.replace("\"", "\"\"") + '"');
    }
    return out.append("\r\n").toString();
  }

  private static String lines(LoggedEvent event, String message) {
    String time = event.localTime("yyyy-MM-dd'T'HH:mm:ss.SSS");
    return "Event["
        + event.system("EventRecordID")
        + "]:\r\n  ログの名前: "
        + event.channel()
        + "\r\n  ソース: "
        + event.provider()
        + "\r\n  日付: "
        + time
        + "\r\n  イベント ID: "
        + event.id()
        + "\r\n  タスク: N/A\r\n  レベル: 情報\r\n  オペコード: 情報\r\n  キーワード: N/A\r\n  ユーザー: "
        + event.system("Security.UserID")
        + "\r\n  ユーザー名: N/A\r\n  コンピューター: "
        + event.system("Computer")
        + "\r\n  説明: \r\n"
        + message
        + "\r\n\r\n";
  }

  private static String beat(LoggedEvent event, WindowsTexts texts) {
    Map<String, Object> data = new LinkedHashMap<>();
    int number = 0;
    for (LoggedEvent.Datum datum : event.data()) {
      number++;
      String name = datum.name().equals("Data") ? "param" + number : datum.name();
      if (!datum.text().isEmpty()) {
        data.putIfAbsent(name, datum.text().replace("\r\n", "\n"));
      }
    }
    Map<String, Object> user = new LinkedHashMap<>();
    event.userData().stream()
        .filter(datum -> !datum.text().isEmpty())
        .forEach(datum -> user.putIfAbsent(datum.lastName(), datum.text()));
    Map<String, Object> winlog = new LinkedHashMap<>();
    winlog.put("channel", event.channel());
    winlog.put("computer_name", event.system("Computer"));
    winlog.put("event_id", event.id());
    winlog.put("provider_name", event.provider());
    winlog.put("provider_guid", event.system("Provider.Guid"));
    winlog.put("record_id", event.system("EventRecordID"));
    winlog.put("version", event.system("Version"));
    winlog.put("process", Map.of("pid", event.system("Execution.ProcessID")));
    winlog.put("event_data", data);
    winlog.put("user_data", user);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("@timestamp", event.time());
    all.put("agent", Map.of("type", "winlogbeat", "version", "8.11.0"));
    all.put("event", Map.of("code", event.id(), "kind", "event", "provider", event.provider()));
    all.put("host", Map.of("name", event.system("Computer")));
    all.put("message", texts.message(event, false));
    winlog.values().removeIf(value -> value.equals("") || value.equals(Map.of()));
    all.put("winlog", winlog);
    return json(all);
  }

  private static String nxlog(LoggedEvent event, WindowsTexts texts) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("EventTime", event.localTime("yyyy-MM-dd HH:mm:ss"));
    all.put("Hostname", event.system("Computer"));
    all.put("Keywords", event.system("Keywords"));
    all.put("EventType", "INFO");
    all.put("SeverityValue", "2");
    all.put("Severity", "INFO");
    all.put("EventID", event.id());
    all.put("SourceName", event.provider());
    all.put("ProviderGuid", event.system("Provider.Guid"));
    all.put("Version", event.system("Version"));
    all.put("Task", event.system("Task"));
    all.put("OpcodeValue", event.system("Opcode"));
    all.put("RecordNumber", event.system("EventRecordID"));
    all.put("ExecutionProcessID", event.system("Execution.ProcessID"));
    all.put("ExecutionThreadID", event.system("Execution.ThreadID"));
    all.put("Channel", event.channel());
    all.put("UserID", event.system("Security.UserID"));
    all.put("Message", texts.message(event, false));
    List<LoggedEvent.Datum> values = new ArrayList<>(event.data());
    values.addAll(event.userData());
    for (LoggedEvent.Datum datum : values) {
      if (!datum.name().equals("Data")) {
        all.putIfAbsent(datum.lastName(), datum.text());
      }
    }
    all.put("EventReceivedTime", event.localTime("yyyy-MM-dd HH:mm:ss"));
    all.put("SourceModuleName", "in");
    all.put("SourceModuleType", "im_msvistalog");
    return json(all);
  }

  private static String json(Map<?, ?> members) {
    StringBuilder out = new StringBuilder("{");
    members.forEach((name, value) -> {
      out.append(out.length() == 1 ? "" : ",").append(quoted(name.toString())).append(':');
      out.append(value instanceof Map<?, ?> inner ? json(inner) : quoted(value.toString()));
    });
    return out.append('}').toString();
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /// Event XML, of the nodes that a value's path names.
  private static final class Xml {
    private static final List<String> WITH_ATTRIBUTES =
        List.of("Provider", "TimeCreated", "Correlation", "Execution", "Security", "EventID");
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Map.Entry<String, Xml>> children = new ArrayList<>();
    private String text = "";

    static String event(LoggedEvent event, char quote, String rendering) {
      Xml root = new Xml();
      root.attributes.put("xmlns", "http://schemas.microsoft.com/win/2004/08/events/event");
      for (LoggedEvent.Datum value : event.values()) {
        root.put(value);
      }
      String whole = root.write("Event", quote);
      return whole.substring(0, whole.length() - "</Event>".length()) + rendering + "</Event>";
    }

    static String rendering(LoggedEvent event, String message) {
      return "<RenderingInfo Culture=\"ja-JP\"><Message>"
          + escaped(message)
          + "</Message><Level>情報</Level><Channel>"
          + escaped(event.channel())
          + "</Channel></RenderingInfo>";
    }

    private void put(LoggedEvent.Datum value) {
      List<String> path = value.path();
      if (path.size() > 1 && path.getFirst().equals("EventData")) {
        putData(String.join(".", path.subList(1, path.size())), value.text());
        return;
      }
      Xml node = this;
      for (String name : path.subList(0, path.size() - 1)) {
        node = node.last(name);
      }
      boolean system = path.size() == 3 && path.getFirst().equals("System");
      if (system && WITH_ATTRIBUTES.contains(path.get(1))) {
        node.attributes.put(path.getLast(), value.text());
      } else if (path.size() == 2 && WITH_ATTRIBUTES.contains(path.getLast())) {
        node.last(path.getLast()).text = value.text();
      } else {
        node.add(path.getLast()).text = value.text();
      }
    }

    private void putData(String name, String value) {
      Xml data = last("EventData").add(name.equals("Binary") ? "Binary" : "Data");
      data.text = value;
      if (!name.equals("Binary") && !name.equals("Data")) {
        data.attributes.put("Name", name);
      }
    }

    /// The child of a name that was begun last, or a new one.
    private Xml last(String name) {
      boolean same = !children.isEmpty() && children.getLast().getKey().equals(name);
      return same ? children.getLast().getValue() : add(name);
    }

    private Xml add(String name) {
      Xml child = new Xml();
      children.add(Map.entry(name, child));
      return child;
    }

    private String write(String name, char quote) {
      StringBuilder out = new StringBuilder("<").append(name);
      attributes.forEach((key, value) ->
          out.append(' ')
              .append(key)
              .append('=')
              .append(quote)
              .append(escaped(value))
              .append(quote));
      if (text.isEmpty() && children.isEmpty()) {
        return out.append("/>").toString();
      }
      out.append('>').append(escaped(text));
      children.forEach(child -> out.append(child.getValue().write(child.getKey(), quote)));
      return out.append("</").append(name).append('>').toString();
    }

    private static String escaped(String text) {
      return text.replace("&", "&amp;")
          .replace("<", "&lt;")
          .replace(">", "&gt;")
          .replace("'", "&apos;")
          .replace("\"", "&quot;");
    }
  }
}
