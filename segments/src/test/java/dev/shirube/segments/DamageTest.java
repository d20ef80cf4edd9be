// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.TenantId;
import dev.shirube.match.Glob;
import dev.shirube.query.Column;
import dev.shirube.query.Predicate;
import dev.shirube.query.TimeRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class DamageTest {
  private static final Path FILE = Path.of("a.segment");
  private static final List<Predicate> QUESTIONS =
      List.of(
          new Predicate.Anywhere(Glob.parse("*cmd.exe*")),
          new Predicate.Like(new Column.Vendor("Id"), Glob.parse("*0"), false),
          new Predicate.Not(new Predicate.Exists(new Column.Vendor("User"))),
          new Predicate.Like(Column.Head.CLASS, Glob.literal("file_activity"), false));

  private final MemoryDisk disk = new MemoryDisk();

  private byte[] written(EventBatch batch) throws IOException {
    disk.delete(FILE);
    try (SegmentWriter writer = SegmentWriter.create(disk, FILE, EventGenerator.TENANT)) {
      Event event = new Event();
      for (int index = 0; index < batch.count(); index++) {
        writer.add(event.on(batch, index));
      }
      writer.finish();
    }
    return disk.content(FILE);
  }

  /// Everything that can be asked of a file, piece by piece.
  private List<Object> answers(EventBatch batch) throws IOException {
    List<Object> answers = new ArrayList<>();
    SegmentFile file;
    try {
      file = SegmentFile.open(disk, FILE, EventGenerator.TENANT);
    } catch (UnreadableSegment e) {
      assertThat(e.problem().file()).isEqualTo(FILE.toString());
      return answers;
    }
    answers.add(told(() -> Events.lines(file)));
    for (Predicate question : QUESTIONS) {
      answers.add(told(() -> file.select(TimeRange.ALL, question, () -> false)));
    }
    Event event = new Event().on(batch, batch.count() / 2);
    answers.add(told(() -> file.rowOf(event.id())));
    answers.add(told(() -> file.id(3)));
    answers.add(
        told(() -> {
          List<String> values = new ArrayList<>();
          file.values(
              new Column.Vendor("Image"),
              file.select(TimeRange.ALL, new Predicate.Everything(), () -> false),
              (row, bytes, offset, length) ->
                  values.add(new String(bytes, offset, length, StandardCharsets.UTF_8)));
          return values;
        }));
    answers.add(
        told(() -> {
          file.verify();
          return "whole";
        }));
    file.close();
    return answers;
  }

  private interface Answer {
    Object get() throws IOException;
  }

  private static final String DAMAGED = "damaged";

  private static Object told(Answer answer) throws IOException {
    try {
      return answer.get();
    } catch (UnreadableSegment e) {
      assertThat(e.problem().file()).isEqualTo(FILE.toString());
      return DAMAGED;
    }
  }

  @Test
  void everyFlippedByteIsFoundOrHarmless() throws IOException {
    EventBatch batch = Events.generated(21, 40);
    byte[] whole = written(batch);
    List<Object> right = answers(batch);
    assertThat(right).doesNotContain(DAMAGED);
    int refused = 0;
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << at % 8);
      disk.put(FILE, flipped);
      List<Object> answers = answers(batch);
      refused += answers.isEmpty() || answers.contains(DAMAGED) ? 1 : 0;
      for (int index = 0; index < answers.size(); index++) {
        if (!answers.get(index).equals(DAMAGED)) {
          assertThat(answers.get(index)).as("byte %d", at).isEqualTo(right.get(index));
        }
      }
    }
    assertThat(refused).as("flips that are noticed").isEqualTo(whole.length);
  }

  @Test
  void cutFilesAreRefused() throws IOException {
    byte[] whole = written(Events.generated(22, 20));
    for (int length = 0; length < whole.length; length += 1 + length / 50) {
      disk.put(FILE, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SegmentFile.open(disk, FILE, EventGenerator.TENANT))
          .isInstanceOf(UnreadableSegment.class);
    }
  }

  @Test
  void writtenByNobody() throws IOException {
    EventGenerator random = new EventGenerator(23);
    byte[] whole = written(Events.generated(23, 60));
    EventBatch batch = Events.generated(23, 60);
    int read = 0;
    for (int round = 0; round < 3000; round++) {
      byte[] changed = whole.clone();
      int from = 50 + random.below(whole.length - 50 - BlockSink.FOOT);
      for (int count = 1 + random.below(4); count > 0; count--) {
        changed[Math.min(from + random.below(30), whole.length - 70)] = (byte) random.below(256);
      }
      signAnew(changed);
      disk.put(FILE, changed);
      List<Object> answers = answers(batch);
      read += answers.isEmpty() ? 0 : 1;
    }
    assertThat(read).as("files that could be opened").isPositive();
  }

  /// Puts right the checks of the directory and the foot, as somebody who means harm would.
  private static void signAnew(byte[] file) {
    int foot = file.length - BlockSink.FOOT;
    long offset = 0;
    int length = 0;
    for (int index = 3; index >= 0; index--) {
      offset = offset << 8 | (file[foot + index] & 0xff);
      length = length << 8 | (file[foot + 8 + index] & 0xff);
    }
    put(file, foot + 12, BlockSink.check(file, (int) offset, length));
    put(file, foot + 48, BlockSink.check(file, foot, 48));
  }

  private static void put(byte[] file, int at, int value) {
    for (int index = 0; index < 4; index++) {
      file[at + index] = (byte) (value >>> (8 * index));
    }
  }

  private void refused(byte[] file, TenantId tenant, String id) {
    disk.put(FILE, file);
    ThrowingCallable open = () -> SegmentFile.open(disk, FILE, tenant);
    assertThatThrownBy(open)
        .isInstanceOfSatisfying(
            UnreadableSegment.class,
            e -> {
              assertThat(e.problem().what().id()).isEqualTo(id);
              assertThat(e.problem().advice().id()).isEqualTo(id + ".advice");
            });
  }

  @Test
  void refusalsSayWhy() throws IOException {
    byte[] whole = written(Events.generated(24, 5));
    TenantId tenant = EventGenerator.TENANT;
    refused(whole, new TenantId("other"), "segments.tenant");
    refused(new byte[500], tenant, "segments.foreign");
    refused(new byte[0], tenant, "segments.foreign");
    byte[] newer = whole.clone();
    newer[8] = 2;
    refused(newer, tenant, "segments.newer");
    byte[] encrypted = whole.clone();
    encrypted[16] = 5;
    put(encrypted, 29, BlockSink.check(encrypted, 0, 29));
    refused(encrypted, tenant, "segments.encrypted");
    byte[] damaged = whole.clone();
    damaged[whole.length - 30] ^= 1;
    refused(damaged, tenant, "segments.damaged");
  }
}
