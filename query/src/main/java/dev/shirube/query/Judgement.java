// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

/// Whether an event is what was asked for.
public enum Judgement {
  YES,
  NO,
  /// Nobody can tell: a regular expression had to be given up. Such events are counted and told.
  UNDECIDED
}
