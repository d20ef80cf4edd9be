// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lake;

import dev.shirube.event.FieldCatalogue;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An event as a line of OCSF has it: what stands under each path, and under each name of its
/// source. A value is its text; null is null, and what stands in an array are several values.
///
/// @param values by path, such as process.cmd_line
/// @param unmapped by the names that the source used
record OcsfLine(
    Map<String, List<@Nullable String>> values, Map<String, List<@Nullable String>> unmapped) {

  /// Reads a line of JSON (RFC 8259), without its end.
  ///
  /// @throws MalformedLine if it is no object of objects, or an array holds more than plain values
  static OcsfLine read(String line) throws MalformedLine {
    OcsfLine read = new OcsfLine(new LinkedHashMap<>(), new LinkedHashMap<>());
    Reader reader = new Reader(line, read);
    reader.demand(reader.space() == '{');
    reader.members("", 0);
    reader.demand(reader.space() == Reader.END);
    return read;
  }

  /// A place in the line.
  private static final class Reader {
    private static final char END = '\uffff';
    private static final String UNMAPPED = "unmapped";
    private static final String ITSELF = "value";
    private static final int MOST_DEEP = 32;

    private final String text;
    private final OcsfLine read;
    private int at;

    Reader(String text, OcsfLine read) {
      this.text = text;
      this.read = read;
    }

    void demand(boolean right) throws MalformedLine {
      if (!right) {
        throw new MalformedLine(at);
      }
    }

    /// The character under the cursor.
    private char here() {
      return at < text.length() ? text.charAt(at) : END;
    }

    /// Passes over white space.
    ///
    /// @return the character behind it
    char space() {
      while (here() == ' ' || here() == '\t' || here() == '\r' || here() == '\n') {
        at++;
      }
      return here();
    }

    private boolean passes(char wanted) {
      boolean there = space() == wanted;
      at += there ? 1 : 0;
      return there;
    }

    /// Reads the object under the cursor, whose members lie below a path.
    void members(String path, int depth) throws MalformedLine {
      demand(depth < MOST_DEEP && passes('{'));
      if (passes('}')) {
        return;
      }
      do {
        demand(space() == '"');
        String name = string();
        demand(passes(':'));
        if (depth == 0 && name.equals(UNMAPPED)) {
          names();
        } else if (space() == '{') {
          members(below(path, name), depth + 1);
        } else {
          values(read.values, below(path, name));
        }
      } while (passes(','));
      demand(passes('}'));
    }

    /// What an object itself is stands in a member of it, if others do, too.
    private static String below(String path, String name) {
      FieldCatalogue catalogue = FieldCatalogue.builtIn();
      String whole = path.isEmpty() ? name : path + "." + name;
      boolean itself =
          name.equals(ITSELF) && catalogue.find(whole) == null && catalogue.find(path) != null;
      return itself ? path : whole;
    }

    private void names() throws MalformedLine {
      demand(passes('{'));
      if (passes('}')) {
        return;
      }
      do {
        demand(space() == '"');
        String name = string();
        demand(passes(':'));
        values(read.unmapped, name);
      } while (passes(','));
      demand(passes('}'));
    }

    private void values(Map<String, List<@Nullable String>> into, String name)
        throws MalformedLine {
      List<@Nullable String> values = into.computeIfAbsent(name, _ -> new ArrayList<>());
      if (!passes('[')) {
        values.add(plain());
        return;
      }
      if (passes(']')) {
        return;
      }
      do {
        values.add(plain());
      } while (passes(','));
      demand(passes(']'));
    }

    private @Nullable String plain() throws MalformedLine {
      if (space() == '"') {
        return string();
      }
      int from = at;
      while (isPlain(here())) {
        at++;
      }
      String word = text.substring(from, at);
      if (word.equals("null")) {
        return null;
      }
      boolean known = word.equals("true") || word.equals("false");
      char first = word.isEmpty() ? END : word.charAt(0);
      demand(known || first == '-' || (first >= '0' && first <= '9'));
      return word;
    }

    private static boolean isPlain(char c) {
      return (c >= '0' && c <= '9')
          || (c >= 'a' && c <= 'z')
          || c == '-'
          || c == '+'
          || c == '.'
          || c == 'E';
    }

    private String string() throws MalformedLine {
      int from = ++at;
      int end = text.indexOf('"', from);
      int slash = text.indexOf('\\', from);
      if (end >= 0 && (slash < 0 || slash > end)) {
        at = end + 1;
        return text.substring(from, end);
      }
      StringBuilder plain = new StringBuilder();
      while (here() != '"') {
        demand(at < text.length());
        if (here() == '\\') {
          at++;
          plain.append(escape());
        } else {
          plain.append(here());
          at++;
        }
      }
      at++;
      return plain.toString();
    }

    private char escape() throws MalformedLine {
      char c = here();
      at++;
      int simple = "\"\\/bfnrt".indexOf(c);
      if (simple >= 0) {
        return "\"\\/\b\f\n\r\t".charAt(simple);
      }
      demand(c == 'u' && at + 4 <= text.length());
      for (int index = at; index < at + 4; index++) {
        demand(HexFormat.isHexDigit(text.charAt(index)));
      }
      at += 4;
      return (char) HexFormat.fromHexDigits(text, at - 4, at);
    }
  }
}
