// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What a choice remembers of names, words and values never changes what it chooses.
class ChoiceTest {
  private static final long SEED = 20_260_315;
  private static final int EVENTS = 20_000;
  private static final int OWNERS = 30;
  private static final String[] NAMES = {"a", "b", "c", "d", "e"};
  private static final String[] VALUES = {
    "", "1", "2", "Word", "WORD", "Word/Operational", "x".repeat(90) + "Word", "日本"
  };

  private final Random random = new Random(SEED);
  private final Vocabulary vocabulary = new Vocabulary();
  private final Condition.Choice choice = new Condition.Choice();

  private String any(String[] of) {
    return of[random.nextInt(of.length)];
  }

  private Condition condition() {
    int name = vocabulary.number(any(NAMES));
    List<Condition.Test> tests = new ArrayList<>();
    for (int count = random.nextInt(2); count >= 0; count--) {
      String text = any(VALUES);
      byte[] folded = Vocabulary.Words.fold(text.getBytes(StandardCharsets.UTF_8));
      tests.add(
          switch (random.nextInt(7)) {
            case 0, 1 -> new Condition.Test.Word(vocabulary.word(name, text), text);
            case 2 -> new Condition.Test.Prefix(folded);
            case 3 -> new Condition.Test.Suffix(folded);
            case 4 -> new Condition.Test.Inside(folded);
            case 5 -> new Condition.Test.Present();
            default -> new Condition.Test.Absent();
          });
    }
    return new Condition(name, random.nextInt(5) == 0, tests);
  }

  @Test
  void choosesAsIfItRememberedNothing() {
    for (int owner = 0; owner < OWNERS; owner++) {
      for (int list = random.nextInt(3); list >= 0; list--) {
        choice.add(owner, List.of(condition(), condition(), condition()));
      }
    }
    Work work = new Work(vocabulary);
    EventBatch batch = new EventBatch(new TenantId("test"), new FieldNames());
    BitSet chosen = new BitSet();
    for (int number = 0; number < EVENTS; number++) {
      batch.clear();
      batch.beginEvent();
      for (int values = random.nextInt(6); values > 0; values--) {
        batch.addText(batch.names().intern(any(NAMES)), any(VALUES));
      }
      work.begin(batch);
      BitSet except = new BitSet();
      except.set(random.nextInt(OWNERS), number % 3 == 0);
      int first = -1;
      for (int owner = OWNERS - 1; owner >= 0; owner--) {
        first = choice.holds(work, owner) && !except.get(owner) ? owner : first;
      }
      assertThat(choice.first(work, except)).as("seed %s, event %s", SEED, number).isEqualTo(first);
      chosen.set(first + 1);
    }
    assertThat(chosen.cardinality()).isGreaterThan(5);
  }

  @Test
  void findsTextsWherePlainSearchFindsThem() {
    EventBatch batch = new EventBatch(new TenantId("test"), new FieldNames());
    Work work = new Work(vocabulary);
    int found = 0;
    for (int number = 0; number < EVENTS; number++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(60); length > 0; length--) {
        text.append("abAB@`{[\r\n".charAt(random.nextInt(10)));
      }
      String wanted = any(new String[] {"a", "ab", "ba@", "a`b", "abab", "@[", "{b", "a\nb"});
      batch.clear();
      batch.beginEvent();
      batch.addText(batch.names().intern("a"), text.toString());
      work.begin(batch);
      TextView view = work.view(0);
      byte[] bytes = wanted.getBytes(StandardCharsets.UTF_8);
      String where = "seed " + SEED + ": " + wanted + " in " + text;
      assertThat(view.find(bytes)).as(where).isEqualTo(text.indexOf(wanted));
      boolean inside = text.toString().toLowerCase(Locale.ROOT).contains(wanted);
      assertThat(view.contains(bytes)).as(where).isEqualTo(inside);
      int end = 0;
      while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
        end++;
      }
      assertThat(view.lineEnd(0)).as(where).isEqualTo(end);
      found += inside ? 1 : 0;
    }
    assertThat(found).isBetween(1_000, EVENTS - 1_000);
  }
}
