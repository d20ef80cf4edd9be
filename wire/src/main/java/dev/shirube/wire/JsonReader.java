// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads JSON that others wrote: whatever the bytes are, it ends, with a value or a {@link
/// WireException}. Members given twice are refused: two readers could see different things.
final class JsonReader {
  private static final int LONGEST_NUMBER = 40;

  private final String text;
  private int at;

  JsonReader(byte[] bytes) throws WireException {
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw new WireException("wire.json.text");
    }
  }

  /// Reads a body that must be an object.
  static Json.Members read(byte[] body, int mostBytes) throws WireException {
    if (body.length > mostBytes) {
      throw new WireException("wire.json.large", body.length, mostBytes);
    }
    return Json.members(new JsonReader(body).whole());
  }

  Json whole() throws WireException {
    Json value = value(0);
    blanks();
    if (at < text.length()) {
      throw damaged();
    }
    return value;
  }

  private WireException damaged() {
    return new WireException("wire.json.damaged", at);
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() throws WireException {
    if (at >= text.length()) {
      throw damaged();
    }
    return text.charAt(at);
  }

  private boolean take(char c) throws WireException {
    blanks();
    if (peek() == c) {
      at++;
      return true;
    }
    return false;
  }

  private void demand(char c) throws WireException {
    if (!take(c)) {
      throw damaged();
    }
  }

  private Json value(int depth) throws WireException {
    if (depth > Json.DEEPEST) {
      throw new WireException("wire.json.deep", Json.DEEPEST);
    }
    blanks();
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> items(depth);
      case '"' -> new Json.Text(string());
      case 't' -> word("true", new Json.Truth(true));
      case 'f' -> word("false", new Json.Truth(false));
      case 'n' -> word("null", new Json.Nothing());
      default -> number();
    };
  }

  private Json word(String word, Json value) throws WireException {
    if (!text.startsWith(word, at)) {
      throw damaged();
    }
    at += word.length();
    return value;
  }

  private Json object(int depth) throws WireException {
    demand('{');
    Map<String, Json> members = new LinkedHashMap<>();
    if (take('}')) {
      return new Json.Structure(members);
    }
    do {
      blanks();
      String name = string();
      demand(':');
      if (members.put(name, value(depth + 1)) != null) {
        throw new WireException("wire.json.twice", at);
      }
    } while (take(','));
    demand('}');
    return new Json.Structure(members);
  }

  private Json items(int depth) throws WireException {
    demand('[');
    List<Json> items = new ArrayList<>();
    if (take(']')) {
      return new Json.Items(items);
    }
    do {
      items.add(value(depth + 1));
    } while (take(','));
    demand(']');
    return new Json.Items(items);
  }

  private String string() throws WireException {
    if (peek() != '"') {
      throw damaged();
    }
    at++;
    StringBuilder plain = new StringBuilder();
    for (char c = peek(); c != '"'; c = peek()) {
      if (c < 0x20) {
        throw damaged();
      }
      at++;
      plain.append(c == '\\' ? escaped() : c);
    }
    at++;
    return plain.toString();
  }

  private char escaped() throws WireException {
    char c = peek();
    at++;
    int simple = "\"\\/bfnrt".indexOf(c);
    if (simple >= 0) {
      return "\"\\/\b\f\n\r\t".charAt(simple);
    }
    int value = 0;
    for (int index = 0; index < 4 && c == 'u'; index++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0 || peek() > 'f') {
        throw damaged();
      }
      value = value << 4 | digit;
      at++;
    }
    if (c != 'u') {
      throw damaged();
    }
    return (char) value;
  }

  private Json number() throws WireException {
    int from = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String digits = text.substring(from, at);
    if (digits.isEmpty() || digits.length() > LONGEST_NUMBER) {
      throw damaged();
    }
    try {
      return new Json.Whole(Long.parseLong(digits));
    } catch (NumberFormatException _) {
      try {
        double _ = Double.parseDouble(digits);
        return new Json.Nothing();
      } catch (NumberFormatException _) {
        throw damaged();
      }
    }
  }
}
