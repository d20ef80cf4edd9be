// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.event.EventClass;
import dev.shirube.event.EventId;
import dev.shirube.match.Pattern;
import dev.shirube.query.Column;
import dev.shirube.query.Judgement;
import dev.shirube.query.Predicate;
import dev.shirube.segments.Layout.Chunk;
import dev.shirube.segments.Layout.Head;
import dev.shirube.segments.Layout.Shape;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Judges what every event has in its head. For one thread.
final class HeadJudge {
  private static final int ID_DIGITS = 32;

  private final FileRows file;

  HeadJudge(FileRows file) {
    this.file = file;
  }

  Truth judge(Column.Head head, Predicate predicate, BitSet among) {
    ValueJudge judge = ValueJudge.of(predicate);
    return switch (head) {
      case TIME -> numbers(Head.TIME, predicate, judge, among);
      case RECEIVED -> numbers(Head.RECEIVED, predicate, judge, among);
      case CLASS -> byShape(judge, among, shape -> EventClass.of(shape.eventClass()).word());
      case ACTIVITY -> byShape(judge, among, shape -> Integer.toString(shape.activity()));
      case SOURCE -> byShape(judge, among, shape -> name(shape.source()));
      case INPUT -> {
        int[] inputs = file.layout().inputs();
        int[] ofRows = file.small(Head.INPUT, inputs.length);
        yield byNumber(
            judge,
            among,
            new Numbered(inputs.length, row -> ofRows[row]),
            number -> name(inputs[number]));
      }
      case ID -> id(predicate, judge, among);
    };
  }

  private String name(int number) {
    return new String(file.layout().names().get(number), StandardCharsets.UTF_8);
  }

  private Truth byShape(ValueJudge judge, BitSet among, Function<Shape, String> text) {
    List<Shape> shapes = file.looks();
    int[] ofRows = file.shapes();
    return byNumber(
        judge,
        among,
        new Numbered(shapes.size(), row -> ofRows[row]),
        number -> text.apply(shapes.get(number)));
  }

  /// Rows that each have one of a few numbers.
  private record Numbered(int count, IntUnaryOperator ofRow) {}

  private static Truth byNumber(
      ValueJudge judge, BitSet among, Numbered numbered, IntFunction<String> text) {
    Judgement[] known = new Judgement[numbered.count()];
    Truth truth = Truth.none();
    for (int row = among.nextSetBit(0); row >= 0; row = among.nextSetBit(row + 1)) {
      int number = numbered.ofRow().applyAsInt(row);
      Judgement judgement = known[number];
      if (judgement == null) {
        judgement = judge.judge(text.apply(number));
        known[number] = judgement;
      }
      truth.add(row, judgement);
    }
    return truth;
  }

  private Truth numbers(Head head, Predicate predicate, ValueJudge judge, BitSet among) {
    Truth truth = Truth.none();
    Predicate.@Nullable Compare compare = predicate instanceof Predicate.Compare one ? one : null;
    for (Chunk chunk : file.layout().heads().get(head.ordinal())) {
      int end = chunk.start() + chunk.count();
      int row = among.nextSetBit(chunk.start());
      if (row < 0 || row >= end) {
        continue;
      }
      long[] numbers = file.heads(chunk);
      for (; row >= 0 && row < end; row = among.nextSetBit(row + 1)) {
        long number = numbers[row - chunk.start()];
        truth.add(
            row,
            compare == null
                ? judge.judge(Long.toString(number))
                : compare.how().holds(Long.compare(number, compare.number()))
                    ? Judgement.YES
                    : Judgement.NO);
      }
    }
    return truth;
  }

  private Truth id(Predicate predicate, ValueJudge judge, BitSet among) {
    Truth truth = Truth.none();
    if (predicate instanceof Predicate.Like like
        && like.glob().pattern(like.cased()) instanceof Pattern.Equal(String text, _)) {
      int row = isId(text) ? file.rowOf(EventId.parse(text)) : -1;
      if (row >= 0 && among.get(row)) {
        truth.add(row, judge.judge(file.id(row).toString()));
      }
      return truth;
    }
    for (int row = among.nextSetBit(0); row >= 0; row = among.nextSetBit(row + 1)) {
      truth.add(row, judge.judge(file.id(row).toString()));
    }
    return truth;
  }

  private static boolean isId(String text) {
    return text.length() == ID_DIGITS && text.chars().allMatch(HexFormat::isHexDigit);
  }
}
