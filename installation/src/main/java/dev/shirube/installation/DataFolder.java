// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import java.nio.file.Path;

/// Where in the data folder what lies; described in docs/reference/data-folder.md.
public record DataFolder(Path root) {
  /// What came in and may not be in the recording yet.
  public Path journal() {
    return root.resolve("journal");
  }

  /// The recording.
  public Path store() {
    return root.resolve("recording");
  }

  /// What detection keeps in mind, by offsets of the journal.
  public Path state() {
    return root.resolve("state");
  }

  /// The keys by which the recording is signed.
  public Path keys() {
    return root.resolve("keys");
  }

  /// Checkpoints of the recording's chains.
  public Path checkpoints() {
    return root.resolve("checkpoints");
  }

  /// The database of who may do what.
  public Path records() {
    return root.resolve("records.db");
  }

  /// The local administrator's token.
  public Path administratorToken() {
    return root.resolve("administrator.token");
  }

  /// The token of the source that was made at the first start.
  public Path sourceToken() {
    return root.resolve("source.token");
  }

  /// Held by the process that has the recording open.
  public Path lock() {
    return root.resolve("recorder.lock");
  }

  /// Where that process can be asked: the address of its API.
  public Path address() {
    return root.resolve("recorder.address");
  }
}
