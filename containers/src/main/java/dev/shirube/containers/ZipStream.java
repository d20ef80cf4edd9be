// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.deflate64.Deflate64CompressorInputStream;
import org.jspecify.annotations.Nullable;

/// The entries of a zip archive by their local headers, from front to back, so that an archive
/// without its directory is read as far as it goes and no directory fills the memory. Behind damage
/// it goes on at the next header.
final class ZipStream extends InputStream {
  private static final int DIRECTORY = 0x02014b50;
  private static final int DIRECTORY_END = 0x06054b50;
  private static final int DIRECTORY_END_64 = 0x06064b50;

  private final String archive;
  private final ByteWindow window;
  private final Budget budget;
  private final Deflated deflated;
  private final CRC32 crc = new CRC32();
  private @Nullable ZipMember member;
  private @Nullable InputStream decoder;
  private long packed;
  private long size;
  private boolean ended = true;
  private boolean broken;

  ZipStream(InputStream in, String archive, Budget budget) {
    this.archive = archive;
    this.budget = budget;
    this.window = new ByteWindow(in, 1 << 18);
    this.deflated = new Deflated(window);
  }

  /// Goes to the next entry.
  ///
  /// @return null at the end
  @Nullable ZipMember next() throws IOException {
    finish();
    while (window.ensure(4)) {
      int signature = ZipMember.number32(window.bytes(), window.from());
      int length = window.ensure(ZipMember.HEADER) ? lengthHere() : -1;
      if (length >= 0 && window.ensure(length)) {
        return begin(length);
      }
      boolean marker = signature == ZipMember.DESCRIPTOR || signature == 0x30304b50;
      if (window.offset() == 0 && marker) {
        window.moveTo(window.from() + 4);
      } else if (isDirectory(signature)) {
        return null;
      } else if (!seek()) {
        break;
      }
    }
    budget.tell(archive, "containers.zip.directory", window.offset() + window.size());
    return null;
  }

  private int lengthHere() {
    return ZipMember.lengthAt(window.bytes(), window.from());
  }

  private static boolean isDirectory(int signature) {
    return signature == DIRECTORY || signature == DIRECTORY_END || signature == DIRECTORY_END_64;
  }

  private ZipMember begin(int length) {
    ZipMember begun = ZipMember.at(window.bytes(), window.from());
    window.moveTo(window.from() + length);
    member = begun;
    packed = 0;
    size = 0;
    ended = false;
    broken = false;
    crc.reset();
    deflated.begin();
    decoder = null;
    return begun;
  }

  /// Passes over bytes that are no header, up to the next one or the directory.
  private boolean seek() throws IOException {
    long from = window.offset();
    window.moveTo(window.from() + 1);
    while (window.ensure(ZipMember.HEADER)) {
      byte[] bytes = window.bytes();
      int last = window.to() - ZipMember.HEADER;
      for (int at = window.from(); at <= last; at++) {
        if (bytes[at] == 'P' && bytes[at + 1] == 'K') {
          int signature = ZipMember.number32(bytes, at);
          if (isDirectory(signature) || ZipMember.lengthAt(bytes, at) >= 0) {
            window.moveTo(at);
            budget.tell(archive, "containers.zip.damaged", from, window.offset() - from);
            return true;
          }
        }
      }
      window.moveTo(last + 1);
    }
    window.moveTo(window.to());
    return false;
  }

  /// Passes over what is left of the current entry's data, and its descriptor.
  private void finish() throws IOException {
    ZipMember last = member;
    if (last == null) {
      return;
    }
    member = null;
    if (!broken && last.readable() && !last.encrypted()) {
      drain(last);
    } else if (!last.sizesFollow()) {
      skipTo(last.packed());
    } else {
      seekDescriptor();
    }
  }

  private void drain(ZipMember last) throws IOException {
    member = last;
    byte[] target = new byte[1 << 13];
    try {
      while (read(target, 0, target.length) >= 0) {}
    } catch (IOException | RuntimeException e) {
      if (budget.isMedium(e)) {
        throw e;
      }
      finish();
    } finally {
      member = null;
    }
  }

  private void skipTo(long target) throws IOException {
    while (packed < target && window.ensure(1)) {
      int part = (int) Math.min(target - packed, window.size());
      window.moveTo(window.from() + part);
      packed += part;
    }
  }

  /// Passes over data of unknown length: to the descriptor that names the length passed.
  private void seekDescriptor() throws IOException {
    while (window.ensure(24) || window.ensure(16)) {
      byte[] bytes = window.bytes();
      int at = window.from();
      if (bytes[at] == 'P' && bytes[at + 1] == 'K') {
        if (ZipMember.number32(bytes, at) == ZipMember.DESCRIPTOR && descriptorLength(4) > 0) {
          window.moveTo(at + descriptorLength(4));
          return;
        }
        if (ZipMember.lengthAt(bytes, at) >= 0 && window.size() >= ZipMember.HEADER) {
          return;
        }
      }
      window.moveTo(at + 1);
      packed++;
    }
    window.moveTo(window.to());
  }

