// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/// The disk of rehearsals: in memory, and as unkind as a disk may be. What was not synced may be
/// gone after a power cut, or there in part, sector by sector, with bytes of deleted files shining
/// through; entries of a folder that was not synced may be gone, the later ones first. An operation
/// can be made to fail. A sync that fails drops what it should have written, and the next one
/// succeeds without it. The same seed and the same calls give the same disk.
public final class SimulatedDisk implements Disk {
  /// How an operation fails.
  public enum Fault {
    /// The medium gave an error (EIO).
    BROKEN,
    /// There is no room left (ENOSPC). Reading, deleting and syncing of folders give EIO instead.
    FULL
  }

  private final SplittableRandom random;
  private final Map<Path, SimulatedFile> seen = new TreeMap<>();
  private final Map<Path, SimulatedFile> durable = new TreeMap<>();
  private final Map<Path, List<Entry>> unsynced = new HashMap<>();
  private final Set<Path> folders = new TreeSet<>();
  private final Map<Long, Fault> faults = new HashMap<>();
  private byte[] stale = new byte[0];
  private long capacity = Long.MAX_VALUE;
  private long operations;
  private int syncsToFail;
  private int life;

  /// What happened to an entry of a folder: it now names a file, or, with null, nothing.
  private record Entry(Path path, SimulatedFile file, boolean there) {}

