// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.FieldNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Gives the labelled lines of a message their real names: exports of Event Viewer hold the message
/// of an event in the language of the machine instead of its data. The tables lie in a content
/// folder, whose README.md tells their format.
final class MessageLabels {
  private static final String PREFIX = "Message.";
  private static final String PART = ".Part";
  private static final List<String> LANGUAGES = List.of("en", "ja");

  private final Map<String, Provider> providers;
  private final Map<String, String> channels;

  /// @param channels the log that a provider writes to, by its name in lower case; a blank and an
  ///   event id behind it where a single event goes elsewhere
  private MessageLabels(Map<String, Provider> providers, Map<String, String> channels) {
    this.providers = providers;
    this.channels = channels;
  }

  /// What is known of one provider.
  ///
  /// @param same whether its labels are the names themselves
  /// @param names datum by label, by event id
  /// @param parts events whose label ending in .Part tells "1 of 3": names of part and total
  private record Provider(
      boolean same, Map<String, Map<String, String>> names, Map<String, List<String>> parts) {}

  /// Reads all tables of a folder of the content.
  static MessageLabels load(Content content, String folder, List<Problem> problems)
      throws IOException {
    Map<String, Provider> providers = new HashMap<>();
    Map<String, String> channels = new HashMap<>();
    for (Path file : content.files(folder, ".yaml")) {
      Yaml.Documents read = Yaml.read(file.toString(), Files.readAllBytes(file));
      problems.addAll(read.problems());
      Reading reading = new Reading(file.toString(), new Vocabulary(), problems::add);
      for (YamlNode document : read.documents()) {
        YamlNode.Mapping mapping = reading.mapping(document, folder);
        if (mapping != null && mapping.get("provider") != null) {
          String name = reading.text(mapping, "provider").toLowerCase(Locale.ROOT);
          providers.put(name, provider(mapping, reading));
          channel(name, mapping.get("channel"), reading, channels);
        } else if (mapping != null) {
          reading
              .entries(mapping, "channels")
              .forEach((name, log) -> channel(name, log, reading, channels));
        }
      }
    }
    return new MessageLabels(Map.copyOf(providers), Map.copyOf(channels));
  }

  /// Takes the log of a provider, or of single events of it, by their ids.
  private static void channel(
      String provider, @Nullable YamlNode log, Reading reading, Map<String, String> channels) {
    String name = provider.toLowerCase(Locale.ROOT);
    if (log instanceof YamlNode.Mapping byId) {
      for (String id : byId.entries().keySet()) {
        channels.put(name + " " + id, reading.text(byId, id));
      }
    } else if (log != null) {
      channels.put(name, String.join("", reading.texts(log, "channel")));
    }
  }

  private static Provider provider(YamlNode.Mapping mapping, Reading reading) {
    reading.onlyKeys(mapping, Set.of("provider", "channel", "groups", "same", "events"));
    Map<String, Map<String, String>> groups = new TreeMap<>();
    for (Map.Entry<String, YamlNode> group : reading.entries(mapping, "groups").entrySet()) {
      groups.put(group.getKey(), labels(reading.mapping(group.getValue(), "groups"), reading));
    }
    Map<String, Map<String, String>> names = new HashMap<>();
    Map<String, List<String>> parts = new HashMap<>();
    for (Map.Entry<String, YamlNode> entry : reading.entries(mapping, "events").entrySet()) {
      YamlNode.Mapping event = reading.mapping(entry.getValue(), "events");
      if (event != null) {
        names.put(entry.getKey(), event(event, groups, reading));
        YamlNode part = event.get("part");
        if (part instanceof YamlNode.Mapping told) {
          parts.put(
              entry.getKey(), List.of(reading.text(told, "datum"), reading.text(told, "total")));
        }
      }
    }
    return new Provider("true".equals(mapping.text("same")), names, parts);
  }

