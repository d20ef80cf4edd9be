// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON (RFC 8259) as the agent protocol uses it: numbers are whole and of 64 bits, nothing lies
/// deeper than {@value #DEEPEST}.
sealed interface Json {
  /// How deep values may lie in each other.
  int DEEPEST = 8;

  record Text(String value) implements Json {}

  record Whole(long value) implements Json {}

  record Truth(boolean value) implements Json {}

  /// null, and numbers that are not whole: nobody asks for them.
  record Nothing() implements Json {}

  record Items(List<Json> all) implements Json {
    public Items {
      all = List.copyOf(all);
    }
  }

  record Structure(Map<String, Json> all) implements Json {}

  static WireException wrong(String member) {
    return new WireException("wire.json.member", member);
  }

  /// Reads a body that must be an object.
  static Members read(byte[] body, int mostBytes) throws WireException {
    if (body.length > mostBytes) {
      throw new WireException("wire.json.large", body.length, mostBytes);
    }
    return members(new JsonReader(body).whole());
  }

  static Members members(Json json) throws WireException {
    if (json instanceof Structure object) {
      return new Members(object.all());
    }
    throw new WireException("wire.json.shape");
  }

  static List<Json> items(Json json, String name, int most) throws WireException {
    if (json instanceof Items items && items.all().size() <= most) {
      return items.all();
    }
    throw wrong(name);
  }

  static String text(Json json, String name, int longest) throws WireException {
    if (json instanceof Text text && text.value().length() <= longest) {
      return text.value();
    }
    throw wrong(name);
  }

  static byte[] bytes(Json json) {
    StringBuilder out = new StringBuilder();
    write(json, out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Json json, StringBuilder out) {
    switch (json) {
      case Text text -> quote(text.value(), out);
      case Whole number -> out.append(number.value());
      case Truth truth -> out.append(truth.value());
      case Nothing _ -> out.append("null");
      case Items items -> {
        String before = "[";
        for (Json item : items.all()) {
          out.append(before);
          write(item, out);
          before = ",";
        }
        out.append(items.all().isEmpty() ? "[]" : "]");
      }
      case Structure object -> {
        String before = "{";
        for (Map.Entry<String, Json> member : object.all().entrySet()) {
          out.append(before);
          quote(member.getKey(), out);
          out.append(':');
          write(member.getValue(), out);
          before = ",";
        }
        out.append(object.all().isEmpty() ? "{}" : "}");
      }
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append("\\u00").append(c < 0x10 ? '0' : '1').append(Character.forDigit(c & 15, 16));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /// The members of an object, to be asked for or to be put together.
  final class Members {
    private final Map<String, Json> all;

    Members() {
      this(new LinkedHashMap<>());
    }

    Members(Map<String, Json> all) {
      this.all = all;
    }

    Members with(String name, Json value) {
      all.put(name, value);
      return this;
    }

    Members with(String name, String value) {
      return with(name, new Text(value));
    }

    Members with(String name, long value) {
      return with(name, new Whole(value));
    }

    Members with(String name, boolean value) {
      return with(name, new Truth(value));
    }

    Json json() {
      return new Structure(all);
    }

    byte[] bytes() {
      return Json.bytes(json());
    }

    @Nullable Json find(String name) {
      return all.get(name);
    }

    Json get(String name) throws WireException {
      Json found = all.get(name);
      if (found == null) {
        throw wrong(name);
      }
      return found;
    }

    /// A text that must be there.
    ///
    /// @param longest in UTF-16 units; a longer one is refused
    String text(String name, int longest) throws WireException {
      return Json.text(get(name), name, longest);
    }

    /// A text that need not be there.
    String text(String name, int longest, String otherwise) throws WireException {
      Json found = all.get(name);
      return found == null || found instanceof Nothing
          ? otherwise
          : Json.text(found, name, longest);
    }

    long number(String name, long least, long most) throws WireException {
      if (get(name) instanceof Whole number && number.value() >= least && number.value() <= most) {
        return number.value();
      }
      throw wrong(name);
    }

    boolean truth(String name) throws WireException {
      if (get(name) instanceof Truth truth) {
        return truth.value();
      }
      throw wrong(name);
    }

    List<Json> items(String name, int most) throws WireException {
      return Json.items(get(name), name, most);
    }

    Lane lane() throws WireException {
      Lane lane = Lane.of(text("lane", 16));
      if (lane == null) {
        throw wrong("lane");
      }
      return lane;
    }
  }
}
