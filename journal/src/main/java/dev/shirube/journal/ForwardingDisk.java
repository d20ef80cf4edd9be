// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Does everything on another disk: for those that do something of it otherwise.
public class ForwardingDisk implements Disk {
  private final Disk disk;

  /// @param disk where everything is done
  protected ForwardingDisk(Disk disk) {
    this.disk = disk;
  }

  /// Where it is done, asked for each operation.
  ///
  /// @throws IOException if nothing can be done any more
  protected Disk disk() throws IOException {
    return disk;
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    return disk().list(folder);
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    disk().makeFolder(folder);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    disk().syncFolder(folder);
  }

  @Override
  public boolean exists(Path file) throws IOException {
    return disk().exists(file);
  }

  @Override
  public long size(Path file) throws IOException {
    return disk().size(file);
  }

  @Override
  public void delete(Path file) throws IOException {
    disk().delete(file);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    disk().move(from, to);
  }

  @Override
  public Writing append(Path file) throws IOException {
    return disk().append(file);
  }

  @Override
  public Reading read(Path file) throws IOException {
    return disk().read(file);
  }

  @Override
  public long free(Path folder) throws IOException {
    return disk().free(folder);
  }
}