  private static Map<String, String> event(
      YamlNode.Mapping event, Map<String, Map<String, String>> groups, Reading reading) {
    reading.onlyKeys(event, Set.of("use", "data", "part"));
    Map<String, String> names = new HashMap<>();
    for (String group : reading.texts(event.get("use"), "use")) {
      Map<String, String> known = groups.get(group);
      if (known == null) {
        String all = Reading.sorted(groups.keySet());
        reading.mistake(event.lineOf("use"), "source.unknown-group", group, all);
      } else {
        names.putAll(known);
      }
    }
    YamlNode data = event.get("data");
    if (data != null) {
      names.putAll(labels(reading.mapping(data, "data"), reading));
    }
    return Map.copyOf(names);
  }

  /// Datum by label of all languages.
  private static Map<String, String> labels(YamlNode.@Nullable Mapping data, Reading reading) {
    Map<String, String> names = new HashMap<>();
    if (data != null) {
      for (Map.Entry<String, YamlNode> datum : data.entries().entrySet()) {
        YamlNode.Mapping spellings = reading.mapping(datum.getValue(), datum.getKey());
        for (String language : LANGUAGES) {
          YamlNode labels = spellings == null ? null : spellings.get(language);
          for (String label : reading.texts(labels, language)) {
            names.put(label, datum.getKey());
          }
        }
      }
    }
    return names;
  }

  /// Renames the labelled lines of the event at hand, whose provider and id have their usual names.
  void apply(Event event) {
    String provider = text(event, "Provider_Name");
    String id = text(event, "EventID");
    if (provider == null || id == null) {
      return;
    }
    String name = provider.toLowerCase(Locale.ROOT);
    Provider known = providers.get(name);
    if (known != null) {
      rename(event, known, id);
    }
    String channel = channels.getOrDefault(name + " " + id, channels.get(name));
    if (channel != null && event.findName("Channel") < 0) {
      add(event, "Channel", channel);
    }
    event.refresh();
  }

  private static void rename(Event event, Provider known, String id) {
    Map<String, String> names = known.names.getOrDefault(id, Map.of());
    List<String> parts = known.parts.getOrDefault(id, List.of());
    FieldNames dictionary = event.batch().names();
    int size = event.size();
    for (int entry = 0; entry < size; entry++) {
      String name = event.nameText(entry);
      if (!name.startsWith(PREFIX)) {
        continue;
      }
      String label = name.substring(PREFIX.length());
      String datum = known.same && label.indexOf('.') < 0 ? label : names.get(label);
      if (datum != null) {
        event.batch().setName(entry, dictionary.intern(datum));
      } else if (!parts.isEmpty() && label.endsWith(PART)) {
        addParts(event, event.text(entry), parts);
      }
    }
  }

  private static @Nullable String text(Event event, String name) {
    int entry = event.findName(name);
    return entry < 0 ? null : event.text(entry);
  }

  private static void add(Event event, String name, String value) {
    int entry = event.batch().addText(event.batch().names().intern(name), value);
    event.batch().addFlags(entry, EntryFlag.DERIVED);
  }

  /// "1 of 3" in English, "3 個中 1 個目" (total first) in Japanese.
  private static void addParts(Event event, String text, List<String> names) {
    List<String> numbers = new ArrayList<>();
    StringBuilder number = new StringBuilder();
    for (int index = 0; index <= text.length(); index++) {
      char c = index < text.length() ? text.charAt(index) : ' ';
      if (c >= '0' && c <= '9') {
        number.append(c);
      } else if (!number.isEmpty()) {
        numbers.add(number.toString());
        number.setLength(0);
      }
    }
    if (numbers.size() == 2) {
      boolean totalFirst = text.indexOf("of") < 0;
      add(event, names.getFirst(), numbers.get(totalFirst ? 1 : 0));
      add(event, names.getLast(), numbers.get(totalFirst ? 0 : 1));
    }
  }
}
