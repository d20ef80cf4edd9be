// SPDX-License-Identifier: Apache-2.0
package dev.shirube.export;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventClass;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.Timestamps;
import dev.shirube.event.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An event as one line of JSON in the shape of OCSF (schema.ocsf.io): catalogue fields nested by
/// their paths, and under `unmapped` what the source spelled, by its own names. Nothing an event
/// has is left out.
public final class OcsfJson {
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private OcsfJson() {}

  /// The line, without its end.
  public static String line(Event event) {
    JsonText json = new JsonText().open('{');
    EventClass eventClass = event.eventClass();
    json.name("class_uid").number(eventClass.uid());
    json.name("class_name").text(eventClass.word());
    json.name("activity_id").number(event.activity());
    json.name("time").number(Math.floorDiv(event.time(), NANOS_PER_MILLI));
    json.name("time_dt").text(exact(event.time()));
    json.name("event_uid").text(event.id().toString());
    json.name("tenant_uid").text(event.batch().tenant().value());
    if (event.received() != 0) {
      json.name("received_time_dt").text(exact(event.received()));
    }
    json.name("source").text(event.source());
    json.name("input").text(event.input());
    json.name("position").number(event.position());
    Map<String, List<Integer>> spelled = new LinkedHashMap<>();
    members(json, event, tree(event, spelled));
    json.name("unmapped").open('{');
    spelled.forEach((name, entries) -> values(json, event, name, entries, null));
    return json.close('}').close('}').toString();
  }

  /// Nanoseconds since 1970 UTC as RFC 3339 writes a time.
  private static String exact(long nanos) {
    return Timestamps.momentOf(nanos).toString();
  }

  /// Members below one name: entries of a field, or more members.
  private static final class Node {
    private final Map<String, Node> members = new TreeMap<>();
    private final List<Integer> entries = new ArrayList<>();
    private @Nullable Field field;
  }

  private static Node tree(Event event, Map<String, List<Integer>> spelled) {
    Node root = new Node();
    for (int entry = 0; entry < event.size(); entry++) {
      Field field = FieldCatalogue.builtIn().find(event.field(entry));
      if (field != null) {
        Node node = root;
        String path = field.path();
        for (int from = 0, dot; from <= path.length(); from = dot + 1) {
          int found = path.indexOf('.', from);
          dot = found < 0 ? path.length() : found;
          node = node.members.computeIfAbsent(path.substring(from, dot), _ -> new Node());
        }
        node.field = field;
        node.entries.add(entry);
      }
      String name = event.nameText(entry);
      if ((event.flags(entry) & EntryFlag.DERIVED) == 0 && !name.isEmpty()) {
        spelled.computeIfAbsent(name, _ -> new ArrayList<>()).add(entry);
      }
    }
    return root;
  }

  private static void members(JsonText json, Event event, Node node) {
    node.members.forEach((name, below) -> {
      if (below.members.isEmpty()) {
        values(json, event, name, below.entries, below.field);
      } else {
        json.name(name).open('{');
        if (!below.entries.isEmpty()) {
          values(json, event, "value", below.entries, below.field);
        }
        members(json, event, below);
        json.close('}');
      }
    });
  }

  private static void values(
      JsonText json, Event event, String name, List<Integer> entries, @Nullable Field field) {
    json.name(name);
    if (entries.size() == 1) {
      value(json, event, entries.getFirst(), field);
      return;
    }
    json.open('[');
    entries.forEach(entry -> value(json, event, entry, field));
    json.close(']');
  }

  private static void value(JsonText json, Event event, int entry, @Nullable Field field) {
    ValueType type = event.type(entry);
    String text = event.text(entry);
    if (type == ValueType.NULL) {
      json.nothing();
    } else if (isWhole(text) && (type == ValueType.INTEGER || isNumeric(field))) {
      json.number(Long.parseLong(text));
    } else if (type == ValueType.BOOLEAN && (text.equals("true") || text.equals("false"))) {
      json.truth(text.equals("true"));
    } else {
      json.text(text);
    }
  }

  private static boolean isNumeric(@Nullable Field field) {
    return field != null
        && switch (field.type()) {
          case INTEGER, PORT -> true;
          default -> false;
        };
  }

  /// Whether a text is a number that reads back as it was spelled.
  private static boolean isWhole(String text) {
    int digits = text.startsWith("-") ? text.length() - 1 : text.length();
    if (digits == 0 || digits > 18) {
      return false;
    }
    int from = text.length() - digits;
    for (int index = from; index < text.length(); index++) {
      if (text.charAt(index) < '0' || text.charAt(index) > '9') {
        return false;
      }
    }
    return text.charAt(from) != '0' || text.equals("0");
  }
}
