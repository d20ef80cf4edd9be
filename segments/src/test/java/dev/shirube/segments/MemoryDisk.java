// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.journal.Disk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A disk that is nothing but memory.
final class MemoryDisk implements Disk {
  private final Map<Path, byte[]> files = new TreeMap<>();

  byte[] content(Path file) {
    return files.getOrDefault(file, new byte[0]);
  }

  void put(Path file, byte[] content) {
    files.put(file, content);
  }

  @Override
  public List<String> list(Path folder) {
    return files.keySet().stream().map(Path::toString).toList();
  }

  @Override
  public void makeFolder(Path folder) {}

  @Override
  public void syncFolder(Path folder) {}

  @Override
  public boolean exists(Path file) {
    return files.containsKey(file);
  }

  @Override
  public long size(Path file) {
    return content(file).length;
  }

  @Override
  public void delete(Path file) {
    files.remove(file);
  }

  @Override
  public void move(Path from, Path to) {
    files.put(to, content(from));
    files.remove(from);
  }

  @Override
  public Writing append(Path file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(content(file));
    return new Writing() {
      @Override
      public void write(ByteBuffer more) {
        byte[] copy = new byte[more.remaining()];
        more.get(copy);
        bytes.writeBytes(copy);
      }

      @Override
      public long size() {
        return bytes.size();
      }

      @Override
      public void truncate(long size) {
        byte[] kept = Arrays.copyOf(bytes.toByteArray(), (int) size);
        bytes.reset();
        bytes.writeBytes(kept);
      }

      @Override
      public void sync() {
        files.put(file, bytes.toByteArray());
      }

      @Override
      public void close() {
        files.put(file, bytes.toByteArray());
      }
    };
  }

  @Override
  public Reading read(Path file) throws IOException {
    byte[] bytes = files.get(file);
    if (bytes == null) {
      throw new NoSuchFileException(file.toString());
    }
    return new Reading() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public int read(ByteBuffer into, long at) {
        int length = Math.clamp(bytes.length - at, 0, into.remaining());
        into.put(bytes, (int) at, length);
        return length;
      }

      @Override
      public MemorySegment map() {
        return MemorySegment.ofArray(bytes).asReadOnly();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public long free(Path folder) {
    return Long.MAX_VALUE;
  }
}
