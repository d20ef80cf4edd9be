// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.ReadCounts;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import dev.shirube.event.EventBatch;
import java.util.HashSet;
import java.util.Set;

/// Text that people wrote for people and that lies beside logs: a readme, a license. It holds no
/// records; whoever reads reports tells that it was passed over.
public final class ProseFormat implements Format {
  /// The name of this format.
  public static final String NAME = "prose";

  /// Just surer than plain lines, which take any text.
  private static final int SURE = 2;

  private static final int LEAST_LINES = 3;
  private static final int START_CHARACTERS = 8;

  /// A format to be listed.
  public ProseFormat() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int recognize(Sample sample) {
    Shape shape = new Shape();
    sample.text().lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(shape::take);
    return shape.isProse() ? SURE : 0;
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context) {
    return new RecordReader() {
      @Override
      public boolean read(EventBatch batch) {
        return false;
      }

      @Override
      public ReadCounts counts() {
        return ReadCounts.NONE;
      }

      @Override
      public void close() {}
    };
  }

  /// What tells prose from logs: sentences of words that run on over lines which begin each
  /// differently, hardly a sign that is no letter, and no clock.
  private static final class Shape {
    private final Set<String> starts = new HashSet<>();
    private int lines;
    private int timed;
    private int characters;
    private int letters;
    private int ideographs;
    private int words;
    private int sentences;
    private int runningOn;
    private char last = '.';

    void take(String line) {
      lines++;
      timed += hasClock(line) ? 1 : 0;
      starts.add(line.substring(0, Math.min(START_CHARACTERS, line.length())));
      runningOn += Character.isLowerCase(line.charAt(0)) && !endsSentence(last) ? 1 : 0;
      last = line.charAt(line.length() - 1);
      words++;
      for (int index = 0; index < line.length(); index++) {
        take(line, index);
      }
    }

    private void take(String line, int index) {
      char c = line.charAt(index);
      boolean wide = (c >= 0x3041 && c <= 0x9fff) || c == '。' || c == '、';
      characters++;
      letters += Character.isLetter(c) || c == ' ' || wide ? 1 : 0;
      ideographs += wide ? 1 : 0;
      words += c == ' ' ? 1 : 0;
      boolean ends = index + 1 == line.length() || line.charAt(index + 1) == ' ';
      boolean afterWord = index > 0 && Character.isLowerCase(line.charAt(index - 1));
      sentences += c == '。' || (afterWord && ends && endsSentence(c)) ? 1 : 0;
    }

    private static boolean endsSentence(char c) {
      return ".,;:!?".indexOf(c) >= 0;
    }

    /// A digit, a colon, a digit; or four numbers with a mark between: times, addresses, ports.
    private static boolean hasClock(String line) {
      int numbers = 0;
      for (int index = 1; index + 1 < line.length(); index++) {
        char c = line.charAt(index);
        boolean between =
            isDigit(line.charAt(index - 1)) && isDigit(line.charAt(index + 1)) && !isDigit(c);
        if (between && c == ':') {
          return true;
        }
        numbers += between && ".-/".indexOf(c) >= 0 ? 1 : 0;
      }
      return numbers >= 2;
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }

    boolean isProse() {
      return lines >= LEAST_LINES
          && timed * 50 <= lines
          && letters * 100L >= characters * 85L
          && starts.size() * 2 >= lines
          && (isLatin() || isJapanese());
    }

    private boolean isLatin() {
      return words >= lines * 6
          && sentences * 4 >= lines
          && (runningOn * 8 >= lines || sentences >= lines);
    }

    private boolean isJapanese() {
      return ideographs * 10L >= characters * 3L && sentences * 10 >= lines * 3;
    }
  }
}
