// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Language;
import dev.shirube.event.TenantId;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.Receipt;
import dev.shirube.installation.DataFolder;
import dev.shirube.installation.Recorder;
import dev.shirube.installation.RecordingFolder;
import dev.shirube.installation.Settings;
import dev.shirube.installation.Wiring;
import dev.shirube.journal.Disk;
import dev.shirube.journal.Ticket;
import dev.shirube.sigma.RuleSet;
import dev.shirube.store.Upkeep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A recorder without doors, on any disk, that lives again and again: journal, intake, detection,
/// store, checkpoints and upkeep, all as in the product.
public final class Lives {
  /// How long to wait for anything to move before it is taken to be stuck.
  public static final Duration PATIENCE = Duration.ofMinutes(3);

  /// The tenants.
  public static final List<TenantId> TENANTS =
      List.of(new TenantId("ume"), new TenantId("take"), new TenantId("matsu"));

  private final Wiring wiring;
  private final RuleSet rules;
  private final DataFolder data;

  /// One life.
  public record Life(RecordingFolder recording, Recorder recorder) {
    /// Hands records in and waits for the disk.
    ///
    /// @return where they stand in the journal; -1 if they were not taken
    public long take(TenantId tenant, List<Envelope.RawRecord> records)
        throws InterruptedException {
      Ticket ticket = offer(tenant, records);
      if (ticket == null || ticket.await(Duration.ofSeconds(5)) != Ticket.State.DURABLE) {
        return -1;
      }
      return ticket.offset();
    }

    private @Nullable Ticket offer(TenantId tenant, List<Envelope.RawRecord> records) {
      long now = TimeUnit.MILLISECONDS.toNanos(Clock.systemUTC().millis());
      Envelope envelope = new Envelope(tenant, "beats", "elastic", "json", now, "", records);
      return recorder.inbox().offer(envelope) instanceof Receipt.Taken taken
          ? taken.ticket()
          : null;
    }

    /// Waits until what had come before the start is in the recording.
    public void awaitCaughtUp() throws InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!recorder.isCaughtUp()) {
        if (System.nanoTime() - deadline >= 0) {
          throw new AssertionError("not caught up in time, faults " + recorder.faults());
        }
        pause();
      }
    }

    /// Does all that the store has to do for itself, again where the disk failed.
    public void tidy() {
      for (int failures = 0; failures < 4; ) {
        try {
          if (recording.store().upkeep().kind() == Upkeep.Kind.NOTHING) {
            return;
          }
        } catch (IOException _) {
          failures++;
        }
      }
    }

    /// Ends it, as far as the disk allows.
    public void end() {
      try {
        recorder.close();
      } catch (IOException _) {
        // What could not be sealed is in the journal.
      }
    }
  }

  private Lives(Wiring wiring, RuleSet rules, DataFolder data) {
    this.wiring = wiring;
    this.rules = rules;
    this.data = data;
  }

  /// The lives of one data folder.
  ///
  /// @param folder for what is a file in any case: the lock and the keys
  public static Lives in(Path folder) throws IOException {
    Settings settings = Settings.standard(folder, Language.EN, ZoneOffset.UTC);
    Content content = new Content(Tenants.root().resolve("content"));
    Wiring wiring = new Wiring(content, settings, Clock.systemUTC());
    return new Lives(wiring, wiring.rules(List.of()), new DataFolder(folder));
  }

  /// Those of another data folder, with the same settings.
  public Lives elsewhere(Path folder) {
    return new Lives(wiring, rules, new DataFolder(folder));
  }

  public DataFolder data() {
    return data;
  }

  /// Begins a life.
  ///
  /// @throws IOException when the disk fails; it may be tried again
  public Life begin(Disk disk) throws IOException {
    RecordingFolder recording = RecordingFolder.open(data, disk, wiring.questions());
    if (recording == null) {
      throw new AssertionError("held by somebody");
    }
    try {
      return new Life(recording, wiring.recorder(recording, rules));
    } catch (IOException e) {
      recording.close();
      throw e;
    }
  }

  /// The records of some events of a sender.
  public static List<Envelope.RawRecord> records(String sender, long first, long count) {
    List<Envelope.RawRecord> records = new ArrayList<>();
    for (long number = first; number < first + count; number++) {
      byte[] document = Harvest.document(sender, number).getBytes(StandardCharsets.UTF_8);
      records.add(new Envelope.RawRecord(document, "trial", sender + "-" + number, false));
    }
    return records;
  }

  /// Waits a little.
  public static void pause() throws InterruptedException {
    boolean _ = new CountDownLatch(1).await(2, TimeUnit.MILLISECONDS);
  }
}
