// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.event.Severity;
import dev.shirube.export.VisibleText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/// Text for a terminal, line by line, each piece with what it is; whoever prints it chooses colors
/// or none. Everything added is made visible first.
public final class Page {
  private static final int NARROWEST = 8;
  private static final int LEAST_OF_LAST = 20;

  private final ToIntFunction<String> width;
  private final int columns;
  private final List<List<Span>> lines = new ArrayList<>();

  /// What a piece of text is.
  public enum Style {
    PLAIN,
    TITLE,
    QUIET,
    GOOD,
    INFORMATIONAL,
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
  }

  /// One piece of a line.
  public record Span(Style style, String text) {
    public static Span of(Style style, String text) {
      return new Span(style, VisibleText.of(text));
    }

    public static Span plain(String text) {
      return of(Style.PLAIN, text);
    }
  }

  /// An empty page.
  ///
  /// @param width how many columns of the terminal a text takes
  /// @param columns how wide the terminal is
  public Page(ToIntFunction<String> width, int columns) {
    this.width = width;
    this.columns = columns;
  }

  public List<List<Span>> lines() {
    return lines;
  }

  /// All lines as plain text.
  public String text() {
    StringBuilder text = new StringBuilder();
    for (List<Span> line : lines) {
      StringBuilder spans = new StringBuilder();
      line.forEach(span -> spans.append(span.text()));
      text.append(spans.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  public Page line(Span... spans) {
    lines.add(List.of(spans));
    return this;
  }

  public Page line(Style style, String text) {
    return line(Span.of(style, text));
  }

  /// A heading with an empty line before it.
  public Page heading(String text) {
    if (!lines.isEmpty()) {
      line();
    }
    return line(Style.TITLE, text);
  }

  /// A paragraph broken where the terminal ends, with every line indented.
  public Page paragraph(int indent, Style style, String text) {
    StringBuilder line = new StringBuilder(" ".repeat(indent));
    int used = indent;
    for (String piece : pieces(VisibleText.of(text))) {
      int wide = width.applyAsInt(piece);
      boolean fitsBelow = wide <= columns - indent;
      if (used + wide > columns && used > indent && fitsBelow) {
        lines.add(List.of(new Span(style, line.toString().stripTrailing())));
        line = new StringBuilder(" ".repeat(indent));
        used = indent;
        piece = piece.stripLeading();
        wide = width.applyAsInt(piece);
      }
      line.append(piece);
      used += wide;
    }
    lines.add(List.of(new Span(style, line.toString().stripTrailing())));
    return this;
  }

  /// Items one after another, each kept whole, broken between them where the terminal ends.
  public Page items(int indent, List<String> items) {
    StringBuilder line = new StringBuilder();
    for (String item : items) {
      String visible = VisibleText.of(item);
      boolean full = width.applyAsInt(line + visible) + indent > columns;
      if (full && !line.isEmpty()) {
        line(Style.PLAIN, " ".repeat(indent) + line);
        line.setLength(0);
      }
      line.append(visible).append("   ");
    }
    return line(Style.PLAIN, " ".repeat(indent) + line);
  }

  /// Words with the space before them; each wide character is a word of its own, but for a closing
  /// mark, which stays with what it closes.
  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    for (int index = 0; index < text.length(); ) {
      int point = text.codePointAt(index);
      boolean closing = "、。，．）」』】：；！？・ー々".indexOf(point) >= 0;
      boolean wide = point >= 0x2e80 && !closing;
      if ((point == ' ' || wide) && !piece.isEmpty()) {
        pieces.add(piece.toString());
        piece.setLength(0);
      }
      piece.appendCodePoint(point);
      index += Character.charCount(point);
    }
    pieces.add(piece.toString());
    return pieces;
  }

  /// Rows whose cells stand below each other. Where the terminal is too narrow, the last cell loses
  /// its end; where that would leave too little of it, the widest of the other cells do.
  ///
  /// @param right the numbers of the columns that are set to the right
  public Page table(int indent, List<List<Span>> rows, Integer... right) {
    List<Integer> widths = widths(rows);
    narrow(widths, columns - indent, List.of(right));
    for (List<Span> row : rows) {
      List<Span> line = new ArrayList<>(List.of(Span.plain(" ".repeat(indent))));
      int used = indent;
      for (int column = 0; column < row.size(); column++) {
        boolean last = column == row.size() - 1;
        int room = last ? columns - used : Math.max(widths.get(column), NARROWEST);
        Span cell = cut(row.get(column), room);
        String space = " ".repeat(Math.max(0, widths.get(column) - width.applyAsInt(cell.text())));
        boolean toRight = List.of(right).contains(column);
        String text = toRight ? space + cell.text() : last ? cell.text() : cell.text() + space;
        line.add(new Span(cell.style(), last ? text : text + "  "));
        used += widths.get(column) + 2;
      }
      lines.add(line);
    }
    return this;
  }

  private static void narrow(List<Integer> widths, int room, List<Integer> right) {
    if (widths.isEmpty()) {
      return;
    }
    int last = widths.size() - 1;
    int least = Math.min(widths.get(last), LEAST_OF_LAST) + 2 * last;
    while (widths.subList(0, last).stream().mapToInt(it -> it).sum() + least > room) {
      int widest = -1;
      for (int column = 0; column < last; column++) {
        boolean may = !right.contains(column) && widths.get(column) > NARROWEST;
        if (may && (widest < 0 || widths.get(column) > widths.get(widest))) {
          widest = column;
        }
      }
      if (widest < 0) {
        return;
      }
      widths.set(widest, widths.get(widest) - 1);
    }
  }

  private List<Integer> widths(List<List<Span>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (List<Span> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        int wide = width.applyAsInt(row.get(column).text());
        if (column == widths.size()) {
          widths.add(wide);
        } else {
          widths.set(column, Math.max(widths.get(column), wide));
        }
      }
    }
    return widths;
  }

  private Span cut(Span span, int room) {
    if (width.applyAsInt(span.text()) <= room) {
      return span;
    }
    return new Span(span.style(), cut(span.text(), Math.max(room, 8)));
  }

  /// The text cut to so many columns, with a mark where it was cut.
  public String cut(String text, int room) {
    if (width.applyAsInt(text) <= room) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int used = 1;
    for (int index = 0; index < text.length(); ) {
      int point = text.codePointAt(index);
      int wide = width.applyAsInt(Character.toString(point));
      if (used + wide > room) {
        break;
      }
      kept.appendCodePoint(point);
      used += wide;
      index += Character.charCount(point);
    }
    return kept.append('…').toString();
  }

  /// The style in which a severity is shown.
  public static Style styleOf(Severity severity) {
    return switch (severity) {
      case INFORMATIONAL -> Style.INFORMATIONAL;
      case LOW -> Style.LOW;
      case MEDIUM -> Style.MEDIUM;
      case HIGH -> Style.HIGH;
      case CRITICAL -> Style.CRITICAL;
    };
  }

  /// The shape that stands for a severity, so that it is never told by color alone.
  public static String shapeOf(Severity severity) {
    return switch (severity) {
      case INFORMATIONAL -> "·";
      case LOW -> "○";
      case MEDIUM -> "●";
      case HIGH -> "▲";
      case CRITICAL -> "◆";
    };
  }
}
