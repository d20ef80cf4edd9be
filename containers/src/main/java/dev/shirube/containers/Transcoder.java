// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A text in any encoding as UTF-8. While only ASCII has been seen, the encoding is still open; the
/// first other byte decides.
final class Transcoder extends InputStream {
  private static final int BLOCK = 1 << 16;

  private final InputStream in;
  private final Choice choice;
  private final byte[] block = new byte[BLOCK];
  private int from;
  private int to;
  private int skip;
  private boolean certain;
  private boolean ended;
  private @Nullable CharsetDecoder decoder;
  private final CharBuffer chars = CharBuffer.allocate(BLOCK);
  private byte[] out = {};
  private int outFrom;
  private int outTo;

  /// Tells the encoding of a text by the first bytes that are not ASCII.
  interface Choice {
    /// The encoding, or null if it is still open.
    @Nullable Charset of(byte[] bytes, int from, int to);
  }

  /// @param markBytes length of the byte order mark in front
  /// @param known the encoding, or null if it is still open
  /// @param choice asked while it is open
  Transcoder(InputStream in, int markBytes, @Nullable Charset known, Choice choice) {
    this.in = in;
    this.choice = choice;
    this.skip = markBytes;
    choose(known);
  }

  private void choose(@Nullable Charset charset) {
    certain = charset != null;
    if (charset != null && !charset.equals(StandardCharsets.UTF_8)) {
      decoder =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (certain && decoder == null && skip == 0 && from == to && outFrom == outTo) {
      return in.read(target, offset, length);
    }
    while (outFrom == outTo) {
      if (!fill()) {
        return -1;
      }
      convert();
    }
    int part = Math.min(length, outTo - outFrom);
    System.arraycopy(out, outFrom, target, offset, part);
    outFrom += part;
    return part;
  }

  /// Reads the next block behind what is left of the last one.
  private boolean fill() throws IOException {
    System.arraycopy(block, from, block, 0, to - from);
    to -= from;
    from = 0;
    while (!ended && to < BLOCK) {
      int read = in.read(block, to, BLOCK - to);
      ended = read < 0;
      to += Math.max(read, 0);
    }
    int mark = Math.min(skip, to);
    from += mark;
    skip -= mark;
    return to > from;
  }

  private void convert() {
    if (!certain) {
      int other = from;
      while (other < to && block[other] > 0) {
        other++;
      }
      if (other < to) {
        choose(choice.of(block, from, to));
      }
    }
    CharsetDecoder decoding = decoder;
    if (decoding == null) {
      pass(to - from);
    } else {
      decode(decoding);
    }
  }

  private void pass(int length) {
    out = block;
    outFrom = from;
    outTo = from + length;
    from = outTo;
  }

  private void decode(CharsetDecoder decoding) {
    ByteBuffer bytes = ByteBuffer.wrap(block, from, to - from);
    chars.clear();
    CoderResult result = decoding.decode(bytes, chars, ended);
    from = bytes.position();
    chars.flip();
    if (chars.hasRemaining()) {
      out = chars.toString().getBytes(StandardCharsets.UTF_8);
      outFrom = 0;
      outTo = out.length;
      return;
    }
    int bad = result.isError() ? result.length() : to - from;
    if (bad == 2 && decoding.charset().name().startsWith("UTF-16")) {
      surrogate(decoding.charset().equals(StandardCharsets.UTF_16LE));
    } else {
      pass(Math.min(bad, to - from));
    }
    decoding.reset();
  }

  /// Half of a pair, written the way UTF-8 would if it allowed that: invalid, but to be read.
  private void surrogate(boolean littleEndian) {
    int first = block[from] & 0xff;
    int second = block[from + 1] & 0xff;
    int unit = littleEndian ? second << 8 | first : first << 8 | second;
    out =
        new byte[] {
          (byte) (0xe0 | unit >> 12),
          (byte) (0x80 | ((unit >> 6) & 0x3f)),
          (byte) (0x80 | (unit & 0x3f))
        };
    outFrom = 0;
    outTo = 3;
    from += 2;
  }
}
