// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.blocks.Bloom;
import dev.shirube.blocks.Values;
import dev.shirube.event.ValueType;
import dev.shirube.match.Fold;
import dev.shirube.match.Pattern;
import dev.shirube.query.Column;
import dev.shirube.query.Judgement;
import dev.shirube.query.Predicate;
import dev.shirube.segments.Layout.Chunk;
import dev.shirube.segments.Layout.Part;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Judges values of a file: each different value of a dictionary once, then the rows by the numbers
/// of their values. For one thread.
final class ColumnJudge {
  private static final byte NO = (byte) Judgement.NO.ordinal();
  private static final Judgement[] JUDGEMENTS = Judgement.values();

  private final FileRows file;
  private final Runnable goOn;

  /// @param goOn called between pieces of work; throws where the work is to stop
  ColumnJudge(FileRows file, Runnable goOn) {
    this.file = file;
    this.goOn = goOn;
  }

  Truth judge(Column column, Predicate predicate, BitSet among) {
    Truth truth = Truth.none();
    ColumnMatch wanted = new ColumnMatch(file, column);
    if (predicate instanceof Predicate.Exists) {
      return exists(wanted, among);
    }
    List<ColumnReader> columns = wanted.columns();
    if (columns.isEmpty()) {
      return truth;
    }
    Question question = new Question(predicate, ValueJudge.of(predicate), among);
    for (ColumnReader each : columns) {
      judge(each, question, truth);
    }
    return truth;
  }

  Truth anywhere(Predicate.Anywhere predicate, BitSet among) {
    Truth truth = Truth.none();
    Question question = new Question(predicate, ValueJudge.of(predicate), among);
    for (ColumnReader column : file.columns()) {
      if (!column.key().record() && column.key().type() != ValueType.NULL) {
        judge(column, question, truth);
      }
    }
    return truth;
  }

  /// What is asked, and of which rows.
  private record Question(Predicate predicate, ValueJudge judge, BitSet among) {}

  private Truth exists(ColumnMatch wanted, BitSet among) {
    List<Layout.Shape> looks = file.looks();
    boolean[] has = new boolean[looks.size()];
    for (int shape = 0; shape < has.length; shape++) {
      has[shape] = wanted.isIn(looks.get(shape));
    }
    Truth truth = Truth.none();
    int[] shapes = file.shapes();
    for (int row = among.nextSetBit(0); row >= 0; row = among.nextSetBit(row + 1)) {
      if (has[shapes[row]]) {
        truth.yes().set(row);
      }
    }
    return truth;
  }

  private void judge(ColumnReader column, Question question, Truth truth) {
    goOn.run();
    BitSet possible = possible(column, question.predicate());
    if (possible != null && possible.isEmpty()) {
      return;
    }
    byte[] known = null;
    Span span = new Span(0, column.chunks().size() - 1);
    if (column.isDictionary()) {
      known = dictionary(column, question.judge(), possible);
      if (known == null) {
        return;
      }
      span = span(column, known);
      possible = null;
    }
    FileRows.Walk walk = null;
    for (int index = span.first(); index <= span.last(); index++) {
      Chunk chunk = column.chunks().get(index);
      if ((possible != null && !possible.get(index)) || !isAsked(column, index, question.among())) {
        continue;
      }
      goOn.run();
      byte[] judgements =
          known == null ? judge(column, chunk, question) : judge(column, chunk, known);
      if (judgements != null) {
        walk = walk == null ? file.walk(column) : walk;
        walk.each(
            chunk,
            (row, value) -> {
              if (judgements[value] != NO && question.among().get(row)) {
                truth.add(row, JUDGEMENTS[judgements[value]]);
              }
            });
      }
    }
  }

  /// Chunks of a column, from the first to the last.
  private record Span(int first, int last) {}

  /// The chunks that values of a dictionary are in which are not NO, as far as the file tells.
  private static Span span(ColumnReader column, byte[] known) {
    int chunks = column.chunks().size();
    long[] presence = column.presence();
    if (presence == null) {
      return new Span(0, chunks - 1);
    }
    long first = chunks;
    long last = -1;
    for (int number = 0; number < known.length; number++) {
      if (known[number] != NO) {
        first = Math.min(first, presence[number]);
        last = Math.max(last, presence[number] + presence[known.length + number]);
      }
    }
    return new Span((int) Math.max(0, first), (int) Math.min(chunks - 1, last));
  }

  /// Whether a file may have a row of which a predicate holds, as far as its filters tell without a
  /// look at any value.
  boolean mayHold(Predicate predicate) {
    return switch (predicate) {
      case Predicate.And and -> and.parts().stream().allMatch(this::mayHold);
      case Predicate.Or or -> or.parts().stream().anyMatch(this::mayHold);
      case Predicate.Like like -> mayHold(like.column(), like);
      case Predicate.OneOf many -> mayHold(many.column(), many);
      default -> true;
    };
  }

