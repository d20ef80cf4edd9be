// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.EventId;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.journal.Disk;
import dev.shirube.match.Glob;
import dev.shirube.query.Column;
import dev.shirube.query.Predicate;
import dev.shirube.query.TimeRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What tests of the store have in common: events made by seed, settings, reading all back.
final class Stores {
  static final TenantId ACME = new TenantId("acme");
  static final TenantId OTHER = new TenantId("other");
  static final Path FOLDER = Path.of("/store");
  static final long DAY = 86_400_000_000_000L;
  static final long NOON = 20_000 * DAY + DAY / 2;
  static final long SECOND = 1_000_000_000L;
  static final Field COMMAND = FieldCatalogue.require("process.cmd_line");
  static final Predicate EVERYTHING = new Predicate.Everything();

  private Stores() {}

  /// A key that tests know; made of a word.
  static Signed.Signer signer(String word) {
    return new Signed.Signer() {
      @Override
      public String key() {
        return word;
      }

      @Override
      public byte[] sign(byte[] content) {
        return Codec.hash(word.getBytes(StandardCharsets.UTF_8), content);
      }

      @Override
      public boolean isGenuine(String key, byte[] content, byte[] signature) {
        return key.equals(word) && MessageDigest.isEqual(sign(content), signature);
      }
    };
  }

  /// Settings with small figures, so that few events make many parts.
  static StoreSettings settings() {
    return settings(new StoreSettings.Limits(20_000, 64 << 20, 4, 1 << 20));
  }

  static StoreSettings settings(StoreSettings.Limits limits) {
    return new StoreSettings(
        new StoreSettings.Tuning(1000, 1 << 20, 60 * SECOND, 2000, 4),
        limits,
        signer("test"),
        Stores::question);
  }

  /// Questions of holds in tests: a text with wildcards on the command line.
  private static Predicate question(String text) {
    if (text.startsWith("?")) {
      throw new IllegalArgumentException("no question: " + text);
    }
    return command(text);
  }

  static Predicate command(String glob) {
    return new Predicate.Like(new Column.Catalogue(COMMAND), Glob.parse(glob), false);
  }

  static EventStore open(Disk disk) throws IOException {
    return EventStore.open(disk, FOLDER, settings());
  }

  static Question question(Predicate wanted, Question.Order order, long limit) {
    return new Question(TimeRange.ALL, wanted, order, limit);
  }

  /// Events numbered from a first one: event n happened n seconds after noon, but for some that
  /// come late, and was received when that was.
  static EventBatch events(TenantId tenant, int first, int count) {
    EventBatch batch = new EventBatch(tenant, new FieldNames());
    for (int number = first; number < first + count; number++) {
      add(batch, number, NOON + number * SECOND);
    }
    return batch;
  }

  static void add(EventBatch batch, int number, long received) {
    SplittableRandom random = new SplittableRandom(number);
    int index = batch.beginEvent();
    long late = random.nextInt(10) == 0 ? random.nextInt(60) * SECOND : 0;
    batch.setTime(index, NOON + number * SECOND - late, TimeSource.LOG, 0);
    batch.setReceived(index, received);
    batch.setClass(index, EventClass.PROCESS_ACTIVITY, 1);
    batch.setId(index, id(number));
    batch.setSource(index, batch.names().intern("test"));
    int entry = batch.addText(batch.names().intern("CommandLine"), command(number));
    batch.setField(entry, COMMAND.id());
    batch.addText(batch.names().intern("Number"), Integer.toString(number));
  }

  static String command(int number) {
    return "tool-" + number % 7 + ".exe --run " + number;
  }

  static EventId id(int number) {
    SplittableRandom random = new SplittableRandom(number);
    return new EventId(random.nextLong(), random.nextLong());
  }

  /// The numbers of all events that a question finds, in its order.
  static List<Integer> numbers(EventStore store, TenantId tenant, Question question)
      throws IOException {
    List<Integer> numbers = new ArrayList<>();
    try (Rows rows = store.find(tenant, question)) {
      numbers(rows, numbers);
    }
    return numbers;
  }

  static void numbers(Rows rows, List<Integer> numbers) {
    Event event = new Event();
    for (EventBatch batch = rows.next(); batch != null; batch = rows.next()) {
      for (int index = 0; index < batch.count(); index++) {
        numbers.add(number(event.on(batch, index)));
      }
    }
  }

  static int number(Event event) {
    return Integer.parseInt(event.text(event.findName("Number")));
  }

  /// The numbers of everything there is, in the order of time and id.
  static List<Integer> all(EventStore store, TenantId tenant) throws IOException {
    return numbers(store, tenant, Question.EVERYTHING);
  }

  /// The numbers from one to another in the order in which they have to be found.
  static List<Integer> inOrder(int from, int until) {
    EventBatch batch = events(ACME, from, until - from);
    List<Integer> numbers = new ArrayList<>();
    for (int number = from; number < until; number++) {
      numbers.add(number);
    }
    Event one = new Event();
    Event other = new Event();
    numbers.sort((a, b) -> {
      one.on(batch, a - from);
      other.on(batch, b - from);
      int byTime = Long.compare(one.time(), other.time());
      return byTime != 0 ? byTime : one.id().compareTo(other.id());
    });
    return numbers;
  }
}
