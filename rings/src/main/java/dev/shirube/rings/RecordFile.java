// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// Records of the rings in a file, as they came: what a regression is found with, and what is shown
/// where there is no such kernel.
///
/// Eight bytes that name it, the host's id, name and start as texts, the difference of the clocks,
/// then for each record whether it was urgent, its length, and its bytes.
public final class RecordFile {
  private static final byte[] MAGIC = HexFormat.of().parseHex("5348525243440001");
  private static final int LONGEST = 1 << 16;

  private RecordFile() {}

  /// Where the records come from.
  ///
  /// @param hostId the host's id
  /// @param hostName the host's name
  /// @param bootId which start of the kernel
  /// @param wallMinusBoot nanoseconds since 1970 less nanoseconds since the kernel's start
  public record Origin(String hostId, String hostName, String bootId, long wallMinusBoot) {}

  /// Writes a file. For one thread.
  public static final class Writer implements AutoCloseable {
    private final DataOutputStream out;
    private byte[] copy = new byte[LONGEST];

    /// @param file is written anew
    public Writer(Path file, Origin origin) throws IOException {
      out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
      out.write(MAGIC);
      out.writeUTF(origin.hostId());
      out.writeUTF(origin.hostName());
      out.writeUTF(origin.bootId());
      out.writeLong(origin.wallMinusBoot());
    }

    /// Adds a record.
    public void record(MemorySegment data, long offset, int length, boolean urgent)
        throws IOException {
      if (length > copy.length) {
        copy = new byte[length];
      }
      MemorySegment.copy(data, JAVA_BYTE, offset, copy, 0, length);
      out.writeBoolean(urgent);
      out.writeInt(length);
      out.write(copy, 0, length);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /// Reads a file.
  public static final class Reader implements AutoCloseable {
    private final DataInputStream in;
    private final Origin origin;
    private byte[] record = {};
    private boolean urgent;

    /// @throws IOException also when it is no such file
    public Reader(Path file) throws IOException {
      in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
      try {
        if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
          throw new IOException(file + " holds no records of rings");
        }
        origin = new Origin(in.readUTF(), in.readUTF(), in.readUTF(), in.readLong());
      } catch (IOException e) {
        in.close();
        throw e;
      }
    }

    /// Where the records come from.
    public Origin origin() {
      return origin;
    }

    /// Goes to the next record.
    ///
    /// @return whether there is one
    /// @throws IOException when the file ends within one, or one is longer than any can be
    public boolean next() throws IOException {
      int first = in.read();
      if (first < 0) {
        return false;
      }
      urgent = first != 0;
      int length = in.readInt();
      if (length < 0 || length > LONGEST) {
        throw new IOException("a record of " + length + " bytes");
      }
      record = in.readNBytes(length);
      if (record.length < length) {
        throw new EOFException();
      }
      return true;
    }

    /// The record it is on.
    public MemorySegment record() {
      return MemorySegment.ofArray(record);
    }

    /// Whether it came by the urgent ring.
    public boolean isUrgent() {
      return urgent;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
