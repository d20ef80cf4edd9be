// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

/// The index between the two stages of reading JSON: where the quotes stand that open and close
/// strings, in order, and whether backslashes or bytes beyond ASCII stand before each. It is filled
/// some blocks ahead of the reader and holds no more than those. Brackets, colons and commas are
/// not in it: they stand next to a quote nearly always, where looking costs less than an index of
/// them.
final class StringBounds implements StructuralScanner.Masks {
  /// No quote that the index knows closes the string.
  static final int UNKNOWN = -1;

  /// Bit of a mark: backslashes stand between this quote and the one before.
  static final int ESCAPED = 1;

  /// Bit of a mark: bytes beyond ASCII stand between this quote and the one before.
  static final int HIGH = 2;

  /// How far a mark's position is shifted, to make room for its bits.
  static final int SHIFT = 2;

  private static final int AHEAD = 64 * StructuralScanner.BLOCK;
  private static final int MAX_POSITION = 1 << 29;
  private static final long EVEN_BITS = 0x5555555555555555L;

  private final StructuralScanner scanner;

  /// Behind the marks in use there is always room for those of one block.
  private final int[] marks = new int[AHEAD + 2 * StructuralScanner.BLOCK];

  private byte[] bytes = {};
  private long base;
  private int from;
  private int to;
  private int count;
  private int next;

  /// 1 if the first byte behind the indexed ones is escaped by a backslash before it.
  private long escapes;

  /// Bits of the mark that comes next, from blocks before.
  private int seen;

  StringBounds(StructuralScanner scanner) {
    this.scanner = scanner;
  }

  /// Goes to a document. What was indexed stays known if the text is the same.
  ///
  /// @param newBase tells texts apart that came one after the other to lie in the same array
  @SuppressWarnings("ReferenceEquality") // whether it is the array looked at before
  void on(byte[] text, int start, long newBase) {
    if (text != bytes || newBase != base || start < from || start > to) {
      bytes = text;
      base = newBase;
      begin(start);
    }
    while (next > 0 && marks[next - 1] >>> SHIFT >= start) {
      next--;
    }
  }

  private void begin(int start) {
    from = start;
    to = start;
    count = 0;
    next = 0;
    escapes = 0;
    seen = 0;
  }

  /// Finds the quote that closes a string and moves behind it.
  ///
  /// @param open where the quote that opens the string stands
  /// @param end where the text ends
  /// @return the mark of the closing quote, or {@link #UNKNOWN} where the string must be read
  int closing(int open, int end) {
    int at = next;
    while (at < count && marks[at] >>> SHIFT < open) {
      at++;
    }
    next = at;
    return at + 1 < count ? taken(at, open, end) : fill(open, end);
  }

  private int taken(int at, int open, int end) {
    int mark = marks[at + 1];
    if (marks[at] >>> SHIFT != open || mark >>> SHIFT >= end) {
      return UNKNOWN;
    }
    next = at + 2;
    return mark;
  }

  /// Indexes on until the string at a quote is closed or no whole block is left.
  private int fill(int open, int end) {
    if (end > MAX_POSITION) {
      return UNKNOWN;
    }
    if (open >= to) {
      begin(open);
    }
    while (count - next < 2) {
      int blocks = Math.min(end - to, AHEAD) / StructuralScanner.BLOCK;
      if (blocks <= 0) {
        return UNKNOWN;
      }
      forget();
      int start = to;
      to += blocks * StructuralScanner.BLOCK;
      scanner.scan(bytes, start, blocks, this);
      while (next < count && marks[next] >>> SHIFT < open) {
        next++;
      }
    }
    return taken(next, open, end);
  }

  /// Indexes all whole blocks of a text and keeps nothing.
  ///
  /// @return how many quotes open or close a string
  long countAll(byte[] text) {
    long found = 0;
    begin(0);
    bytes = text;
    for (int blocks = 1; blocks > 0; found += count) {
      blocks = Math.min(text.length - to, AHEAD) / StructuralScanner.BLOCK;
      count = 0;
      scanner.scan(text, to, blocks, this);
      to += blocks * StructuralScanner.BLOCK;
    }
    begin(0);
    return found;
  }

  /// Drops the marks that were passed.
  private void forget() {
    if (next > 0) {
      from = (marks[next - 1] >>> SHIFT) + 1;
      System.arraycopy(marks, next, marks, 0, count - next);
      count -= next;
      next = 0;
    }
  }

  @Override
  public void block(int at, long quotes, long slashes, long high) {
    long open = quotes & ~escaped(slashes);
    if (slashes == 0 && high == 0) {
      plain(at, open);
    } else {
      marked(at, open, slashes, high);
    }
  }

  private void plain(int at, long found) {
    int index = count;
    int bits = seen;
    long open = found;
    while (open != 0) {
      marks[index++] = (at + Long.numberOfTrailingZeros(open)) << SHIFT | bits;
      bits = 0;
      open &= open - 1;
    }
    seen = bits;
    count = index;
  }

  private void marked(int at, long found, long slashes, long high) {
    int index = count;
    int bits = seen;
    long before = 0;
    long open = found;
    while (open != 0) {
      long here = open & -open;
      long between = (here - 1) & ~before;
      bits |= bits(slashes & between, high & between);
      marks[index++] = (at + Long.numberOfTrailingZeros(here)) << SHIFT | bits;
      bits = 0;
      before = here - 1;
      open ^= here;
    }
    seen = bits | bits(slashes & ~before, high & ~before);
    count = index;
  }

  private static int bits(long slashes, long high) {
    return (slashes != 0 ? ESCAPED : 0) | (high != 0 ? HIGH : 0);
  }

  /// Which bytes of the block are escaped: those behind an odd number of backslashes. Adding to a
  /// run of set bits carries to the bit behind it.
  private long escaped(long slashes) {
    if (slashes == 0) {
      long first = escapes;
      escapes = 0;
      return first;
    }
    long free = slashes & ~escapes;
    long behind = free << 1 | escapes;
    long odd = free & ~EVEN_BITS & ~behind;
    long sum = odd + free;
    escapes = Long.compareUnsigned(sum, free) < 0 ? 1 : 0;
    return (EVEN_BITS ^ (sum << 1)) & behind;
  }
}
