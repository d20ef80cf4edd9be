// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.query.Column;
import dev.shirube.query.Predicate;
import dev.shirube.query.TimeRange;
import dev.shirube.segments.Layout.Chunk;
import dev.shirube.segments.Layout.Head;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// Answers one predicate over one file: part by part, each only for the rows about which the parts
/// before left it open. For one thread.
final class FileSelect {
  private static final int RARE = 64;

  private final FileRows file;
  private final BooleanSupplier cancelled;
  private final HeadJudge heads;
  private final ColumnJudge values;

  FileSelect(FileRows file, BooleanSupplier cancelled) {
    this.file = file;
    this.cancelled = cancelled;
    heads = new HeadJudge(file);
    values = new ColumnJudge(file, this::goOn);
  }

  /// Stops the work where the answer is not wanted any more.
  private void goOn() {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException();
    }
  }

  Selection select(TimeRange range, Predicate wanted) {
    try {
      if (!values.mayHold(wanted)) {
        return new Selection(new BitSet(), 0);
      }
      Truth truth = judge(wanted, within(range));
      return new Selection(truth.yes(), truth.undecided().cardinality());
    } catch (CancellationException e) {
      return new Selection(new BitSet(), 0);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw file.source().damaged(0, e);
    }
  }

  private BitSet within(TimeRange range) {
    BitSet rows = new BitSet(file.count());
    Layout layout = file.layout();
    if (layout.rows() == 0 || !range.touches(layout.firstNanos(), layout.lastNanos())) {
      return rows;
    }
    for (Chunk chunk : layout.heads().get(Head.TIME.ordinal())) {
      int end = chunk.start() + chunk.count();
      if (range.contains(chunk.least()) && range.contains(chunk.most())) {
        rows.set(chunk.start(), end);
      } else if (range.touches(chunk.least(), chunk.most())) {
        long[] times = file.heads(chunk);
        for (int row = chunk.start(); row < end; row++) {
          rows.set(row, range.contains(times[row - chunk.start()]));
        }
      }
    }
    return rows;
  }

  /// Judges some rows; others are NO.
  private Truth judge(Predicate predicate, BitSet among) {
    goOn();
    if (among.isEmpty()) {
      return Truth.none();
    }
    return switch (predicate) {
      case Predicate.Everything _ -> new Truth((BitSet) among.clone(), new BitSet());
      case Predicate.And and -> all(and.parts(), among);
      case Predicate.Or or -> any(or.parts(), among);
      case Predicate.Not not -> judge(not.part(), among).not(among);
      case Predicate.Anywhere anywhere -> values.anywhere(anywhere, among);
      case Predicate.Exists exists -> column(exists.column(), exists, among);
      case Predicate.Like like -> column(like.column(), like, among);
      case Predicate.Matches matches -> column(matches.column(), matches, among);
      case Predicate.InNetwork in -> column(in.column(), in, among);
      case Predicate.Compare compare -> column(compare.column(), compare, among);
      case Predicate.OneOf many -> column(many.column(), many, among);
    };
  }

  private Truth column(Column column, Predicate predicate, BitSet among) {
    return column instanceof Column.Head head
        ? heads.judge(head, predicate, among)
        : values.judge(column, predicate, among);
  }

  private Truth all(List<Predicate> parts, BitSet among) {
    Truth truth = new Truth((BitSet) among.clone(), new BitSet());
    for (Predicate part : cheapFirst(parts)) {
      truth = truth.and(judge(part, truth.open()));
    }
    return truth;
  }

  private Truth any(List<Predicate> parts, BitSet among) {
    Truth truth = Truth.none();
    BitSet left = (BitSet) among.clone();
    for (Predicate part : cheapFirst(parts)) {
      truth = truth.or(judge(part, left));
      left.andNot(truth.yes());
    }
    return truth;
  }

  private List<Predicate> cheapFirst(List<Predicate> parts) {
    List<Predicate> sorted = new ArrayList<>(parts);
    sorted.sort(Comparator.comparingInt(this::cost));
    return sorted;
  }

  /// About how dear a predicate is, to order parts by; no unit. What leaves few rows comes first.
  private int cost(Predicate predicate) {
    int repeats = values.repeats(predicate);
    return repeats > 0 && repeats < RARE ? 1 : costOfAll(predicate);
  }

  private int costOfAll(Predicate predicate) {
    return switch (predicate) {
      case Predicate.Everything _ -> 0;
      case Predicate.Exists _ -> 2;
      case Predicate.Like like -> isHead(like.column()) ? 2 : like.glob().hasWildcards() ? 20 : 5;
      case Predicate.Compare compare -> isHead(compare.column()) ? 2 : 8;
      case Predicate.OneOf many -> isHead(many.column()) ? 3 : 15;
      case Predicate.InNetwork _ -> 15;
      case Predicate.Matches _ -> 30;
      case Predicate.Anywhere _ -> 100;
      case Predicate.Not not -> cost(not.part());
      case Predicate.And and -> and.parts().stream().mapToInt(this::cost).sum();
      case Predicate.Or or -> or.parts().stream().mapToInt(this::cost).sum();
    };
  }

  private static boolean isHead(Column column) {
    return column instanceof Column.Head;
  }
}
