// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FieldNamesTest {
  private final FieldNames names = new FieldNames();

  @Test
  void givesEveryNameOneNumber() {
    for (int round = 0; round < 2; round++) {
      for (int number = 0; number < 5000; number++) {
        assertThat(names.intern("name." + number)).isEqualTo(number + 1);
      }
    }
    assertThat(names.size()).isEqualTo(5001);
    assertThat(names.text(4321)).isEqualTo("name.4320");
    assertThat(names.find("name.4320")).isEqualTo(4321);
    assertThat(names.find("other")).isNegative();
    assertThat(names.text(FieldNames.NONE)).isEmpty();
  }

  @Test
  void takesPartsOfABuffer() {
    byte[] bytes = "xx日付yy".getBytes(StandardCharsets.UTF_8);
    int number = names.intern(bytes, 2, bytes.length - 4);
    assertThat(names.text(number)).isEqualTo("日付");
    assertThat(names.intern("日付")).isEqualTo(number);
  }

  @Test
  void canBeReadWhileNamesAreAdded() throws InterruptedException {
    int most = 100_000;
    AtomicInteger handed = new AtomicInteger(-1);
    List<Throwable> faults = new CopyOnWriteArrayList<>();
    List<Thread> readers = new ArrayList<>();
    AtomicInteger read = new AtomicInteger();
    for (int reader = 0; reader < 3; reader++) {
      Thread thread = new Thread(() -> readUpTo(handed, most, read));
      thread.setUncaughtExceptionHandler((_, fault) -> faults.add(fault));
      readers.add(thread);
      thread.start();
    }
    for (int number = 0; number < most; number++) {
      assertThat(names.intern("name." + number)).isEqualTo(number + 1);
      handed.set(number);
    }
    for (Thread thread : readers) {
      thread.join();
    }
    assertThat(faults).isEmpty();
    assertThat(read.get()).isGreaterThanOrEqualTo(3);
  }

  private void readUpTo(AtomicInteger handed, int most, AtomicInteger read) {
    Random random = new Random(7);
    int last = -1;
    while (last < most - 1) {
      last = handed.get();
      if (last >= 0) {
        int number = random.nextInt(last + 1);
        assertThat(names.text(number + 1)).isEqualTo("name." + number);
        assertThat(names.find("name." + last)).isEqualTo(last + 1);
        // May be there or not: never anything else.
        int ahead = names.find("name." + (last + 5));
        assertThat(ahead).isIn(-1, last + 6);
        read.incrementAndGet();
      }
    }
  }

  @Test
  void saysWhenItIsFull() {
    assertThat(names.isFull()).isFalse();
    for (int number = 0; number < 1 << 18; number++) {
      names.intern(Integer.toString(number));
    }
    assertThat(names.isFull()).isTrue();
  }
}