  /// An empty disk.
  public SimulatedDisk(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /// How many operations there have been. Every call of this disk and its open files is one, but
  /// for closing.
  public synchronized long operations() {
    return operations;
  }

  /// Makes one operation fail, once.
  ///
  /// @param operation which, counted from the beginning; 1 is the first
  public synchronized void failAt(long operation, Fault fault) {
    faults.put(operation, fault);
  }

  /// Makes the next so many syncs of files fail.
  public synchronized void failSyncs(int count) {
    syncsToFail = count;
  }

  /// Sets how many bytes all files together may have; what goes beyond fails with ENOSPC.
  public synchronized void capacity(long bytes) {
    capacity = bytes;
  }

  /// The power goes and comes back: open files are of no use any more, what was not synced may be
  /// lost or torn.
  public synchronized void powerCut() {
    life++;
    unsynced.forEach((folder, entries) -> {
      int kept = random.nextInt(entries.size() + 1);
      entries.subList(0, kept).forEach(entry -> put(durable, entry));
    });
    unsynced.clear();
    seen.clear();
    seen.putAll(durable);
    seen.values().forEach(file -> file.powerCut(random, stale));
  }

  /// Changes bits of a file, as a medium does that grows old.
  public synchronized void flip(Path file, long at, int mask) throws IOException {
    find(file).flip((int) at, mask);
  }

  /// What is in a file.
  public synchronized byte[] bytes(Path file) throws IOException {
    return find(file).bytes();
  }

  @Override
  public synchronized List<String> list(Path folder) throws IOException {
    operation("list", folder, false);
    List<String> names = new ArrayList<>();
    for (Path file : seen.keySet()) {
      if (folder.equals(file.getParent())) {
        names.add(file.getFileName().toString());
      }
    }
    return names.stream().sorted().toList();
  }

  @Override
  public synchronized void makeFolder(Path folder) throws IOException {
    operation("makeFolder", folder, true);
    for (Path at = folder; at != null; at = at.getParent()) {
      folders.add(at);
    }
  }

  @Override
  public synchronized void syncFolder(Path folder) throws IOException {
    operation("syncFolder", folder, false);
    List<Entry> entries = unsynced.remove(folder);
    if (entries != null) {
      entries.forEach(entry -> put(durable, entry));
    }
  }

  private static void put(Map<Path, SimulatedFile> files, Entry entry) {
    if (entry.there()) {
      files.put(entry.path(), entry.file());
    } else {
      files.remove(entry.path());
    }
  }

  @Override
  public synchronized boolean exists(Path file) throws IOException {
    operation("exists", file, false);
    return seen.containsKey(file) || folders.contains(file);
  }

  @Override
  public synchronized long size(Path file) throws IOException {
    operation("size", file, false);
    return find(file).size();
  }

  @Override
  public synchronized void delete(Path file) throws IOException {
    operation("delete", file, false);
    SimulatedFile deleted = find(file);
    stale = deleted.bytes();
    enter(new Entry(file, deleted, false));
  }

  @Override
  public synchronized void move(Path from, Path to) throws IOException {
    operation("move", from, true);
    SimulatedFile moved = find(from);
    // Both entries are of one folder in all that the recording does: the new name comes with the
    // old one's end, as renaming is all or nothing.
    enter(new Entry(to, moved, true));
    enter(new Entry(from, moved, false));
  }

  private void enter(Entry entry) {
    put(seen, entry);
    Path folder = entry.path().getParent();
    if (folder != null) {
      unsynced.computeIfAbsent(folder, key -> new ArrayList<>()).add(entry);
    }
  }

  @Override
  public synchronized Writing append(Path file) throws IOException {
    operation("append", file, true);
    if (!folders.contains(file.getParent())) {
      throw new NoSuchFileException(file.toString());
    }
    SimulatedFile opened = seen.get(file);
    if (opened == null) {
      opened = new SimulatedFile();
      enter(new Entry(file, opened, true));
    }
    return new Written(file, opened, life);
  }

  @Override
  public synchronized Reading read(Path file) throws IOException {
    operation("read", file, false);
    return new Read(file, find(file), life);
  }

  @Override
  public synchronized long free(Path folder) throws IOException {
    operation("free", folder, false);
    return capacity - used();
  }

  private long used() {
    return seen.values().stream().mapToLong(SimulatedFile::size).sum();
  }

  private SimulatedFile find(Path file) throws IOException {
    SimulatedFile found = seen.get(file);
    if (found == null) {
      throw new NoSuchFileException(file.toString());
    }
    return found;
  }

  private void operation(String name, Path file, boolean writes) throws IOException {
    operations++;
    Fault fault = faults.remove(operations);
    if (fault != null) {
      throw failure(file, name, fault == Fault.FULL && writes);
    }
  }

  private static IOException failure(Path file, String name, boolean full) {
    String reason = full ? "ENOSPC" : "EIO";
    return new FileSystemException(file.toString(), null, name + ": " + reason);
  }

  private void alive(Path file, int opened) throws IOException {
    if (opened != life) {
      throw failure(file, "power cut", false);
    }
  }

  private final class Written implements Writing {
    private final Path path;
    private final SimulatedFile file;
    private final int opened;

    Written(Path path, SimulatedFile file, int opened) {
      this.path = path;
      this.file = file;
      this.opened = opened;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      synchronized (SimulatedDisk.this) {
        alive(path, opened);
        byte[] all = new byte[bytes.remaining()];
        bytes.get(all);
        try {
          operation("write", path, true);
        } catch (IOException e) {
          write(all, random.nextInt(all.length + 1));
          throw e;
        }
        long room = capacity - used();
        if (all.length > room) {
          write(all, (int) Math.max(0, room));
          throw failure(path, "write", true);
        }
        write(all, all.length);
      }
    }

    private void write(byte[] bytes, int length) {
      file.write(Arrays.copyOf(bytes, length));
    }

    @Override
    public long size() throws IOException {
      synchronized (SimulatedDisk.this) {
        alive(path, opened);
        operation("size", path, false);
        return file.size();
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      synchronized (SimulatedDisk.this) {
        alive(path, opened);
        operation("truncate", path, false);
        file.truncate((int) Math.min(size, file.size()));
      }
    }

    @Override
    public void sync() throws IOException {
      synchronized (SimulatedDisk.this) {
        alive(path, opened);
        try {
          operation("sync", path, true);
        } catch (IOException e) {
          file.dropUnsynced();
          throw e;
        }
        if (syncsToFail > 0) {
          syncsToFail--;
          file.dropUnsynced();
          throw failure(path, "sync", false);
        }
        file.sync();
      }
    }

    @Override
    public void close() {}
  }

  private final class Read implements Reading {
    private final Path path;
    private final SimulatedFile file;
    private final int opened;

    Read(Path path, SimulatedFile file, int opened) {
      this.path = path;
      this.file = file;
      this.opened = opened;
    }

    @Override
    public long size() throws IOException {
      synchronized (SimulatedDisk.this) {
        alive(path, opened);
        operation("size", path, false);
        return file.size();
      }
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
      synchronized (SimulatedDisk.this) {
        alive(path, opened);
        operation("read", path, false);
        byte[] bytes = new byte[into.remaining()];
        int count = file.read(bytes, 0, at, bytes.length);
        into.put(bytes, 0, count);
        return count;
      }
    }

    @Override
    public MemorySegment map() throws IOException {
      synchronized (SimulatedDisk.this) {
        alive(path, opened);
        operation("map", path, false);
        return MemorySegment.ofArray(file.bytes()).asReadOnly();
      }
    }

    @Override
    public void close() {}
  }
}
