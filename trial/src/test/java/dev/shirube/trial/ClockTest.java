// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Language;
import dev.shirube.catalog.Messages;
import dev.shirube.event.TenantId;
import dev.shirube.installation.DataFolder;
import dev.shirube.installation.RecordingPlan;
import dev.shirube.installation.Settings;
import dev.shirube.installation.Station;
import dev.shirube.installation.Wiring;
import dev.shirube.store.EventStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The product whose clock is set while senders press: back, ahead, and to where clocks break. What
/// was acknowledged is there afterwards, once, for the right tenant, in order.
final class ClockTest {
  private static final List<Instant> TIMES =
      List.of(
          Instant.parse("1970-01-01T00:00:00Z"),
          Instant.parse("2038-01-19T03:14:07Z"),
          Instant.parse("9999-12-31T23:59:00Z"));

  @TempDir Path folder;

  /// This machine's clock, set to something else.
  private static final class SetClock extends Clock {
    private volatile Duration ahead = Duration.ZERO;

    void to(Instant now) {
      ahead = Duration.between(Instant.now(), now);
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final SetClock clock = new SetClock();

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void keepsWhatItAcknowledgedWhenItsClockIsSet() throws Exception {
    trial(new Fleet.Size(30, 0, 600), 20, 1);
  }

  @Test
  @Tag("prove")
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void keepsWhatItAcknowledgedToManySendersWhenItsClockIsSet() throws Exception {
    trial(new Fleet.Size(200, 0, 2_000), 400, 3);
  }

  private Wiring wiring(int bulk) throws IOException {
    Settings usual = Settings.standard(folder, Language.EN, ZoneOffset.UTC);
    Settings settings =
        new Settings(
            usual.language(),
            usual.data(),
            usual.inbox(),
            usual.zone(),
            usual.encoding(),
            usual.minimumLevel(),
            1,
            new RecordingPlan(
                "127.0.0.1",
                0,
                0,
                bulk,
                0,
                StationProcess.free(),
                400,
                RecordingPlan.STANDARD.certificateMinutes(),
                RecordingPlan.Secured.STANDARD),
            usual.networks(),
            usual.records(),
            usual.placeholders());
    return new Wiring(new Content(Tenants.root().resolve("content")), settings, clock);
  }

  private static Station started(Wiring wiring) throws Exception {
    Wiring.Rules rules = new Wiring.Rules(wiring.rules(List.of()), false, List.of());
    Messages messages = Messages.load(wiring.content()).messages();
    return new Station(wiring, messages, rules, String::length);
  }

  /// @param bulks how many are taken between two settings
  private void trial(Fleet.Size size, int bulks, int rounds) throws Exception {
    int port = StationProcess.free();
    Wiring wiring = wiring(port);
    DataFolder data = new DataFolder(wiring.settings().data());
    Tenants tenants = Tenants.make(data, "127.0.0.");
    Ledger ledger = new Ledger();
    Station station = started(wiring);
    Fleet.Where where = new Fleet.Where("127.0.0.1", port, 0, Duration.ofSeconds(10), "127.0.0.");
    try (Fleet fleet = Fleet.start(ledger, tenants, size, where)) {
      for (int round = 0; round < rounds; round++) {
        for (int setting = 0; setting < TIMES.size() + 3; setting++) {
          fleet.await(bulks, station::upkeep);
          clock.to(at(setting));
          assertThat(station.faults()).isEmpty();
        }
        // It starts with a wrong clock as well.
        clock.to(TIMES.get(round % TIMES.size()));
        station.close();
        station = started(wiring);
      }
      fleet.await(bulks, station::upkeep);
      fleet.finish(() -> {});
      settle(station, ledger.acknowledged());
      station.close();
      judge(ledger, data, fleet.progress(), rounds);
    } finally {
      station.close();
    }
  }

  private static Instant at(int setting) {
    return switch (setting) {
      case 0 -> Instant.now().minus(Duration.ofMinutes(10));
      case 1 -> Instant.now().plus(Duration.ofHours(1));
      case 2 -> Instant.now();
      default -> TIMES.get(setting - 3);
    };
  }

  /// Waits until all is in the recording.
  private static void settle(Station station, long wanted) throws Exception {
    long deadline = System.nanoTime() + Fleet.PATIENCE.toNanos();
    long found = 0;
    while (found < wanted) {
      assertThat(System.nanoTime())
          .as("%d of %d in time; %s", found, wanted, station.problems())
          .isLessThan(deadline);
      Lives.pause();
      found = 0;
      for (TenantId tenant : station.store().tenants()) {
        EventStore.Size size = station.store().size(tenant);
        found += size.events() + size.openEvents();
      }
    }
  }

  private static void judge(
      Ledger ledger, DataFolder data, BulkSender.Progress progress, int rounds) throws Exception {
    Ledger.Verdict verdict = ledger.judge(Harvest.of(data));
    Trial.say("clock set " + rounds * (TIMES.size() + 4) + " times", verdict, progress);
    assertThat(progress.strangeAnswers()).isEmpty();
    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.isClean()).isTrue();
    assertThat(verdict.acknowledged()).isEqualTo(verdict.sent());
    assertThat(verdict.stored()).isEqualTo(verdict.sent());
  }
}
