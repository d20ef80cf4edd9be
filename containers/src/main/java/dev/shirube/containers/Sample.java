// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.IOException;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/// The front of an entry, as it came and as text. The text is made when first asked for: a format
/// that knows its bytes needs none.
public final class Sample {
  private final String name;
  private final byte[] head;
  private final @Nullable Charset ansi;
  private final boolean complete;
  private @Nullable String text;

  /// @param name the entry's name; a hint only, never a reason by itself
  /// @param head the first bytes
  /// @param text the same decoded by {@link TextEncoding}, cut at the last whole character
  /// @param complete whether the head is the whole entry
  public Sample(String name, byte[] head, String text, boolean complete) {
    this(name, head, (Charset) null, complete);
    this.text = text;
  }

  private Sample(String name, byte[] head, @Nullable Charset ansi, boolean complete) {
    this.name = name;
    this.head = head;
    this.ansi = ansi;
    this.complete = complete;
  }

  /// The front of an entry that has not been read yet.
  ///
  /// @param ansi the code page of 8-bit texts that do not say their own
  public static Sample of(Entry entry, Charset ansi) throws IOException {
    byte[] head = entry.head();
    return new Sample(entry.name(), head, ansi, head.length < Entry.HEAD_BYTES);
  }

  public String name() {
    return name;
  }

  /// The first bytes.
  public byte[] head() {
    return head;
  }

  /// Whether the head is the whole entry.
  public boolean complete() {
    return complete;
  }

  /// The head as text, cut at the last whole character.
  public String text() {
    String known = text;
    if (known == null) {
      known = ansi == null ? "" : decoded(head, TextEncoding.of(head, ansi));
      text = known;
    }
    return known;
  }

  private static String decoded(byte[] head, TextEncoding encoding) {
    int length = head.length - encoding.markBytes();
    String text = new String(head, encoding.markBytes(), length, encoding.charset());
    boolean cut = head.length >= Entry.HEAD_BYTES && text.endsWith("\ufffd");
    return cut ? text.substring(0, text.length() - 1) : text;
  }
}
