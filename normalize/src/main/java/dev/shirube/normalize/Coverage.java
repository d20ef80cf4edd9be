// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import java.util.List;

/// Whether conditions are so wide that nothing is left for others after them.
final class Coverage {
  private Coverage() {}

  /// Whether whatever meets the second conditions surely meets the first.
  static boolean covers(List<Condition> wide, List<Condition> narrow) {
    return wide.stream().allMatch(one -> narrow.stream().anyMatch(two -> covers(one, two)));
  }

  private static boolean covers(Condition wide, Condition narrow) {
    if (wide.reference() != narrow.reference() || wide.negative() || narrow.negative()) {
      return false;
    }
    return narrow.tests().stream()
        .allMatch(test -> wide.tests().stream().anyMatch(other -> covers(other, test)));
  }

  private static boolean covers(Condition.Test wide, Condition.Test narrow) {
    return switch (wide) {
      case Condition.Test.Word word ->
          narrow instanceof Condition.Test.Word other && other.number() == word.number();
      case Condition.Test.Present _ ->
          narrow instanceof Condition.Test.Word || narrow instanceof Condition.Test.Present;
      case Condition.Test.Absent _ -> narrow instanceof Condition.Test.Absent;
      case Condition.Test.Same _,
          Condition.Test.Prefix _,
          Condition.Test.Suffix _,
          Condition.Test.Inside _ ->
          false;
    };
  }
}
