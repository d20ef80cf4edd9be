// SPDX-License-Identifier: Apache-2.0
package dev.shirube.storms;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The books of a recording: whether everything that was made is stored or declared to be missing.
///
/// What is made has a run and a number in it, from 0. What is declared is either counted, or a span
/// of time of which nobody knows how much is missing: then what is missing must have been made in
/// such a span.
public final class Books {
  private final Map<Integer, BitSet> stored = new TreeMap<>();
  private final Map<Integer, List<Batch>> made = new TreeMap<>();
  private final List<Span> spans = new ArrayList<>();
  private long declared;
  private long untold;
  private long doubled;

  /// What a source handed over at one time, and was told that it is taken.
  ///
  /// @param next the number behind its last
  /// @param nanos when, since 1970
  private record Batch(int first, int next, long nanos) {}

  private record Span(long from, long to) {
    boolean has(long nanos) {
      return from <= nanos && nanos <= to;
    }
  }

  /// What the books say.
  ///
  /// @param made what was taken from the source
  /// @param more what is stored though nobody knows that it was taken: what was being taken when
  ///   the source was killed
  /// @param doubled what is stored more than once
  /// @param declared what was counted as missing
  /// @param inSpans what is missing of a time of which it is said that anything may be
  /// @param untold what the server saw missing that nobody told of
  /// @param unexplained what is missing beyond that: lost in silence
  public record Balance(
      long made,
      long stored,
      long more,
      long doubled,
      long declared,
      long inSpans,
      long untold,
      long unexplained) {
    /// Whether made is stored and declared.
    public boolean isEven() {
      return unexplained == 0 && doubled == 0;
    }
  }

  /// Notes what a source handed over.
  public void made(int run, int first, int next, long nanos) {
    made.computeIfAbsent(run, _ -> new ArrayList<>()).add(new Batch(first, next, nanos));
  }

  /// Notes what is stored.
  public void stored(int run, int number) {
    BitSet numbers = stored.computeIfAbsent(run, _ -> new BitSet());
    doubled += numbers.get(number) ? 1 : 0;
    numbers.set(number);
  }

  /// Notes that so many are declared to be missing.
  public void declared(long count) {
    declared += count;
  }

  /// Notes that it is declared that anything may be missing of a time, in nanoseconds since 1970.
  public void span(long from, long to) {
    spans.add(new Span(from, to));
  }

  /// Notes that the server saw that so many are missing.
  public void untold(long count) {
    untold += count;
  }

  /// Holds all against each other.
  public Balance balance() {
    long taken = 0;
    long kept = 0;
    long missing = 0;
    long inSpans = 0;
    for (Map.Entry<Integer, List<Batch>> run : made.entrySet()) {
      BitSet numbers = stored.getOrDefault(run.getKey(), new BitSet());
      for (Batch batch : run.getValue()) {
        int there = numbers.get(batch.first, batch.next).cardinality();
        int gone = batch.next - batch.first - there;
        boolean spoken = spans.stream().anyMatch(span -> span.has(batch.nanos));
        taken += batch.next - batch.first;
        kept += there;
        missing += gone;
        inSpans += spoken ? gone : 0;
      }
    }
    long all = stored.values().stream().mapToLong(BitSet::cardinality).sum();
    long left = missing - inSpans - declared - untold;
    // What is counted may lie in such a span too.
    long unexplained = Math.max(0, left);
    return new Balance(taken, kept, all - kept, doubled, declared, inSpans, untold, unexplained);
  }
}
