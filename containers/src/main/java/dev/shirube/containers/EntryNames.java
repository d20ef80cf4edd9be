// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Names of entries in archives: which encoding they are in, and how they are shown without harm.
/// No name from an archive is ever used as a path.
final class EntryNames {
  private static final int MAX_LENGTH = 1_000;
  private static final Charset JAPANESE = Charset.forName("windows-31j");
  private static final Charset DOS = Charset.forName("IBM437");

  private EntryNames() {}

  /// The text of a name whose archive does not say its encoding: UTF-8 if it is valid, else
  /// Windows' Japanese code page if it is valid, else the code page of DOS.
  static String decode(byte[] raw) {
    String text = valid(raw, StandardCharsets.UTF_8);
    if (text == null) {
      text = valid(raw, JAPANESE);
    }
    return text == null ? new String(raw, DOS) : text;
  }

  private static @Nullable String valid(byte[] raw, Charset charset) {
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  /// Whether a name climbs out of its folder, begins at a root or a drive, or holds characters that
  /// could deceive a reader or a terminal.
  static boolean isUnsafe(String name) {
    return !shown(name).equals(name.replace('\\', '/'));
  }

  /// A name fit to be shown: control and direction characters made visible, parts such as .. and
  /// drive letters left out, not too long.
  static String shown(String name) {
    StringBuilder shown = new StringBuilder(name.length());
    int start = 0;
    String slashed = name.replace('\\', '/');
    while (start <= slashed.length()) {
      int slash = slashed.indexOf('/', start);
      int end = slash < 0 ? slashed.length() : slash;
      addPart(slashed.substring(start, end), slash >= 0, shown);
      start = end + 1;
    }
    return shown.length() > MAX_LENGTH ? shown.substring(0, MAX_LENGTH) + "…" : shown.toString();
  }

  private static void addPart(String part, boolean folder, StringBuilder shown) {
    boolean drive = part.length() == 2 && part.charAt(1) == ':' && shown.isEmpty();
    if (part.isEmpty() || part.equals(".") || part.equals("..") || drive) {
      return;
    }
    shown.append(harmless(part));
    if (folder) {
      shown.append('/');
    }
  }

  /// A text in which characters that steer a terminal or the direction of writing are spelled out.
  static String harmless(String text) {
    StringBuilder harmless = null;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      int kind = Character.getType(c);
      boolean steers =
          kind == Character.CONTROL
              || kind == Character.FORMAT
              || kind == Character.LINE_SEPARATOR
              || kind == Character.PARAGRAPH_SEPARATOR;
      if (steers && harmless == null) {
        harmless = new StringBuilder(text.length() + 16).append(text, 0, at);
      }
      if (harmless != null) {
        harmless.append(steers ? "\\u" + HexFormat.of().toHexDigits(c) : String.valueOf(c));
      }
    }
    return harmless == null ? text : harmless.toString();
  }
}
