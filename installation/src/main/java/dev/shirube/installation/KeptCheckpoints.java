// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.api.CheckpointLines;
import dev.shirube.event.TenantId;
import dev.shirube.store.Signed.Checkpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// Checkpoints of the recording's chains as lines of text, one file a tenant, in a folder that
/// should lie where whoever can edit the recording cannot write: another disk, another machine.
///
/// The lines are those of {@link CheckpointLines}. They are added, never changed.
public final class KeptCheckpoints {
  private final Path folder;

  public KeptCheckpoints(Path folder) {
    this.folder = folder;
  }

  private Path file(TenantId tenant) {
    return folder.resolve(tenant.value() + ".checkpoints");
  }

  /// Adds a checkpoint, unless the chain has not grown since the last one.
  public void add(Checkpoint checkpoint) throws IOException {
    List<Checkpoint> known = of(checkpoint.tenant());
    if (checkpoint.count() == 0
        || (!known.isEmpty() && known.getLast().hash().equals(checkpoint.hash()))) {
      return;
    }
    Files.createDirectories(folder);
    Files.writeString(
        file(checkpoint.tenant()),
        CheckpointLines.line(checkpoint) + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND,
        StandardOpenOption.DSYNC);
  }

  /// When the newest checkpoint of some tenants was made, nanoseconds since 1970 UTC; 0 if there is
  /// none.
  public long newest(Collection<TenantId> tenants) throws IOException {
    long newest = 0;
    for (TenantId tenant : tenants) {
      for (Checkpoint checkpoint : of(tenant)) {
        newest = Math.max(newest, checkpoint.atNanos());
      }
    }
    return newest;
  }

  /// The checkpoints of a tenant, oldest first. A line that is none, such as one half written, is
  /// passed over: its chain is checked against the others.
  public List<Checkpoint> of(TenantId tenant) throws IOException {
    List<Checkpoint> checkpoints = new ArrayList<>();
    Path file = file(tenant);
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        Checkpoint checkpoint = CheckpointLines.read(tenant, line);
        if (checkpoint != null) {
          checkpoints.add(checkpoint);
        }
      }
    }
    return checkpoints;
  }

  /// The newest checkpoints of a tenant as lines, oldest first.
  ///
  /// @param most how many at most
  public String newestLines(TenantId tenant, int most) throws IOException {
    List<Checkpoint> all = of(tenant);
    return all.subList(Math.max(0, all.size() - most), all.size()).stream()
        .map(CheckpointLines::line)
        .collect(Collectors.joining("\n"));
  }
}