  private boolean mayHold(Column column, Predicate predicate) {
    if (column instanceof Column.Head) {
      return true;
    }
    for (ColumnReader each : new ColumnMatch(file, column).columns()) {
      BitSet possible = possible(each, predicate);
      if (possible == null || !possible.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private boolean isAsked(ColumnReader column, int index, BitSet among) {
    boolean last = index + 1 == column.chunks().size();
    int lastRow = last ? file.count() - 1 : column.chunks().get(index + 1).firstRow();
    int row = among.nextSetBit(column.chunks().get(index).firstRow());
    return row >= 0 && row <= lastRow;
  }

  /// Where in a column there may be a value of which a predicate holds; null if nobody can tell.
  private static @Nullable BitSet possible(ColumnReader column, Predicate predicate) {
    if (!column.hasBloom()) {
      return null;
    }
    return switch (predicate) {
      case Predicate.Like like
          when like.glob().pattern(false) instanceof Pattern.Equal(String text, _) ->
          column.mayHold(new long[] {Bloom.hash(text)});
      case Predicate.OneOf many ->
          column.mayHold(
              many.folded().stream().mapToLong(text -> Bloom.hash(Fold.fold(text))).toArray());
      default -> null;
    };
  }

  /// Of how many rows a value that a predicate asks for may be, 0 if nobody can tell.
  int repeats(Predicate predicate) {
    Column column =
        switch (predicate) {
          case Predicate.Like like when !like.glob().hasWildcards() -> like.column();
          case Predicate.OneOf many -> many.column();
          default -> Column.Head.ID;
        };
    int most = 0;
    if (column instanceof Column.Head) {
      return most;
    }
    for (ColumnReader each : new ColumnMatch(file, column).columns()) {
      if (!each.hasBloom()) {
        return 0;
      }
      most = Math.max(most, each.repeats());
    }
    return most;
  }

  /// A judgement for each value of the dictionary; null if all are NO.
  ///
  /// @param possible which parts of it are worth a look; null for all
  private byte @Nullable [] dictionary(
      ColumnReader column, ValueJudge judge, @Nullable BitSet possible) {
    byte[] known = new byte[column.distinct()];
    Arrays.fill(known, NO);
    ValueType type = column.key().kept();
    boolean any = false;
    for (int number = 0; number < column.parts().size(); number++) {
      if (possible != null && !possible.get(number)) {
        continue;
      }
      goOn.run();
      Part part = column.parts().get(number);
      Values values = column.part(part);
      for (int index = 0; index < part.count(); index++) {
        Judgement judgement = judge.judge(type, values, index);
        known[part.first() + index] = (byte) judgement.ordinal();
        any |= judgement != Judgement.NO;
      }
    }
    return any ? known : null;
  }

  /// The judgements of a chunk's values by their numbers; null if all are NO.
  private static byte @Nullable [] judge(ColumnReader column, Chunk chunk, byte[] known) {
    boolean possible = false;
    for (long number = chunk.least(); number <= chunk.most() && !possible; number++) {
      possible = known[(int) number] != NO;
    }
    if (!possible) {
      return null;
    }
    int[] numbers = column.numbers(chunk);
    byte[] judgements = new byte[numbers.length];
    boolean any = false;
    for (int index = 0; index < numbers.length; index++) {
      judgements[index] = known[numbers[index]];
      any |= judgements[index] != NO;
    }
    return any ? judgements : null;
  }

  /// The judgements of the values that a chunk holds itself; null if all are NO.
  private static byte @Nullable [] judge(ColumnReader column, Chunk chunk, Question question) {
    if (chunk.least() <= chunk.most()
        && question.predicate() instanceof Predicate.Compare compare
        && !touches(compare, chunk)) {
      return null;
    }
    Values values = column.values(chunk);
    ValueType type = column.key().kept();
    byte[] judgements = new byte[values.count()];
    boolean any = false;
    for (int index = 0; index < judgements.length; index++) {
      Judgement judgement = question.judge().judge(type, values, index);
      judgements[index] = (byte) judgement.ordinal();
      any |= judgement != Judgement.NO;
    }
    return any ? judgements : null;
  }

  /// Whether a number between a chunk's least and greatest can compare so.
  private static boolean touches(Predicate.Compare compare, Chunk chunk) {
    int least = Long.compare(chunk.least(), compare.number());
    int most = Long.compare(chunk.most(), compare.number());
    return compare.how().holds(least)
        || compare.how().holds(most)
        || (least < 0 && most > 0 && compare.how().holds(0));
  }
}
