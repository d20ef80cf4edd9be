// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A text with places left open: a value of a rule while it is being read. Never changes.
public final class Glob {
  private final int[] elements;

  private Glob(int[] elements) {
    this.elements = elements;
  }

  /// A text without open places.
  public static Glob literal(String text) {
    return new Glob(text.codePoints().toArray());
  }

  /// Reads `*` and `?` and their escapes by the table of Sigma 2.1: a backslash before `*`, `?` or
  /// a backslash makes that character plain; any other backslash is itself.
  public static Glob parse(String written) {
    int[] points = written.codePoints().toArray();
    int[] elements = new int[points.length];
    int size = 0;
    for (int index = 0; index < points.length; index++) {
      int point = points[index];
      int next = index + 1 < points.length ? points[index + 1] : 0;
      if (point == '\\' && (next == '*' || next == '?' || next == '\\')) {
        elements[size++] = next;
        index++;
      } else {
        elements[size++] = point == '*' ? Sign.MANY : point == '?' ? Sign.ONE : point;
      }
    }
    return new Glob(Arrays.copyOf(elements, size));
  }

  /// One after the other.
  public static Glob concat(List<Glob> globs) {
    return new Glob(globs.stream().flatMapToInt(glob -> Arrays.stream(glob.elements)).toArray());
  }

  /// With anything allowed before and after.
  public Glob anywhere() {
    return ending().opening();
  }

  /// With anything allowed after.
  public Glob ending() {
    int[] longer = Arrays.copyOf(elements, elements.length + 1);
    longer[elements.length] = Sign.MANY;
    return new Glob(longer);
  }

  /// With anything allowed before.
  public Glob opening() {
    int[] longer = new int[elements.length + 1];
    longer[0] = Sign.MANY;
    System.arraycopy(elements, 0, longer, 1, elements.length);
    return new Glob(longer);
  }

  /// With every dash or slash open for any of the five characters a dash names.
  public Glob anyDash() {
    return new Glob(
        Arrays.stream(elements).map(each -> Sign.isDash(each) ? Sign.DASH : each).toArray());
  }

  /// Every spelling that {@link #anyDash} allows as texts of their own.
  ///
  /// @param limit most texts wanted
  /// @return the texts; none when there would be more than the limit
  public List<Glob> dashes(int limit) {
    List<int[]> all = List.of(elements);
    for (int at = 0; at < elements.length; at++) {
      if (elements[at] != Sign.DASH && !Sign.isDash(elements[at])) {
        continue;
      }
      List<int[]> more = new ArrayList<>();
      for (int[] each : all) {
        for (char dash : new char[] {'-', '/', '–', '—', '―'}) {
          int[] copy = each.clone();
          copy[at] = dash;
          more.add(copy);
        }
      }
      if (more.size() > limit) {
        return List.of();
      }
      all = more;
    }
    return all.stream().map(Glob::new).toList();
  }

  /// Whether a place is left open by `*` or `?`.
  public boolean hasWildcards() {
    return Arrays.stream(elements).anyMatch(element -> element == Sign.ONE || element == Sign.MANY);
  }

  /// Whether there is neither a character nor an open place.
  public boolean isEmpty() {
    return elements.length == 0;
  }

  /// The text where nothing is left open; open places show as `*` and `?`.
  public String text() {
    StringBuilder text = new StringBuilder(elements.length);
    for (int element : elements) {
      text.appendCodePoint(
          element >= 0 ? element : element == Sign.MANY ? '*' : element == Sign.ONE ? '?' : '-');
    }
    return text.toString();
  }

  /// The text as {@link #parse} reads it back: every backslash, and every `*` and `?` that is
  /// plain, behind a backslash. A dash left open shows as a dash.
  public String written() {
    StringBuilder text = new StringBuilder(elements.length + 8);
    for (int element : elements) {
      switch (element) {
        case Sign.MANY -> text.append('*');
        case Sign.ONE -> text.append('?');
        case Sign.DASH -> text.append('-');
        case '*', '?', '\\' -> text.append('\\').append((char) element);
        default -> text.appendCodePoint(element);
      }
    }
    return text.toString();
  }

  /// The pattern that tells whether a value is this text.
  ///
  /// @param cased whether case matters
  public Pattern pattern(boolean cased) {
    List<int[]> parts = parts(cased);
    boolean open = elements.length > 0 && elements[0] == Sign.MANY;
    boolean ending = elements.length > 0 && elements[elements.length - 1] == Sign.MANY;
    if (parts.isEmpty()) {
      return open ? new Pattern.Anything() : new Pattern.Equal("", cased);
    }
    boolean plain = Arrays.stream(parts.getFirst()).allMatch(element -> element >= 0);
    if (parts.size() == 1 && plain) {
      String text = new String(parts.getFirst(), 0, parts.getFirst().length);
      return open
          ? ending ? new Pattern.Contains(text, cased) : new Pattern.Ends(text, cased)
          : ending ? new Pattern.Starts(text, cased) : new Pattern.Equal(text, cased);
    }
    return new Pattern.Parts(parts.stream().map(Pattern.Part::new).toList(), open, ending, cased);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Glob glob && Arrays.equals(glob.elements, elements);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(elements);
  }

  /// As {@link #text()}, for people.
  @Override
  public String toString() {
    return text();
  }

  private List<int[]> parts(boolean cased) {
    List<int[]> parts = new ArrayList<>();
    int from = 0;
    for (int index = 0; index <= elements.length; index++) {
      if (index == elements.length || elements[index] == Sign.MANY) {
        if (index > from) {
          int[] part = Arrays.copyOfRange(elements, from, index);
          parts.add(cased ? part : Arrays.stream(part).map(Glob::fold).toArray());
        }
        from = index + 1;
      }
    }
    return parts;
  }

  private static int fold(int element) {
    return element < 0 ? element : Fold.fold(element);
  }
}
