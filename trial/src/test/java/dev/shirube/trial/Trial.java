// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One trial: the product in a process of its own, senders, and what they were promised.
final class Trial implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.";

  private final StationProcess station;
  private final Tenants tenants;
  private final String network;
  private final Ledger ledger = new Ledger();
  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable Fleet fleet;

  private Trial(StationProcess station, Tenants tenants, String network) {
    this.station = station;
    this.tenants = tenants;
    this.network = network;
  }

  /// Makes ready, on this machine's own address.
  ///
  /// @param above where the data folder is made
  static Trial begin(Ground ground, Path above) throws Exception {
    StationProcess.Place place =
        new StationProcess.Place(ground.folder("station"), above, "127.0.0.1", List.of());
    return begin(place, LOOPBACK);
  }

  /// Makes ready, behind a line.
  static Trial begin(Ground ground, Path above, Line line) throws Exception {
    StationProcess.Place place =
        new StationProcess.Place(ground.folder("station"), above, Line.THERE, line.there());
    return begin(place, Line.HERE);
  }

  private static Trial begin(StationProcess.Place place, String network) throws Exception {
    StationProcess station = new StationProcess(place);
    return new Trial(station, Tenants.make(station.data(), network), network);
  }

  StationProcess station() {
    return station;
  }

  HttpClient client() {
    return client;
  }

  Ledger ledger() {
    return ledger;
  }

  /// Begins to send.
  ///
  /// @param patience how long senders wait for an answer
  Fleet send(Fleet.Size size, Duration patience) {
    Fleet.Where where =
        new Fleet.Where(station.listen(), station.bulk(), station.relp(), patience, network);
    Fleet started = Fleet.start(ledger, tenants, size, where);
    fleet = started;
    return started;
  }

  /// Waits until the product says of its health what is expected.
  void awaitHealth(int status) throws Exception {
    long deadline = System.nanoTime() + Fleet.PATIENCE.toNanos();
    int said = station.health(client);
    while (said != status) {
      station.requireAlive();
      assertThat(System.nanoTime()).as("health %d, not %d", said, status).isLessThan(deadline);
      pause();
      said = station.health(client);
    }
  }

  private static void pause() throws InterruptedException {
    boolean _ = new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
  }

  /// Lets the senders finish, waits until all they sent can be found, ends the product, and holds
  /// what it has against what they were promised.
  ///
  /// @param what was done to it
  Ledger.Verdict judge(String what) throws Exception {
    Fleet sent = Objects.requireNonNull(fleet, "nobody has sent");
    try {
      sent.finish(station::requireAlive);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; " + station.health(client) + station.said(), e);
    }
    sent.close();
    station.stop();
    station.startHere();
    settle();
    station.stop();
    Ledger.Verdict verdict = ledger.judge(Harvest.of(station.data()));
    say(what, verdict, sent.progress());
    assertThat(sent.progress().strangeAnswers()).isEmpty();
    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.isClean()).isTrue();
    assertThat(verdict.acknowledged()).as("all was acknowledged").isEqualTo(verdict.sent());
    assertThat(verdict.stored()).isEqualTo(verdict.sent() + verdict.repeated());
    return verdict;
  }

  /// Prints what came of a trial.
  static void say(String what, Ledger.Verdict verdict, BulkSender.Progress progress) {
    System.out.printf(
        "proven: %s: %d events acknowledged, %d stored, %d missing, %d doubled, %d of the wrong"
            + " tenant, %d out of order, %d invented; %d times sent again, %d events repeated by"
            + " RELP%n",
        what,
        verdict.acknowledged(),
        verdict.stored(),
        verdict.counts().getOrDefault(Ledger.Kind.MISSING, 0L),
        verdict.counts().getOrDefault(Ledger.Kind.DOUBLED, 0L),
        verdict.counts().getOrDefault(Ledger.Kind.WRONG_TENANT, 0L),
        verdict.counts().getOrDefault(Ledger.Kind.DISORDERED, 0L),
        verdict.counts().getOrDefault(Ledger.Kind.INVENTED, 0L),
        progress.again().get(),
        verdict.repeated());
  }

  /// Waits until nothing more becomes to be found: what it was asked to end before may be in the
  /// journal only.
  private void settle() throws Exception {
    long deadline = System.nanoTime() + Fleet.PATIENCE.toNanos();
    long wanted = ledger.acknowledged();
    long found = 0;
    while (found < wanted) {
      station.requireAlive();
      assertThat(System.nanoTime())
          .as("%d of %d can be found in time; %s", found, wanted, station.said())
          .isLessThan(deadline);
      pause();
      found = 0;
      for (Tenants.Tenant tenant : tenants.all()) {
        found += station.events(client, tenant.id(), tenant.reading());
      }
    }
  }

  @Override
  public void close() {
    Fleet sent = fleet;
    station.close();
    if (sent != null) {
      sent.close();
    }
    client.shutdownNow();
  }
}
