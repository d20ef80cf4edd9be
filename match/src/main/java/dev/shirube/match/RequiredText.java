// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

/// Collects the longest text that every match of an expression must contain, once folded, while the
/// expression is read from left to right.
final class RequiredText {
  private final StringBuilder run = new StringBuilder();
  private String best = "";
  private boolean lastIsLiteral;
  private boolean forgotten;

  /// One plain character outside groups; -1 for one inside, which says nothing.
  void literal(int point) {
    // Other scripts are left out, so that no difference between folding tables can matter.
    if (point < 0 || point >= 128) {
      interrupt();
      return;
    }
    run.append((char) Fold.fold(point));
    lastIsLiteral = true;
  }

  /// What stood last may be repeated, or be left out when `least` is 0.
  void repeat(int least) {
    if (lastIsLiteral && least == 0) {
      run.setLength(run.length() - 1);
    }
    interrupt();
  }

  /// Something that is not a plain character: the run ends.
  void interrupt() {
    if (run.length() > best.length()) {
      best = run.toString();
    }
    run.setLength(0);
    lastIsLiteral = false;
  }

  /// There is an alternative to everything seen: nothing is required.
  void forget() {
    interrupt();
    forgotten = true;
  }

  String best() {
    interrupt();
    return forgotten ? "" : best;
  }
}