  /// Length of the descriptor at the front if its packed size, after so many bytes of signature and
  /// a checksum, is what was read; else 0.
  private int descriptorLength(int signature) {
    byte[] bytes = window.bytes();
    int sizes = window.from() + signature + 4;
    if (sizes + 8 <= window.to()
        && (ZipMember.number32(bytes, sizes) & 0xffffffffL) == (packed & 0xffffffffL)
        && !isZip64(sizes)) {
      return signature + 12;
    }
    return isZip64(sizes) ? signature + 20 : 0;
  }

  private boolean isZip64(int sizes) {
    return sizes + 16 <= window.to()
        && ZipMember.number64(window.bytes(), sizes) == packed
        && packed > 0
        && size == ZipMember.number64(window.bytes(), sizes + 8);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    ZipMember current = member;
    if (current == null || ended) {
      return -1;
    }
    try {
      int count = decode(current, target, offset, length);
      if (count > 0) {
        crc.update(target, offset, count);
        size += count;
      } else if (count < 0) {
        end(current);
      }
      return count;
    } catch (IOException | RuntimeException e) {
      ended = true;
      broken = true;
      throw e;
    }
  }

  private int decode(ZipMember current, byte[] target, int offset, int length) throws IOException {
    return switch (current.method()) {
      case ZipMember.DEFLATED -> inflate(target, offset, length);
      case ZipMember.STORED ->
          current.sizesFollow()
              ? copyToDescriptor(target, offset, length)
              : packed(current).read(target, offset, length);
      default -> {
        InputStream open = decoder;
        if (open == null) {
          InputStream data = packed(current);
          open =
              current.method() == ZipMember.BZIP2
                  ? new BZip2CompressorInputStream(data)
                  : new Deflate64CompressorInputStream(data);
          decoder = open;
        }
        yield open.read(target, offset, length);
      }
    };
  }

  private int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      return deflated.read(target, offset, length);
    } finally {
      packed = deflated.taken();
    }
  }

  /// The packed bytes of an entry whose length is known.
  private InputStream packed(ZipMember current) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        if (packed >= current.packed()) {
          return -1;
        }
        if (!window.ensure(1)) {
          throw new EOFException();
        }
        int part = (int) Math.min(Math.min(length, current.packed() - packed), window.size());
        System.arraycopy(window.bytes(), window.from(), target, offset, part);
        window.moveTo(window.from() + part);
        packed += part;
        return part;
      }
    };
  }

  /// Stored data of unknown length: it ends where a descriptor names both its checksum and length.
  private int copyToDescriptor(byte[] target, int offset, int length) throws IOException {
    if (!window.ensure(24) && window.size() == 0) {
      throw new EOFException();
    }
    byte[] bytes = window.bytes();
    int count = 0;
    int at = window.from();
    while (count < length && at < window.to()) {
      boolean mayEnd = bytes[at] == 'P' && at + 16 <= window.to();
      if (count == 0 && mayEnd && ZipMember.number32(bytes, at) == ZipMember.DESCRIPTOR) {
        boolean sum = ZipMember.number32(bytes, at + 4) == (int) crc.getValue();
        if (sum && descriptorLength(4) > 0) {
          return -1;
        }
      } else if (count > 0 && bytes[at] == 'P') {
        break;
      }
      target[offset + count++] = bytes[at++];
    }
    window.moveTo(at);
    packed += count;
    return count;
  }

  /// Reads the descriptor if there is one and compares the checksum.
  private void end(ZipMember current) throws IOException {
    ended = true;
    long stated = current.checksum();
    if (current.sizesFollow()) {
      boolean there = window.ensure(24) || window.ensure(12);
      boolean signed =
          there && ZipMember.number32(window.bytes(), window.from()) == ZipMember.DESCRIPTOR;
      int signature = signed ? 4 : 0;
      int length = there ? descriptorLength(signature) : 0;
      if (length == 0) {
        return;
      }
      stated = ZipMember.number32(window.bytes(), window.from() + signature) & 0xffffffffL;
      window.moveTo(window.from() + length);
    } else {
      skipTo(current.packed());
    }
    if (stated != crc.getValue()) {
      String name = archive + "!/" + EntryNames.shown(current.name());
      budget.tell(name, "containers.checksum");
    }
  }

  @Override
  public void close() {
    deflated.end();
  }
}
