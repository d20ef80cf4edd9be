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
    if (column.hasBloom() && !mayHold(column, question.predicate())) {
      return;
    }
    byte[] known = null;
    if (column.isDictionary()) {
      known = dictionary(column, question.judge());
      if (known == null) {
        return;
      }
    }
    FileRows.Walk walk = null;
    for (int index = 0; index < column.chunks().size(); index++) {
      Chunk chunk = column.chunks().get(index);
      if (!isAsked(column, index, question.among())) {
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

  private boolean isAsked(ColumnReader column, int index, BitSet among) {
    boolean last = index + 1 == column.chunks().size();
    int lastRow = last ? file.count() - 1 : column.chunks().get(index + 1).firstRow();
    int row = among.nextSetBit(column.chunks().get(index).firstRow());
    return row >= 0 && row <= lastRow;
  }

  private static boolean mayHold(ColumnReader column, Predicate predicate) {
    return switch (predicate) {
      case Predicate.Like like ->
          !(like.glob().pattern(false) instanceof Pattern.Equal(String text, _))
              || column.mayHold(Bloom.hash(text));
      case Predicate.OneOf many ->
          many.folded().stream().anyMatch(text -> column.mayHold(Bloom.hash(Fold.fold(text))));
      default -> true;
    };
  }

  /// A judgement for each value of the dictionary; null if all are NO.
  private byte @Nullable [] dictionary(ColumnReader column, ValueJudge judge) {
    byte[] known = new byte[column.distinct()];
    ValueType type = column.key().kept();
    boolean any = false;
    for (Part part : column.parts()) {
      goOn.run();
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
