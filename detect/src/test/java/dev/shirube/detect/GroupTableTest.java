// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GroupTableTest {
  /// Names that crowd around few places of the index, so that moving up after a removal matters.
  @Test
  void findsWhatAMapFinds() {
    Random random = new Random(11);
    Map<Long, Integer> model = new HashMap<>();
    try (GroupTable table = new GroupTable()) {
      for (int step = 0; step < 200_000; step++) {
        long first = random.nextInt(40) << 5 | random.nextInt(50) | (long) random.nextInt(3) << 56;
        Integer known = model.get(first);
        assertThat(table.find(first, ~first)).isEqualTo(known == null ? 0 : known);
        assertThat(table.find(first, first)).isZero();
        if (known == null) {
          model.put(first, table.create(first, ~first));
        } else if (random.nextInt(3) > 0) {
          table.remove(known);
          model.remove(first);
        }
        assertThat(table.groups()).isEqualTo(model.size());
      }
    }
  }

  @Test
  void aRingKeepsItsOrder() {
    Random random = new Random(12);
    try (GroupTable table = new GroupTable()) {
      int slot = table.create(1, 2);
      int other = table.create(3, 4);
      List<Long> model = new ArrayList<>();
      MemberCells.Member member = new MemberCells.Member();
      for (int step = 1; step < 3_000; step++) {
        member.time = step;
        table.append(random.nextInt(3) == 0 ? other : slot, member);
        model.clear();
        table.members(slot, each -> model.add(each.time));
        assertThat(model).isSorted().hasSize(table.values(slot));
        if (model.size() > 20 + random.nextInt(20)) {
          table.dropHead(slot);
        }
      }
      assertThat(table.values(other)).isGreaterThan(500);
    }
  }
}
