// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Problem;
import dev.shirube.event.TenantId;
import dev.shirube.installation.KeptCheckpoints;
import dev.shirube.installation.RecordingFolder;
import dev.shirube.journal.SimulatedDisk;
import dev.shirube.query.Predicate;
import dev.shirube.store.EventStore;
import dev.shirube.store.Question;
import dev.shirube.store.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A medium that changes a bit of a file while nothing runs: the product starts, goes on taking in,
/// answers everything else, and what it had acknowledged and cannot give any more is named,
/// exactly.
final class RotTest {
  private static final int DOCUMENTS = 10;
  private static final int BULKS = 4;
  private static final int SHORT_ROUNDS = 14;
  private static final int ROUNDS = 320;

  @TempDir Path folder;

  /// Which file a bit is changed in.
  private enum Kind {
    JOURNAL,
    PART,
    CHAIN,
    MANIFEST,
    SEALED,
    STATE,
    CHECKPOINTS
  }

  /// What was sent in one go, and where it stands in the journal.
  private record Sent(Ledger.Sender page, long first, long offset) {
    long last() {
      return first + DOCUMENTS - 1;
    }
  }

  /// What was flipped, and what came of it.
  ///
  /// @param lost how many acknowledged events cannot be given any more
  private record Outcome(Kind kind, String file, long lost, boolean named) {}

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void namesWhatABitHasCost() throws Exception {
    rounds(SHORT_ROUNDS);
  }

  @Test
  @Tag("prove")
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void namesWhatEachOfManyBitsHasCost() throws Exception {
    rounds(ROUNDS);
  }

  private void rounds(int rounds) throws Exception {
    Lives lives = Lives.in(folder);
    Map<Kind, Integer> seen = new TreeMap<>();
    Map<Kind, Long> lost = new TreeMap<>();
    Map<Kind, Integer> named = new TreeMap<>();
    for (int round = 0; round < rounds; round++) {
      Kind kind = Kind.values()[round % Kind.values().length];
      Outcome outcome = new Round(lives, round, kind).run();
      seen.merge(kind, 1, Integer::sum);
      lost.merge(kind, outcome.lost, Long::sum);
      named.merge(kind, outcome.named ? 1 : 0, Integer::sum);
    }
    System.out.printf(
        "proven: a bit flipped in %s files: named in %s, acknowledged events named as lost %s,"
            + " otherwise 0 missing, 0 doubled%n",
        seen, named, lost);
    assertThat(seen.keySet()).containsExactly(Kind.values());
    lost.forEach((kind, events) -> {
      if (kind == Kind.PART || kind == Kind.JOURNAL) {
        assertThat(events).as("it was seen that something of %s is lost", kind).isPositive();
      } else {
        assertThat(events).as("%s", kind).isZero();
      }
    });
  }

  /// One bit.
  private final class Round {
    private final SplittableRandom random;
    private final Kind kind;
    private final SimulatedDisk disk;
    private final Lives lives;
    private final Ledger ledger = new Ledger();
    private final List<Sent> sent = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private String file = "";

    Round(Lives shared, int seed, Kind kind) throws IOException {
      this.kind = kind;
      random = new SplittableRandom(seed);
      disk = new SimulatedDisk(seed);
      lives = shared.elsewhere(Files.createTempDirectory(folder, "round"));
    }

    Outcome run() throws Exception {
      for (int life = 1; life <= 3; life++) {
        Plug plug = new Plug(disk);
        Lives.Life alive = lives.begin(plug);
        alive.awaitCaughtUp();
        send(alive);
        if (life == 2) {
          keepCheckpoints(alive.recorder().store());
        } else if (life == 3) {
          // What is sealed and what only the journal has: both are there.
          plug.pull();
        }
        alive.end();
      }
      flip();
      Lives.Life alive = lives.begin(new Plug(disk));
      alive.awaitCaughtUp();
      alive.recording().store().problems().forEach(this::say);
      alive.recorder().problems().forEach(this::say);
      verify(alive.recorder().store());
      send(alive);
      alive.end();
      alive = lives.begin(new Plug(disk));
      alive.awaitCaughtUp();
      alive.tidy();
      Outcome outcome = judge(alive);
      alive.end();
      return outcome;
    }

    private void send(Lives.Life alive) throws InterruptedException {
      for (int bulk = 0; bulk < BULKS; bulk++) {
        for (TenantId tenant : Lives.TENANTS) {
          Ledger.Sender page = ledger.sender(tenant.value(), tenant);
          long first = page.sends(DOCUMENTS);
          long offset = alive.take(tenant, Lives.records(page.name(), first, DOCUMENTS));
          assertThat(offset).as("taken").isNotNegative();
          Sent each = new Sent(page, first, offset);
          page.acknowledged(first, each.last());
          sent.add(each);
        }
      }
    }

    private void keepCheckpoints(EventStore store) throws IOException {
      KeptCheckpoints kept = new KeptCheckpoints(lives.data().checkpoints());
      for (TenantId tenant : store.tenants()) {
        kept.add(store.checkpoint(tenant, 0));
      }
    }

