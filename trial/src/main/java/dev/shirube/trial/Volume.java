// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A file system of its own, in a file, that can lose its power, fill up, or fail to write.
public final class Volume {
  private static final long MEGABYTE = 1 << 20;
  private static final int LOOKS = 200;
  private static final long MOST_LEFT = 256 * MEGABYTE;

  private final Path image;
  private final Path point;
  private final Path trigger;
  private boolean mounted;

  /// What file system it is. None keeps room for root, who the product is here.
  public enum Kind {
    EXT4("mkfs.ext4 -q -F -m 0"),
    /// Without a journal: what fails to be written fails alone, and the rest goes on.
    EXT4_BARE("mkfs.ext4 -q -F -m 0 -O ^has_journal"),
    XFS("mkfs.xfs -q -f");

    private final String make;

    Kind(String make) {
      this.make = make;
    }
  }

  private Volume(Path image, Path point, Path trigger) {
    this.image = image;
    this.point = point;
    this.trigger = trigger;
  }

  /// Makes a volume and mounts it.
  ///
  /// @param megabytes how much room there is, with what the file system needs itself
  public static Volume make(Ground ground, String name, Kind kind, long megabytes)
      throws Exception {
    Path folder = ground.folder(name);
    Path image = image(folder, kind, megabytes);
    Volume volume = new Volume(image, ground.folder(name + "/point"), folder.resolve("trigger"));
    ground.atEnd(volume::end);
    volume.mount();
    return volume;
  }

  private static Path image(Path folder, Kind kind, long megabytes) throws Exception {
    Path image = folder.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(megabytes * MEGABYTE);
    }
    List<String> command = new ArrayList<>();
    for (StringTokenizer words = new StringTokenizer(kind.make); words.hasMoreTokens(); ) {
      command.add(words.nextToken());
    }
    command.add(image.toString());
    Ground.run(command.toArray(String[]::new));
    return image;
  }

  /// Makes a volume whose medium can be made to fail, and mounts it. Reads go on.
  public static Volume failing(Ground ground, String name, Kind kind, long megabytes)
      throws Exception {
    Path folder = ground.folder(name);
    Path image = image(folder, kind, megabytes);
    Path trigger = folder.resolve("trigger");
    Path socket = folder.resolve("socket");
    Path medium = ground.folder(name + "/medium").resolve("disk");
    String[] serving = {
      "nbdkit",
      "-f",
      "-U",
      socket.toString(),
      "--filter=error",
      "file",
      image.toString(),
      "error=EIO",
      "error-pwrite-rate=100%",
      "error-pwrite-file=" + trigger,
      "error-zero-rate=100%",
      "error-zero-file=" + trigger,
      "error-trim-rate=100%",
      "error-trim-file=" + trigger,
      "error-pread-rate=0",
      "error-extents-rate=0"
    };
    Process _ = ground.start(folder.resolve("nbdkit.txt"), serving);
    appears(socket);
    Process _ =
        ground.start(
            folder.resolve("nbdfuse.txt"), "nbdfuse", medium.toString(), "--unix", "" + socket);
    ground.atEnd(() -> Ground.run("umount", "-l", "" + medium.getParent()));
    appears(medium);
    Volume volume = new Volume(medium, ground.folder(name + "/point"), trigger);
    ground.atEnd(volume::end);
    volume.mount();
    return volume;
  }

  private static void appears(Path file) throws InterruptedException {
    for (int looks = 0; looks < LOOKS && !Files.exists(file); looks++) {
      boolean _ = new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
    }
    if (!Files.exists(file)) {
      throw new AssertionError("did not appear: " + file);
    }
  }

  /// Where it is mounted.
  public Path point() {
    return point;
  }

  /// Mounts it, which replays what its journal holds.
  public void mount() throws IOException, InterruptedException {
    Ground.run("mount", "-o", "loop", image.toString(), point.toString());
    mounted = true;
  }

  /// Unmounts it; nobody may use it any more.
  public void unmount() throws IOException, InterruptedException {
    Ground.run("umount", point.toString());
    mounted = false;
  }

  /// Looks for what is wrong with the file system, and mends what can be.
  public void check() throws IOException, InterruptedException {
    Ground.run("e2fsck", "-p", image.toString());
  }

  /// The power goes: nothing is written any more, not even what the file system would have.
  public void shutDown() throws IOException, InterruptedException {
    Ground.run("xfs_io", "-x", "-c", "shutdown", point.toString());
  }

  /// From now on nothing can be written to the medium.
  public void breaks() throws IOException {
    Path _ = Files.createFile(trigger);
  }

  /// It can again.
  public void heals() throws IOException {
    Files.delete(trigger);
  }

  /// Takes all room there is but for so many bytes.
  ///
  /// @return the file that has it
  public Path fill(long butBytes) throws IOException, InterruptedException {
    Path file = point.resolve("filling");
    long free = Files.getFileStore(point).getUsableSpace();
    Ground.run("fallocate", "-l", Long.toString(free - butBytes), file.toString());
    return file;
  }

  /// The same while somebody writes there, so that a little more may be left.
  public Path fillInUse(long butBytes) throws IOException, InterruptedException {
    long left = butBytes;
    while (true) {
      try {
        return fill(left);
      } catch (AssertionError e) {
        boolean _ = Files.deleteIfExists(point.resolve("filling"));
        if (left > MOST_LEFT) {
          throw e;
        }
        left = 2 * left + (16 << 10);
      }
    }
  }

  private void end() throws IOException, InterruptedException {
    if (mounted) {
      try {
        unmount();
      } catch (AssertionError busy) {
        Ground.run("umount", "-l", point.toString());
        throw busy;
      }
    }
  }
}
