// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The disk of this machine.
public final class FileDisk implements Disk {
  // A longer write through the heap would make the runtime keep a buffer of its length for good.
  private static final int PIECE = 256 * 1024;

  @Override
  public List<String> list(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (Files.isRegularFile(file)) {
          names.add(file.getFileName().toString());
        }
      }
    }
    Collections.sort(names);
    return List.copyOf(names);
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    if (Files.exists(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    Path above = folder.toAbsolutePath().getParent();
    if (above == null) {
      throw new NotDirectoryException(folder.toString());
    }
    makeFolder(above);
    Files.createDirectories(folder);
    syncFolder(above);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    // Windows keeps the entries of a folder in its own journal and has no handle to sync them by;
    // neither has a file system in memory.
    boolean possible =
        folder.getFileSystem().getSeparator().equals("/")
            && folder.getFileSystem().provider().getScheme().equals("file");
    if (possible) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public boolean exists(Path file) {
    return Files.exists(file);
  }

  @Override
  public long size(Path file) throws IOException {
    return Files.size(file);
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.delete(file);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public Writing append(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      channel.position(channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new Written(channel);
  }

  @Override
  public Reading read(Path file) throws IOException {
    return new Read(FileChannel.open(file, StandardOpenOption.READ));
  }

  @Override
  public long free(Path folder) throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  private record Written(FileChannel channel) implements Writing {
    @Override
    public void write(ByteBuffer bytes) throws IOException {
      int end = bytes.limit();
      while (bytes.position() < end) {
        bytes.limit(Math.min(end, bytes.position() + PIECE));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
      channel.position(channel.size());
    }

    @Override
    public void sync() throws IOException {
      // fdatasync: the length is written too, the time of change is not.
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static final class Read implements Reading {
    private final FileChannel channel;
    private final Arena arena = Arena.ofShared();

    Read(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
      int count = 0;
      while (into.hasRemaining()) {
        int read = channel.read(into, at + count);
        if (read < 0) {
          break;
        }
        count += read;
      }
      return count;
    }

    @Override
    public MemorySegment map() throws IOException {
      long size = channel.size();
      try {
        return channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
      } catch (UnsupportedOperationException e) {
        // A file system in memory cannot be mapped: its bytes are copied.
        MemorySegment copy = arena.allocate(size);
        read(copy.asByteBuffer(), 0);
        return copy.asReadOnly();
      }
    }

    @Override
    public void close() throws IOException {
      try (arena) {
        channel.close();
      }
    }
  }
}