    private void flip() throws IOException {
      if (kind == Kind.CHECKPOINTS) {
        Path kept =
            lives.data().checkpoints().resolve(Lives.TENANTS.getFirst().value() + ".checkpoints");
        byte[] bytes = Files.readAllBytes(kept);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(7));
        Path _ = Files.write(kept, bytes);
        file = kept.toString();
        return;
      }
      List<Path> files = files();
      assertThat(files).as("files of %s", kind).isNotEmpty();
      Path chosen = files.get(random.nextInt(files.size()));
      disk.flip(chosen, random.nextInt((int) disk.size(chosen)), 1 << random.nextInt(8));
      file = chosen.toString();
    }

    private List<Path> files() throws IOException {
      Path store = lives.data().store();
      return switch (kind) {
        case JOURNAL -> in(lives.data().journal(), "");
        case SEALED -> in(store, "sealed");
        // One that was deleted may be back after a power cut; the one of the sealed offset counts.
        case STATE -> {
          try (RecordingFolder recording =
              Objects.requireNonNull(
                  RecordingFolder.open(
                      lives.data(), new Plug(disk), _ -> new Predicate.Everything()))) {
            long sealed = recording.store().sealedOffset();
            yield in(lives.data().state(), "correlations-" + sealed + ".");
          }
        }
        default -> {
          List<Path> found = new ArrayList<>();
          String begin = kind == Kind.PART ? "part-" : kind == Kind.CHAIN ? "chain" : "manifest";
          for (TenantId tenant : Lives.TENANTS) {
            found.addAll(in(store.resolve("tenant-" + tenant.value()), begin));
          }
          yield found;
        }
      };
    }

    private List<Path> in(Path folder, String begin) throws IOException {
      return disk.list(folder).stream()
          .filter(name -> name.startsWith(begin))
          .map(folder::resolve)
          .toList();
    }

    private Outcome judge(Lives.Life alive) throws IOException {
      EventStore store = alive.recorder().store();
      Harvest.Whole whole = Harvest.whole(store);
      long before = ledger.judge(whole.events()).counts().getOrDefault(Ledger.Kind.MISSING, 0L);
      verify(store);
      declareOfJournal();
      declareOfParts(whole);
      Ledger.Verdict verdict = ledger.judge(whole.events());
      assertThat(verdict.faults()).as("%s %s: %s", kind, file, said).isEmpty();
      assertThat(verdict.isClean()).isTrue();
      String name = Path.of(file).getFileName().toString();
      boolean named = said.stream().anyMatch(each -> each.contains(name));
      if (kind != Kind.CHECKPOINTS && (kind != Kind.JOURNAL || before > 0)) {
        assertThat(named).as("%s %s is named: %s", kind, name, said).isTrue();
      }
      return new Outcome(kind, file, before, named);
    }

    private void say(Problem problem) {
      said.add(problem.file() + " " + problem.what());
    }

    private void verify(EventStore store) throws IOException {
      KeptCheckpoints kept = new KeptCheckpoints(lives.data().checkpoints());
      for (TenantId tenant : store.tenants()) {
        Verification verification = store.verify(tenant, kept.of(tenant));
        verification.faults().forEach(this::say);
      }
    }

    /// What lay where the journal's bytes were moved aside is told as lost, and nothing else.
    private void declareOfJournal() throws IOException {
      Path aside = lives.data().journal().resolve("damaged");
      for (String name : disk.list(aside)) {
        int dash = name.indexOf('-');
        long from = HexFormat.fromHexDigitsToLong(name, dash + 1, dash + 17);
        long to = from + disk.size(aside.resolve(name));
        for (Sent each : sent) {
          if (each.offset >= from && each.offset < to) {
            each.page.declaredDropped(each.first, each.last());
          }
        }
      }
    }

    /// A part that is told as missing has the events of one tenant from one life, or some of them
    /// merged: as many as are told, and of no other tenant.
    private void declareOfParts(Harvest.Whole whole) {
      Map<String, List<Long>> there = new HashMap<>();
      whole
          .events()
          .forEach(event ->
              there.computeIfAbsent(event.sender(), _ -> new ArrayList<>()).add(event.number()));
      whole
          .missing()
          .forEach((tenant, missing) -> {
            long told = missing.stream().mapToLong(Question.Missing::events).sum();
            if (told > 0) {
              Ledger.Sender page = ledger.sender(tenant.value(), tenant);
              List<Long> found = there.getOrDefault(tenant.value(), List.of());
              long absent = 0;
              for (Sent each : sent) {
                for (long number = each.first; number <= each.last(); number++) {
                  if (each.page.name().equals(page.name()) && !found.contains(number)) {
                    page.declaredDropped(number, number);
                    absent++;
                  }
                }
              }
              assertThat(absent).as("told of %s: %s", tenant, missing).isEqualTo(told);
            }
          });
    }
  }
}
