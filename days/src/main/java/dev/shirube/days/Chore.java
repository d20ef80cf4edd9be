// SPDX-License-Identifier: Apache-2.0
package dev.shirube.days;

/// What a day has of one kind of work.
///
/// @param times how often it is done while it is recorded
/// @param aDay how often a whole day has it
record Chore(Work work, int times, int aDay) {
  Chore {
    if (times < 1 || aDay < times) {
      throw new IllegalArgumentException(work + ": " + times + " of " + aDay);
    }
  }
}
