// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.TenantId;
import dev.shirube.journal.Disk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The deeds of a tenant, one behind the other in a file, each with the hash of all before it. A
/// deed is done once it is here durably. Each entry is: length of the deed (4 bytes), the deed, and
/// SHA-256 of (hash before, number of the entry, deed). The hash before the first entry is that of
/// the file's head and the tenant's name.
///
/// Where writing or syncing failed, nobody knows what of the end is on the disk: the file is never
/// written to again, but written anew up to the last deed that is sure. Not safe for use by several
/// threads.
final class Chain {
  static final String FILE = "chain";
  private static final String FRESH = "chain.new";
  private static final String MAGIC = "SHIRUBEH";
  private static final int WINDOW = 1 << 16;
  private static final int MAX_DEED = 1 << 26;

  private final Folder folder;
  private final TenantId tenant;
  private Mark mark;
  private boolean anew;
  private Disk.@Nullable Writing out;

  /// A place between two entries.
  ///
  /// @param count how many entries lie before it
  /// @param length how many bytes lie before it; 0 before the file is there
  /// @param hash the hash of the entry before it
  record Mark(long count, long length, byte[] hash) {
    static final Mark NOTHING = new Mark(0, 0, new byte[Codec.HASH_BYTES]);
  }

  /// What a walk over the entries gave.
  ///
  /// @param end behind the last whole entry
  /// @param rest how many bytes follow that are no entry
  record Walk(Mark end, long rest) {}

  /// Takes the deeds of a walk.
  @FunctionalInterface
  interface Walker {
    /// Takes one deed.
    ///
    /// @return whether to go on
    boolean deed(Mark behind, byte[] deed) throws IOException;
  }

  /// A chain that goes on behind a mark.
  ///
  /// @param sure whether all bytes before the mark are known to be durable and none lie behind it
  Chain(Folder folder, TenantId tenant, Mark mark, boolean sure) {
    this.folder = folder;
    this.tenant = tenant;
    this.mark = mark;
    anew = !sure;
  }

  Mark mark() {
    return mark;
  }

  /// Whether all entries are known to be durable.
  boolean isSure() {
    return !anew;
  }

  /// Writes the chain anew if it is not sure.
  void secure() throws IOException {
    if (anew && mark.length > 0) {
      writeAnew();
    }
  }

  /// Makes the file, if it is not there or cannot be gone on with. One that cannot is kept aside.
  void begin() throws IOException {
    if (mark.length == 0) {
      if (folder.has(FILE)) {
        Folder aside = folder.quarantine();
        aside.make();
        folder.disk().move(folder.file(FILE), aside.file(FILE));
        folder.disk().syncFolder(aside.path());
      }
      writeAnew();
    }
  }

  /// Does deeds: when this returns, they are durable. When it throws, they are not done.
  void append(List<Deed> deeds) throws IOException {
    begin();
    secure();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Mark end = mark;
    for (Deed deed : deeds) {
      byte[] encoded = deed.encode();
      byte[] hash = hash(end, encoded);
      bytes.writeBytes(ByteBuffer.allocate(4).putInt(encoded.length).array());
      bytes.writeBytes(encoded);
      bytes.writeBytes(hash);
      end = new Mark(end.count + 1, mark.length + bytes.size(), hash);
    }
    try {
      Disk.Writing writing = out();
      writing.write(ByteBuffer.wrap(bytes.toByteArray()));
      writing.sync();
    } catch (IOException e) {
      anew = true;
      close();
      throw e;
    }
    mark = end;
  }

  private Disk.Writing out() throws IOException {
    Disk.Writing open = out;
    if (open == null) {
      open = folder.disk().append(folder.file(FILE));
      out = open;
    }
    return open;
  }

  private void writeAnew() throws IOException {
    close();
    anew = true;
    Mark from = mark;
    if (from.length == 0) {
      byte[] head = Codec.head(MAGIC);
      folder.replace(FILE, head);
      from = new Mark(from.count, head.length, genesis(head, tenant));
    } else {
      folder.copy(FILE, from.length, folder, FRESH);
      folder.disk().move(folder.file(FRESH), folder.file(FILE));
      folder.disk().syncFolder(folder.path());
    }
    mark = from;
    anew = false;
  }

  /// Lets go of the file; a fault in closing says nothing about what was synced.
  void close() {
    Disk.Writing open = out;
    out = null;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      anew = true;
    }
  }

  private static byte[] genesis(byte[] head, TenantId tenant) {
    return Codec.hash(head, tenant.value().getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] hash(Mark before, byte[] deed) {
    return Codec.hash(before.hash, ByteBuffer.allocate(8).putLong(before.count).array(), deed);
  }

  /// The mark before the first entry of the chain in a folder.
  ///
  /// @throws StoreException if the file's head is damaged or of a newer format
  static Mark start(Folder folder, TenantId tenant) throws IOException {
    byte[] head = folder.read(FILE, 0, Codec.HEAD_BYTES);
    Codec.checkHead(MAGIC, head, folder.file(FILE));
    return new Mark(0, Codec.HEAD_BYTES, genesis(head, tenant));
  }

  /// Walks over the entries behind a mark, until one is not whole or its hash is wrong.
  static Walk walk(Folder folder, Mark from, Walker walker) throws IOException {
    try (Disk.Reading reading = folder.disk().read(folder.file(FILE))) {
      Window window = new Window(reading);
      long size = reading.size();
      Mark mark = from;
      while (mark.length + 4 + Codec.HASH_BYTES <= size) {
        int length = ByteBuffer.wrap(window.bytes(mark.length, 4)).getInt();
        long end = mark.length + 4 + length + Codec.HASH_BYTES;
        if (length < 0 || length > MAX_DEED || end > size) {
          break;
        }
        byte[] entry = window.bytes(mark.length + 4, length + Codec.HASH_BYTES);
        byte[] deed = Arrays.copyOf(entry, length);
        byte[] hash = hash(mark, deed);
        if (!Arrays.equals(hash, 0, hash.length, entry, length, entry.length)) {
          break;
        }
        Mark behind = new Mark(mark.count + 1, end, hash);
        if (!walker.deed(behind, deed)) {
          break;
        }
        mark = behind;
      }
      return new Walk(mark, Math.max(0, size - mark.length));
    }
  }

  /// Whether the entry before a mark has the hash that the mark tells.
  static boolean reaches(Folder folder, Mark mark) throws IOException {
    if (mark.count == 0) {
      return true;
    }
    byte[] hash = folder.read(FILE, mark.length - Codec.HASH_BYTES, Codec.HASH_BYTES);
    return Arrays.equals(hash, mark.hash);
  }

  /// Reads a file through a window, so that small pieces in order cost few reads.
  private static final class Window {
    private final Disk.Reading reading;
    private byte[] piece = new byte[0];
    private long start;

    Window(Disk.Reading reading) {
      this.reading = reading;
    }

    byte[] bytes(long from, int length) throws IOException {
      if (from < start || from + length > start + piece.length) {
        ByteBuffer buffer = ByteBuffer.allocate(Math.max(WINDOW, length));
        int read = reading.read(buffer, from);
        piece = Arrays.copyOf(buffer.array(), read);
        start = from;
      }
      int at = (int) (from - start);
      return Arrays.copyOfRange(piece, at, at + length);
    }
  }
}
