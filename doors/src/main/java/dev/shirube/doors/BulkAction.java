// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What the line before a document in a bulk request says: {"create": {"_index": …, "_id": …}}.
///
/// @param verb create, index, update or delete
/// @param index empty when it says none
/// @param id empty when it says none
record BulkAction(String verb, String index, String id) {
  private static final int DEPTH = 16;

  /// Whether a line with a document follows.
  boolean hasDocument() {
    return !verb.equals("delete");
  }

  /// Whether it adds a document, the only thing that a recording does.
  boolean adds() {
    return verb.equals("create") || verb.equals("index");
  }

  /// Reads a line.
  ///
  /// @return null when it is no action
  static @Nullable BulkAction parse(byte[] line) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
    Scanner scanner = new Scanner(text);
    BulkAction action = scanner.action();
    return action != null && scanner.isAtEnd() ? action : null;
  }

  /// Reads as much of JSON as such a line has; what it does not need it passes over. A fault makes
  /// it give up.
  private static final class Scanner {
    private final String text;
    private int at;
    private boolean faulty;

    Scanner(String text) {
      this.text = text;
    }

    @Nullable BulkAction action() {
      expect('{');
      String verb = string();
      expect(':');
      expect('{');
      String index = "";
      String id = "";
      boolean more = !accept('}');
      while (more && !faulty) {
        String name = string();
        expect(':');
        boolean wanted = name.equals("_index") || name.equals("_id");
        if (wanted && peek() == '"') {
          String value = string();
          index = name.equals("_index") ? value : index;
          id = name.equals("_id") ? value : id;
        } else {
          skip(0);
        }
        more = accept(',');
        if (!more) {
          expect('}');
        }
      }
      expect('}');
      boolean known =
          switch (verb) {
            case "create", "index", "update", "delete" -> true;
            default -> false;
          };
      return faulty || !known ? null : new BulkAction(verb, index, id);
    }

    boolean isAtEnd() {
      return peek() == 0 && at >= text.length();
    }

    private char peek() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean accept(char wanted) {
      if (peek() == wanted && at < text.length()) {
        at++;
        return true;
      }
      return false;
    }

    private void expect(char wanted) {
      if (!accept(wanted)) {
        faulty = true;
      }
    }

    private String string() {
      expect('"');
      StringBuilder value = new StringBuilder();
      while (!faulty && at < text.length() && text.charAt(at) != '"') {
        char c = text.charAt(at++);
        faulty |= c < ' ';
        value.append(c == '\\' ? escaped() : c);
      }
      if (at >= text.length()) {
        faulty = true;
      }
      at++;
      return value.toString();
    }

    private char escaped() {
      char c = at < text.length() ? text.charAt(at++) : 0;
      return switch (c) {
        case '"', '\\', '/' -> c;
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'n' -> '\n';
        case 'r' -> '\r';
        case 't' -> '\t';
        case 'u' -> unicode();
        default -> {
          faulty = true;
          yield c;
        }
      };
    }

    private char unicode() {
      int value = 0;
      for (int digit = 0; digit < 4; digit++) {
        int hex = at < text.length() ? Character.digit(text.charAt(at++), 16) : -1;
        faulty |= hex < 0;
        value = (value << 4) | Math.max(hex, 0);
      }
      return (char) value;
    }

    /// Passes over a value.
    private void skip(int depth) {
      char first = peek();
      if (depth > DEPTH) {
        faulty = true;
      } else if (first == '"') {
        string();
      } else if (first == '{' || first == '[') {
        skipInside(depth, first == '{');
      } else {
        skipWord();
      }
    }

    private void skipInside(int depth, boolean object) {
      at++;
      char close = object ? '}' : ']';
      boolean more = !accept(close);
      while (more && !faulty) {
        if (object) {
          string();
          expect(':');
        }
        skip(depth + 1);
        more = accept(',');
        if (!more) {
          expect(close);
        }
      }
    }

    /// Passes over a number, true, false or null.
    private void skipWord() {
      int from = at;
      while (at < text.length() && isWord(text.charAt(at))) {
        at++;
      }
      faulty |= at == from;
    }

    private static boolean isWord(char c) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || c == '-'
          || c == '+'
          || c == '.';
    }
  }
}
