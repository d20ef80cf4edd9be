// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// How a text is encoded: by its byte order mark, else by what its bytes can be.
///
/// @param charset the encoding
/// @param markBytes length of the byte order mark in front
/// @param certain false if the bytes seen are ASCII alone, so that the choice is left to later ones
public record TextEncoding(Charset charset, int markBytes, boolean certain) {
  private static final Charset JAPANESE = Charset.forName("windows-31j");
  private static final int LOOKED_AT = 1 << 12;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  /// Judges the front of a text.
  ///
  /// @param ansi what an 8-bit text is if it is neither UTF-8 nor Windows' Japanese code page
  public static TextEncoding of(byte[] head, Charset ansi) {
    if (begins(head, 0xef, 0xbb, 0xbf)) {
      return new TextEncoding(StandardCharsets.UTF_8, 3, true);
    }
    if (begins(head, 0xff, 0xfe, 0, 0)) {
      return new TextEncoding(Charset.forName("UTF-32LE"), 4, true);
    }
    if (begins(head, 0xff, 0xfe)) {
      return new TextEncoding(StandardCharsets.UTF_16LE, 2, true);
    }
    if (begins(head, 0xfe, 0xff)) {
      return new TextEncoding(StandardCharsets.UTF_16BE, 2, true);
    }
    return withoutMark(head, 0, head.length, ansi);
  }

  private static TextEncoding withoutMark(byte[] bytes, int from, int to, Charset ansi) {
    int end = Math.min(to, from + LOOKED_AT);
    if (isUtf16(bytes, from, end, 1)) {
      return new TextEncoding(StandardCharsets.UTF_16LE, 0, true);
    }
    if (isUtf16(bytes, from, end, 0)) {
      return new TextEncoding(StandardCharsets.UTF_16BE, 0, true);
    }
    return eightBit(bytes, from, to, ansi);
  }

  private static boolean begins(byte[] head, int... mark) {
    for (int at = 0; at < mark.length; at++) {
      if (at >= head.length || (head[at] & 0xff) != mark[at]) {
        return false;
      }
    }
    return true;
  }

  /// Whether the bytes at every second place look like the high halves of UTF-16: many are zero (or
  /// those of kana and full-width forms), while the low halves hardly ever are.
  private static boolean isUtf16(byte[] bytes, int from, int end, int high) {
    int pairs = (end - from) / 2;
    int zeroHigh = 0;
    int kanaHigh = 0;
    int zeroLow = 0;
    for (int pair = 0; pair < pairs; pair++) {
      byte highByte = bytes[from + 2 * pair + high];
      byte lowByte = bytes[from + 2 * pair + 1 - high];
      zeroHigh += highByte == 0 ? 1 : 0;
      kanaHigh += highByte == 0x30 || highByte == (byte) 0xff ? 1 : 0;
      zeroLow += lowByte == 0 ? 1 : 0;
    }
    return pairs > 1
        && zeroHigh * 20 > pairs
        && (zeroHigh + kanaHigh) * 3 > pairs
        && zeroLow * 100 <= pairs;
  }

  private static TextEncoding eightBit(byte[] bytes, int from, int to, Charset ansi) {
    int good = 0;
    int bad = 0;
    int at = from;
    while (at < to) {
      int size = Utf8.sequence(bytes, at, to);
      good += size > 1 ? size : 0;
      bad += size < 0 ? 1 : 0;
      at += Math.max(size, 1);
    }
    if (bad == 0 || good > 2L * bad) {
      return new TextEncoding(StandardCharsets.UTF_8, 0, good > 0);
    }
    return new TextEncoding(isJapanese(bytes, from, to, ansi) ? JAPANESE : ansi, 0, true);
  }

  /// Whether the bytes are valid Shift_JIS of Windows. Where the host's own code page is another,
  /// most leading bytes must also be those of kana and common kanji, which Western letters are not.
  private static boolean isJapanese(byte[] bytes, int from, int to, Charset ansi) {
    int common = 0;
    int other = 0;
    int bad = 0;
    for (int at = from; at < to; at++) {
      int lead = bytes[at] & 0xff;
      boolean pair = (lead >= 0x81 && lead <= 0x9f) || (lead >= 0xe0 && lead <= 0xfc);
      if (pair && at + 1 < to) {
        int trail = bytes[at + 1] & 0xff;
        boolean good = trail >= 0x40 && trail <= 0xfc && trail != 0x7f;
        bad += good ? 0 : 1;
        common += good && lead <= 0x9f ? 1 : 0;
        other += good && lead > 0x9f ? 1 : 0;
        at += good ? 1 : 0;
      } else if (lead >= 0x80 && !pair && (lead < 0xa1 || lead > 0xdf)) {
        bad++;
      }
    }
    int pairs = common + other;
    return bad * 50L <= pairs && (ansi.equals(JAPANESE) || (pairs > 0 && common >= other));
  }

  private @Nullable Charset known() {
    return certain ? charset : null;
  }

  /// Whether a whole text is UTF-8 without a mark, and nothing else comes into question: most that
  /// comes over a network.
  private static boolean isSoundUtf8(byte[] bytes) {
    int at = 0;
    for (; at + 8 <= bytes.length; at += 8) {
      long eight = (long) LONG.get(bytes, at);
      // None of the eight is zero, and none is above ASCII.
      if ((((eight - LOW_BITS) | eight) & HIGH_BITS) != 0) {
        break;
      }
    }
    for (int zero = at; zero < bytes.length; zero++) {
      if (bytes[zero] == 0) {
        return false;
      }
    }
    return !begins(bytes, 0xef, 0xbb, 0xbf) && Utf8.isValid(bytes, at, bytes.length - at);
  }

  /// The text without its mark, in UTF-8. Bytes that the encoding cannot read are passed on as they
  /// are, so that they are found to be invalid where they stand.
  public static InputStream utf8(Entry entry, Charset ansi) throws IOException {
    byte[] head = entry.head();
    if (head.length < Entry.HEAD_BYTES && isSoundUtf8(head)) {
      return entry.open();
    }
    TextEncoding front = of(head, ansi);
    Transcoder.Choice later = (bytes, from, to) -> withoutMark(bytes, from, to, ansi).known();
    return new Transcoder(entry.open(), front.markBytes, front.known(), later);
  }
}
