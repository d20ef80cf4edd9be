// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.catalog.Message;
import dev.shirube.event.TenantId;
import dev.shirube.gateway.DoorStatus;
import dev.shirube.hunt.Hunter;
import dev.shirube.query.Setting;
import dev.shirube.store.EventStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// What the API can see of the recording at work.
public interface RecordingView {
  /// Version of this release.
  String version();

  /// When it was started.
  Instant started();

  /// How many rules are run on every event.
  int rules();

  /// Events a second in the last minute, of all tenants.
  double rate();

  /// What keeps it from recording now; empty while nothing does.
  List<Message> faults();

  /// How the doors stand.
  List<DoorStatus> doors();

  /// How many bytes are free where the recording lies.
  long freeBytes();

  /// What came for a tenant since the start.
  List<Source> sources(TenantId tenant);

  /// The recording itself.
  EventStore store();

  /// Answers questions of one tenant.
  Hunter hunter(TenantId tenant);

  /// Lists of texts that questions of a tenant may name.
  Setting.Lists lists(TenantId tenant);

  /// Takes the files at or below some paths of this machine into the recording of {@link
  /// TenantId#LOCAL}.
  ///
  /// @param told hears how far it is, and in the end what came of it, as lines of JSON
  void take(List<Path> paths, Told told) throws IOException;

  /// Hears lines.
  @FunctionalInterface
  interface Told {
    /// Takes a line.
    ///
    /// @throws IOException when nobody listens any longer
    void line(String json) throws IOException;
  }

  /// What came from one source.
  ///
  /// @param kind what its records were read as
  /// @param last when the last of them was received (RFC 3339); empty if none was
  record Source(String name, String kind, long events, String last) {}
}
