// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.Gap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One entry of a tenant's chain: something that was done to the recording. All deeds in order give
/// its state; there is no other way to change it.
sealed interface Deed {
  /// Open events were written as a part.
  record Added(PartFacts part, long journalOffset) implements Deed {}

  /// Parts were written anew as fewer and bigger ones.
  record Merged(List<Long> gone, List<PartFacts> made) implements Deed {}

  /// Events of a part were deleted; what was held is another part now.
  record Buried(Signed.Tombstone stone, List<PartFacts> rest) implements Deed {}

  /// A damaged part was moved aside.
  record Quarantined(long number, String why) implements Deed {}

  record HoldPlaced(Hold hold) implements Deed {}

  record HoldReleased(String name, String why) implements Deed {}

  record GapDeclared(Gap gap) implements Deed {}

  /// A gap turned out to be none: the events came late.
  record GapClosed(Gap gap) implements Deed {}

  /// The bytes of a deed; the first number tells which it is, and never means another.
  default byte[] encode() {
    Codec.Encoder out = new Codec.Encoder();
    switch (this) {
      case Added it -> {
        it.part.encode(out.number(1));
        out.number(it.journalOffset);
      }
      case Merged it -> {
        out.number(2).number(it.gone.size());
        it.gone.forEach(out::number);
        encode(it.made, out);
      }
      case Buried it -> {
        it.stone.encode(out.number(3));
        encode(it.rest, out);
      }
      case Quarantined it -> out.number(4).number(it.number).text(it.why);
      case HoldPlaced it -> it.hold.encode(out.number(5));
      case HoldReleased it -> out.number(6).text(it.name).text(it.why);
      case GapDeclared it -> encode(it.gap, out.number(7));
      case GapClosed it -> encode(it.gap, out.number(8));
    }
    return out.toBytes();
  }

  /// Reads a deed.
  ///
  /// @throws StoreException if the bytes are no deed this release knows
  static Deed decode(byte[] bytes, Path file) throws StoreException {
    Codec.Decoder in = new Codec.Decoder(bytes, file);
    long kind = in.number();
    Deed deed =
        switch ((int) kind) {
          case 1 -> new Added(PartFacts.decode(in), in.number());
          case 2 -> new Merged(numbers(in), parts(in));
          case 3 -> new Buried(Signed.Tombstone.decode(in), parts(in));
          case 4 -> new Quarantined(in.number(), in.text());
          case 5 -> new HoldPlaced(Hold.decode(in));
          case 6 -> new HoldReleased(in.text(), in.text());
          case 7 -> new GapDeclared(gap(in));
          case 8 -> new GapClosed(gap(in));
          default -> throw in.damage();
        };
    in.end();
    return deed;
  }

  private static List<Long> numbers(Codec.Decoder in) throws StoreException {
    List<Long> numbers = new ArrayList<>();
    int count = in.count();
    for (int index = 0; index < count; index++) {
      numbers.add(in.number());
    }
    return List.copyOf(numbers);
  }

  private static void encode(List<PartFacts> parts, Codec.Encoder out) {
    out.number(parts.size());
    parts.forEach(part -> part.encode(out));
  }

  private static List<PartFacts> parts(Codec.Decoder in) throws StoreException {
    List<PartFacts> parts = new ArrayList<>();
    int count = in.count();
    for (int index = 0; index < count; index++) {
      parts.add(PartFacts.decode(in));
    }
    return List.copyOf(parts);
  }

  static void encode(Gap gap, Codec.Encoder out) {
    out.text(gap.source()).number(gap.first()).number(gap.last());
    out.number(gap.afterNanos()).number(gap.beforeNanos());
  }

  static Gap gap(Codec.Decoder in) throws StoreException {
    String source = in.text();
    long first = in.number();
    long last = in.number();
    if (last < first) {
      throw in.damage();
    }
    return new Gap(source, first, last, in.number(), in.number());
  }
}
