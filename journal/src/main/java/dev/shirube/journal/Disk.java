// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/// What the recording asks of a disk, and nothing more: so that a disk which fails, fills up or
/// loses power can stand in its place. What is written is sure to be there after a power cut only
/// when {@link Writing#sync} of the file and, for new, renamed and deleted files, {@link
/// #syncFolder} have returned.
public interface Disk {
  /// The names of the files in a folder, in order; none if there is no such folder.
  List<String> list(Path folder) throws IOException;

  /// Makes a folder and those above it, durably: the entry of each new folder is synced.
  void makeFolder(Path folder) throws IOException;

  /// Makes the entries of a folder durable. Does nothing where the system has no such thing.
  void syncFolder(Path folder) throws IOException;

  boolean exists(Path file) throws IOException;

  long size(Path file) throws IOException;

  void delete(Path file) throws IOException;

  /// Renames a file at once, in the place of one that is there.
  void move(Path from, Path to) throws IOException;

  /// Opens a file for writing behind its end; makes it if it is not there.
  Writing append(Path file) throws IOException;

  /// Opens a file for reading.
  Reading read(Path file) throws IOException;

  /// How many bytes are free where the folder lies.
  long free(Path folder) throws IOException;

  /// A file being written.
  interface Writing extends Closeable {
    /// Writes all remaining bytes at the end.
    void write(ByteBuffer bytes) throws IOException;

    /// How long the file is.
    long size() throws IOException;

    /// Cuts the file off.
    void truncate(long size) throws IOException;

    /// Makes the content durable.
    void sync() throws IOException;
  }

  /// A file being read.
  interface Reading extends Closeable {
    long size() throws IOException;

    /// Reads until the buffer is full or the file ends.
    ///
    /// @return how many bytes were read; 0 behind the end
    int read(ByteBuffer into, long at) throws IOException;

    /// The whole file as memory, to be read by any thread until the file is closed.
    MemorySegment map() throws IOException;
  }
}
