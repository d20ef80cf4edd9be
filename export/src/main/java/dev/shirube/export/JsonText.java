// SPDX-License-Identifier: Apache-2.0
package dev.shirube.export;

import java.util.HexFormat;

/// Writes JSON (RFC 8259), one value after another. Everything a terminal or an editor would act on
/// is written as an escape, so that a line stays one line wherever it is shown.
public final class JsonText {
  private final StringBuilder out = new StringBuilder(512);
  private boolean comma;

  /// Nothing written yet.
  public JsonText() {}

  /// Opens an object or an array.
  public JsonText open(char bracket) {
    separate();
    out.append(bracket);
    comma = false;
    return this;
  }

  /// Closes the object or array opened last.
  public JsonText close(char bracket) {
    out.append(bracket);
    comma = true;
    return this;
  }

  /// Writes the name of the member whose value comes next.
  public JsonText name(String name) {
    separate();
    quote(name);
    out.append(':');
    comma = false;
    return this;
  }

  /// Writes a string.
  public JsonText text(String value) {
    separate();
    quote(value);
    return this;
  }

  /// Writes a number.
  public JsonText number(long value) {
    separate();
    out.append(value);
    return this;
  }

  /// Writes true or false.
  public JsonText truth(boolean value) {
    separate();
    out.append(value);
    return this;
  }

  /// Writes null.
  public JsonText nothing() {
    separate();
    out.append("null");
    return this;
  }

  private void separate() {
    if (comma) {
      out.append(',');
    }
    comma = true;
  }

  private void quote(String text) {
    out.append('"');
    for (int index = 0; index < text.length(); ) {
      int point = text.codePointAt(index);
      index += Character.charCount(point);
      if (point == '"' || point == '\\') {
        out.append('\\').append((char) point);
      } else if (point < ' ' || (point > '~' && VisibleText.unseen(point))) {
        escape(point);
      } else {
        out.appendCodePoint(point);
      }
    }
    out.append('"');
  }

  private void escape(int point) {
    for (char unit : Character.toChars(point)) {
      out.append("\\u").append(HexFormat.of().toHexDigits(unit));
    }
  }

  /// What was written so far.
  @Override
  public String toString() {
    return out.toString();
  }
}
