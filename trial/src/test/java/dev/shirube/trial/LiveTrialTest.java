// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.access.AccessRoom;
import dev.shirube.access.Chance;
import dev.shirube.access.Change;
import dev.shirube.access.PrincipalId;
import dev.shirube.access.Roles;
import dev.shirube.audit.Chain;
import dev.shirube.catalog.Content;
import dev.shirube.event.TenantId;
import dev.shirube.installation.DataFolder;
import dev.shirube.installation.RecordingFolder;
import dev.shirube.query.Predicate;
import dev.shirube.records.Place;
import dev.shirube.records.Records;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The product as people run it, under load, killed again and again: all that was acknowledged is
/// there afterwards, once, for the right tenant, in order.
@Tag("prove")
final class LiveTrialTest {
  private static final List<TenantId> TENANTS =
      List.of(new TenantId("ume"), new TenantId("take"), new TenantId("matsu"));
  private static final int DOCUMENTS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir Path folder;

  /// The tokens of the tenants' sources and people.
  private record Tokens(Map<TenantId, String> sending, Map<TenantId, String> reading) {}

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void keepsWhatItAcknowledged() throws IOException, InterruptedException {
    trial(40, 40, 3);
  }

  @Test
  @Tag("prove")
  @Timeout(value = 120, unit = TimeUnit.MINUTES)
  void keepsWhatItAcknowledgedToManySenders() throws IOException, InterruptedException {
    trial(200, 100, 12);
  }

  private void trial(int senders, int bulks, int kills) throws IOException, InterruptedException {
    Ledger ledger = new Ledger();
    BulkSender.Progress progress = new BulkSender.Progress();
    long all = (long) senders * bulks;
    try (StationProcess station = new StationProcess(folder);
        HttpClient client =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build()) {
      Tokens tokens = tokens(new DataFolder(station.data()));
      station.start();
      List<Thread> threads = new ArrayList<>();
      for (int number = 0; number < senders; number++) {
        TenantId tenant = TENANTS.get(number % TENANTS.size());
        BulkSender.Target target =
            new BulkSender.Target(
                "s" + number,
                tenant,
                station.door(),
                Objects.requireNonNull(tokens.sending.get(tenant)),
                bulks,
                DOCUMENTS);
        threads.add(Thread.ofVirtual().start(new BulkSender(client, target, ledger, progress)));
      }
      try {
        for (int kill = 1; kill <= kills; kill++) {
          until(station, progress, all * kill / (kills + 1));
          station.kill();
          station.start();
        }
        until(station, progress, all);
        station.kill();
        station.start();
        settled(station, client, tokens, all * DOCUMENTS);
        station.stop();
      } finally {
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
          thread.join();
        }
      }
      Ledger.Verdict verdict = ledger.judge(stored(new DataFolder(station.data())));
      System.out.printf(
          "killed %d times: %d sent, %d acknowledged, %d stored, %d bulks sent again, faults %s%n",
          kills + 1,
          verdict.sent(),
          verdict.acknowledged(),
          verdict.stored(),
          progress.again().get(),
          verdict.counts());
      assertThat(verdict.faults()).isEmpty();
      assertThat(verdict.isClean()).isTrue();
      assertThat(verdict.acknowledged()).isEqualTo(all * DOCUMENTS);
      assertThat(verdict.stored()).isEqualTo(all * DOCUMENTS);
      assertThat(progress.again().get()).as("it was killed under load").isPositive();
    }
  }

  private static void until(StationProcess station, BulkSender.Progress progress, long bulks)
      throws IOException, InterruptedException {
    long seen = -1;
    long deadline = 0;
    while (!progress.await(bulks)) {
      station.requireAlive();
      if (progress.acknowledged().get() > seen) {
        seen = progress.acknowledged().get();
        deadline = System.nanoTime() + PATIENCE.toNanos();
      }
      assertThat(System.nanoTime())
          .as("another bulk in time after %d of %d", seen, bulks)
          .isLessThan(deadline);
    }
  }

  /// Waits until all that was acknowledged to a tenant can be found. What it was asked to end
  /// before may be in the journal only.
  private static void settled(StationProcess station, HttpClient client, Tokens tokens, long events)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    long found = 0;
    while (found < events) {
      station.requireAlive();
      assertThat(System.nanoTime())
          .as("%d of %d events can be found in time", found, events)
          .isLessThan(deadline);
      boolean _ = never.await(200, TimeUnit.MILLISECONDS);
      found = 0;
      for (TenantId tenant : TENANTS) {
        found +=
            station.events(client, tenant, Objects.requireNonNull(tokens.reading().get(tenant)));
      }
    }
  }

  /// Makes the tenants, with a source each, before the product is started.
  private static Tokens tokens(DataFolder data) throws IOException {
    Files.createDirectories(data.root());
    Path root = Path.of(System.getProperty("shirube.root", "..")).toAbsolutePath();
    Clock clock = Clock.systemUTC();
    Tokens tokens = new Tokens(new HashMap<>(), new HashMap<>());
    try (Records records =
        Records.open(new Place.LocalFile(data.records()), AccessRoom.MIGRATIONS)) {
      AccessRoom access =
          AccessRoom.open(
              records,
              new Chain(records, clock),
              Roles.load(new Content(root.resolve("content"))).roles(),
              new Chance(clock, new SecureRandom()),
              data.administratorToken());
      for (TenantId tenant : TENANTS) {
        PrincipalId first = new PrincipalId(tenant, "first");
        Change.Changed person =
            access.change(
                AccessRoom.administrator(),
                new Change.CreateTenant(tenant, tenant.value(), first.name()));
        Change.Changed _ =
            access.change(
                first, new Change.GiveRole(tenant, first, "viewer", Instant.MAX, "trial"));
        Change.Changed source =
            access.change(first, new Change.CreateSource(tenant, "beats", "Beats", Instant.MAX));
        tokens.reading.put(tenant, person.token());
        tokens.sending.put(tenant, source.token());
      }
    }
    return tokens;
  }

  private static List<Ledger.Stored> stored(DataFolder data) throws IOException {
    try (RecordingFolder recording = RecordingFolder.open(data, _ -> new Predicate.Everything())) {
      RecordingFolder free = Objects.requireNonNull(recording, "somebody holds the recording");
      return Harvest.of(free.store());
    }
  }
}
