// SPDX-License-Identifier: Apache-2.0
package dev.shirube.literals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Many literal texts looked for in one value at once. The cost of a search grows with the value
/// and with what is found in it, hardly with how many texts there are.
///
/// Texts and values are bytes and are compared as bytes; to ignore case both are folded before. Of
/// UTF-8 that is right as no character's bytes occur within another's. Never changes; safe for use
/// by several threads, each with {@link LiteralHits} of its own.
public final class LiteralIndex {
  private final byte[][] literals;
  private final LiteralTable whole;
  private final LiteralTable starts;
  private final LiteralTable ends;
  private final GramTable anywhere;

  /// Where in the value a text has to stand.
  public enum Place {
    WHOLE,
    START,
    END,
    ANYWHERE
  }

  private LiteralIndex(Builder builder) {
    literals = builder.literals.toArray(byte[][]::new);
    whole = new LiteralTable(literals, builder.numbers(Place.WHOLE), false);
    starts = new LiteralTable(literals, builder.numbers(Place.START), false);
    ends = new LiteralTable(literals, builder.numbers(Place.END), true);
    anywhere = new GramTable(literals, builder.numbers(Place.ANYWHERE));
  }

  /// Gathers texts; each gets a number, the same text in the same place the same one.
  public static final class Builder {
    private final List<byte[]> literals = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final Map<String, Integer> known = new HashMap<>();

    public Builder() {}

    /// The number of a text, giving it one if it is new.
    ///
    /// @param text never empty, unless it has to be the whole value
    public int add(Place place, byte[] text) {
      if (text.length == 0 && place != Place.WHOLE) {
        throw new IllegalArgumentException("an empty text stands everywhere");
      }
      String key = place.name() + new String(text, StandardCharsets.ISO_8859_1);
      return known.computeIfAbsent(
          key,
          _ -> {
            literals.add(text.clone());
            places.add(place);
            return literals.size() - 1;
          });
    }

    /// How many texts there are; numbers run from 0 to one less.
    public int size() {
      return literals.size();
    }

    int[] numbers(Place place) {
      int[] numbers = new int[literals.size()];
      int count = 0;
      for (int number = 0; number < numbers.length; number++) {
        if (places.get(number) == place) {
          numbers[count++] = number;
        }
      }
      return Arrays.copyOf(numbers, count);
    }

    public LiteralIndex build() {
      return new LiteralIndex(this);
    }
  }

  /// Looks for all texts in a value.
  ///
  /// @param hits is emptied, then takes what is found
  public void search(byte[] value, int length, LiteralHits hits) {
    hits.begin(literals.length);
    whole.whole(value, length, hits);
    starts.affixes(value, length, hits);
    ends.affixes(value, length, hits);
    anywhere.search(value, length, hits);
  }

  /// A sieve before this index: whatever it does not let pass holds none of the texts, in whichever
  /// place. Null when none can be made.
  public @Nullable Sieve sieve() {
    return Sieve.of(List.of(literals));
  }

  /// Rough size of the tables in bytes, the texts included.
  public long sizeBytes() {
    long texts = Arrays.stream(literals).mapToLong(text -> text.length + 16L).sum();
    return texts + whole.sizeBytes() + starts.sizeBytes() + ends.sizeBytes() + anywhere.sizeBytes();
  }
}
