// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.event.ValueType;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/// ArcSight's Common Event Format, `CEF:0|vendor|product|version|id|name|severity|extension`, bare
/// or as the message of a syslog line.
///
/// Values: `cef.version`, `cef.deviceVendor`, `cef.deviceProduct`, `cef.deviceVersion`,
/// `cef.deviceEventClassId`, `cef.name`, `cef.severity`, and the extension's keys as they are.
/// Where `cs1Label` names `cs1`, the value of `cs1` is there under that label as well. In files the
/// CEF text is the value `message`, and the syslog header's values stand beside it.
public final class CefFormat extends LineFormat {
  private static final String MARK = "CEF:";
  private static final String[] HEADER = {
    "version",
    "deviceVendor",
    "deviceProduct",
    "deviceVersion",
    "deviceEventClassId",
    "name",
    "severity"
  };
  private static final int KEY_LIMIT = 128;
  private static final int LABELS = 64;

  private static final LineParser PARSER =
      new LineParser.Embedded(MARK, CefFormat::header, CefFormat::write);

  /// Holds nothing: one serves all entries.
  public CefFormat() {
    super("cef", PARSER, 50, 94);
  }

  private static boolean header(byte[] line, int from, int to) {
    return Ascii.startsWith(line, from, to, MARK)
        && Ascii.isDigit(Ascii.at(line, from + MARK.length(), to))
        && extension(line, from, to) >= 0;
  }

  /// Index of the extension; -1 if there are too few bars. A severity that ends the text is enough.
  private static int extension(byte[] line, int from, int to) {
    int at = from;
    for (int bars = 0; bars < HEADER.length; bars++) {
      at = bar(line, at, to) + 1;
      if (at > to) {
        return bars == HEADER.length - 1 ? to : -1;
      }
    }
    return at;
  }

  private static int bar(byte[] line, int from, int to) {
    int at = from;
    while (at < to && line[at] != '|') {
      at += line[at] == '\\' ? 2 : 1;
    }
    return Math.min(at, to);
  }

  private static void write(Parts parts, int from) {
    byte[] line = parts.bytes();
    int to = Ascii.skipSpacesBack(line, from, parts.to());
    int at = from + MARK.length();
    for (String name : HEADER) {
      int end = Math.max(at, Math.min(bar(line, at, to), to));
      value(parts, "cef." + name, at, end);
      at = Math.min(end + 1, to);
    }
    new Extension(parts, to).write(at);
  }

  private static void value(Parts parts, String name, int from, int to) {
    if (Ascii.indexOf(parts.bytes(), from, to, '\\') < 0) {
      parts.text(name, from, to);
    } else {
      parts.resolved(name, ValueType.TEXT, resolve(parts.bytes(), from, to));
    }
  }

  /// Removes CEF's escapes: of backslash, bar, equals sign and line ends. Others are none.
  private static byte[] resolve(byte[] line, int from, int to) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream(to - from);
    int at = from;
    while (at < to) {
      int escaped = line[at] == '\\' ? "\\|=nr".indexOf(Ascii.at(line, at + 1, to)) : -1;
      plain.write(escaped < 0 ? line[at] : "\\|=\n\r".charAt(escaped));
      at += escaped < 0 ? 1 : 2;
    }
    return plain.toByteArray();
  }

  /// The extension: `key=value key=value`, where values have spaces too.
  private static final class Extension {
    private final Parts parts;
    private final byte[] line;
    private final int to;
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Map<String, byte[]> labeled = new LinkedHashMap<>();

    Extension(Parts parts, int to) {
      this.parts = parts;
      this.line = parts.bytes();
      this.to = to;
    }

    void write(int from) {
      int at = Ascii.skipSpaces(line, from, to);
      int equals = nextEquals(at);
      int key = equals < 0 ? to : keyStart(at, equals);
      words(at, Math.max(at, Math.min(key, to)));
      while (equals >= 0) {
        if (parts.isFull()) {
          parts.rest(key, to);
          break;
        }
        int next = nextEquals(equals + 1);
        int nextKey = next < 0 ? to : keyStart(equals + 1, next);
        pair(key, equals, Ascii.skipSpacesBack(line, equals + 1, nextKey));
        key = nextKey;
        equals = next;
      }
      labeled.forEach(this::label);
    }

    private void words(int from, int end) {
      int last = Ascii.skipSpacesBack(line, from, end);
      if (last > from) {
        parts.text(Parts.WORDS, from, last);
      }
    }

    /// Index of the next equals sign that ends a key, or -1.
    private int nextEquals(int from) {
      int start = from;
      for (int at = from; at < to; at++) {
        if (line[at] == '\\') {
          at++;
        } else if (line[at] == '=' && keyStart(start, at) >= 0) {
          return at;
        } else if (Ascii.isSpace(line[at])) {
          start = at + 1;
        }
      }
      return -1;
    }

    /// Index of the key that ends before an equals sign, or -1 if there is none.
    private int keyStart(int from, int equals) {
      int at = equals;
      while (at > from && isKeyByte(line[at - 1])) {
        at--;
      }
      boolean whole = at == parts.from() || Ascii.isSpace(line[at - 1]) || line[at - 1] == '|';
      return whole && at < equals && equals - at <= KEY_LIMIT ? at : -1;
    }

    private static boolean isKeyByte(byte c) {
      return Ascii.isLetter(c) || Ascii.isDigit(c) || "_.-[]:@".indexOf(c) >= 0;
    }

    private void pair(int key, int equals, int end) {
      String name = Ascii.text(line, key, equals);
      int start = Math.min(equals + 1, Math.max(end, equals + 1));
      value(parts, name, start, Math.max(start, end));
      if (name.endsWith("Label") && labels.size() < LABELS) {
        String field = name.substring(0, name.length() - "Label".length());
        labels.put(field, Ascii.text(line, start, Math.max(start, end)));
      } else if (name.length() < 32 && Ascii.isDigit(name.charAt(name.length() - 1))) {
        if (labeled.size() < LABELS) {
          labeled.put(name, resolve(line, start, Math.max(start, end)));
        }
      }
    }

    private void label(String field, byte[] value) {
      String label = labels.get(field);
      if (label != null && !label.isBlank()) {
        parts.derived(label, value);
      }
    }
  }
}
