// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import dev.shirube.journal.Disk;
import dev.shirube.journal.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A disk as one process sees it: when the power goes, that process reaches it no more, while its
/// successor does.
public final class Plug implements Disk {
  private final SimulatedDisk disk;
  private boolean pulled;

  public Plug(SimulatedDisk disk) {
    this.disk = disk;
  }

  /// The power goes.
  public synchronized void pull() {
    pulled = true;
    disk.powerCut();
  }

  private SimulatedDisk powered() throws IOException {
    if (pulled) {
      throw new IOException("no power");
    }
    return disk;
  }

  @Override
  public synchronized List<String> list(Path folder) throws IOException {
    return powered().list(folder);
  }

  @Override
  public synchronized void makeFolder(Path folder) throws IOException {
    powered().makeFolder(folder);
  }

  @Override
  public synchronized void syncFolder(Path folder) throws IOException {
    powered().syncFolder(folder);
  }

  @Override
  public synchronized boolean exists(Path file) throws IOException {
    return powered().exists(file);
  }

  @Override
  public synchronized long size(Path file) throws IOException {
    return powered().size(file);
  }

  @Override
  public synchronized void delete(Path file) throws IOException {
    powered().delete(file);
  }

  @Override
  public synchronized void move(Path from, Path to) throws IOException {
    powered().move(from, to);
  }

  @Override
  public synchronized Writing append(Path file) throws IOException {
    return powered().append(file);
  }

  @Override
  public synchronized Reading read(Path file) throws IOException {
    return powered().read(file);
  }

  @Override
  public synchronized long free(Path folder) throws IOException {
    return powered().free(folder);
  }
}
