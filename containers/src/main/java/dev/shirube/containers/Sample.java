// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.IOException;
import java.nio.charset.Charset;

/// The front of an entry, as it came and as text.
///
/// @param name the entry's name; a hint only, never a reason by itself
/// @param head the first bytes
/// @param text the same decoded by {@link TextEncoding}, cut at the last whole character
/// @param complete whether the head is the whole entry
public record Sample(String name, byte[] head, String text, boolean complete) {
  /// The front of an entry that has not been read yet.
  ///
  /// @param ansi the code page of 8-bit texts that do not say their own
  public static Sample of(Entry entry, Charset ansi) throws IOException {
    byte[] head = entry.head();
    boolean complete = head.length < Entry.HEAD_BYTES;
    return new Sample(entry.name(), head, text(head, TextEncoding.of(head, ansi)), complete);
  }

  private static String text(byte[] head, TextEncoding encoding) {
    int length = head.length - encoding.markBytes();
    String text = new String(head, encoding.markBytes(), length, encoding.charset());
    boolean cut = head.length >= Entry.HEAD_BYTES && text.endsWith("\ufffd");
    return cut ? text.substring(0, text.length() - 1) : text;
  }
}
