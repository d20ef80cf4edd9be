// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.ValueType;
import dev.shirube.match.Pattern;
import dev.shirube.sigma.Condition;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.EventView;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.ValueTest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/// Changes copies of events by chance: bytes and case flipped, texts of rules put in, values
/// swapped, doubled, emptied, made elements of arrays, spelled with escapes.
final class Mutation {
  private final Random random;
  private final RuleTexts texts;
  private Event from = new Event();
  private ValueType[] type = new ValueType[64];
  private int[] offset = new int[64];
  private int[] length = new int[64];
  private int[] origin = new int[64];
  private int[] flags = new int[64];
  private int size;

  Mutation(Random random, RuleTexts texts) {
    this.random = random;
    this.texts = texts;
  }

  /// Fills a batch with a changed copy of an event whose names it shares.
  Event of(Event event, EventBatch batch) {
    batch.clear();
    return copy(event, batch, 1 + random.nextInt(3));
  }

  /// Adds a copy of an event to a batch whose names it shares; values that lie in the record do so
  /// in the copy too.
  Event copy(Event event, EventBatch batch, int changes) {
    from = event;
    int index = batch.beginEvent();
    batch.setClass(index, event.eventClass(), event.activity());
    batch.setSource(index, event.sourceName());
    batch.setInput(index, event.inputName());
    copyValues(batch, index);
    for (int count = changes; count > 0 && size > 0; count--) {
      change(batch);
    }
    for (int entry = 0; entry < size; entry++) {
      int added =
          batch.addSpan(event.name(origin[entry]), type[entry], offset[entry], length[entry]);
      batch.setField(added, event.field(origin[entry]));
      batch.addFlags(added, flags[entry]);
      batch.setElement(added, entry >= event.size() ? 1 + random.nextInt(3) : event.element(entry));
    }
    return new Event().on(batch, index);
  }

  /// Copies the record with the values in it where they are, and the other values behind it.
  private void copyValues(EventBatch batch, int index) {
    byte[] bytes = from.batch().buffer();
    int recordFrom = from.recordOffset();
    int recordTo = recordFrom + from.recordLength();
    int record = 0;
    if (recordTo > recordFrom) {
      record = batch.appendBytes(bytes, recordFrom, recordTo - recordFrom);
      batch.setRecord(index, record, recordTo - recordFrom);
    }
    size = 0;
    for (int entry = 0; entry < from.size(); entry++) {
      int at = from.offset(entry);
      boolean inside = at >= recordFrom && at + from.length(entry) <= recordTo;
      int copied =
          inside ? record + at - recordFrom : batch.appendBytes(bytes, at, from.length(entry));
      put(entry, from.type(entry), copied, from.length(entry), from.flags(entry));
    }
  }

  private void put(int entry, ValueType newType, int at, int newLength, int newFlags) {
    if (size == offset.length) {
      type = Arrays.copyOf(type, size * 2);
      offset = Arrays.copyOf(offset, size * 2);
      length = Arrays.copyOf(length, size * 2);
      origin = Arrays.copyOf(origin, size * 2);
      flags = Arrays.copyOf(flags, size * 2);
    }
    origin[size] = entry;
    type[size] = newType;
    offset[size] = at;
    length[size] = newLength;
    flags[size++] = newFlags;
  }

  private void change(EventBatch batch) {
    int entry = random.nextInt(size);
    switch (random.nextInt(14)) {
      case 0 -> flip(batch.buffer(), entry, 1 << random.nextInt(8));
      case 1 -> flip(batch.buffer(), entry, 0x20);
      case 2, 3, 4, 5, 6, 7 -> insert(batch, wanted(entry));
      case 8 -> swap(entry, random.nextInt(size));
      case 9 ->
          put(
              origin[entry],
              type[random.nextInt(2) == 0 ? entry : 0],
              offset[entry],
              length[entry],
              flags[entry]);
      case 10 -> {
        type[entry] = ValueType.NULL;
        length[entry] = 0;
      }
      case 11 -> length[entry] = random.nextInt(length[entry] + 1);
      case 12 -> flags[entry] ^= EntryFlag.SPLIT;
      default -> spell(batch, entry);
    }
  }

  private void flip(byte[] bytes, int entry, int bits) {
    if (length[entry] > 0) {
      bytes[offset[entry] + random.nextInt(length[entry])] ^= (byte) bits;
    }
  }

  private void swap(int one, int two) {
    int kept = origin[one];
    origin[one] = origin[two];
    origin[two] = kept;
  }

  /// An entry that rules look at, if one is found soon.
  private int wanted(int entry) {
    int found = entry;
    for (int tries = 0; tries < 8 && texts(found).isEmpty(); tries++) {
      found = random.nextInt(size);
    }
    return found;
  }

  private List<String> texts(int entry) {
    return texts.of(from.nameText(origin[entry]), from.field(origin[entry]));
  }

  /// Puts a text that rules look for in or before a value, or in its place.
  private void insert(EventBatch batch, int entry) {
    List<String> known = texts(entry);
    List<String> some = known.isEmpty() || random.nextInt(8) == 0 ? texts.anywhere() : known;
    if (some.isEmpty()) {
      return;
    }
    String text = some.get(random.nextInt(some.size()));
    String old = length[entry] > 4_000 ? "" : text(batch, entry);
    int at = old.isEmpty() ? 0 : random.nextInt(old.length() + 1);
    String cased = random.nextInt(3) == 0 ? text.toUpperCase(Locale.ROOT) : text;
    write(
        batch,
        entry,
        switch (random.nextInt(4)) {
          case 0, 1 -> cased;
          case 2 -> old + cased;
          default -> old.substring(0, at) + cased + old.substring(at);
        });
  }

  private String text(EventBatch batch, int entry) {
    boolean wide = type[entry] == ValueType.TEXT_UTF16;
    Charset charset = wide ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
    return new String(batch.buffer(), offset[entry], length[entry], charset);
  }

  /// Gives an entry another text in the spelling of its type.
  private void write(EventBatch batch, int entry, String text) {
    ValueType written =
        switch (type[entry]) {
          case TEXT_UTF16, TEXT_JSON -> type[entry];
          default -> ValueType.TEXT;
        };
    byte[] bytes =
        switch (written) {
          case TEXT_UTF16 -> text.getBytes(StandardCharsets.UTF_16LE);
          case TEXT_JSON -> escaped(text).getBytes(StandardCharsets.UTF_8);
          default -> text.getBytes(StandardCharsets.UTF_8);
        };
    type[entry] = written;
    offset[entry] = batch.appendBytes(bytes, 0, bytes.length);
    length[entry] = bytes.length;
  }

  /// Spells a value with escapes by number.
  private void spell(EventBatch batch, int entry) {
    if (type[entry] == ValueType.TEXT && length[entry] < 2_000) {
      String text = text(batch, entry);
      type[entry] = ValueType.TEXT_JSON;
      write(batch, entry, text);
    }
  }

  private String escaped(String text) {
    boolean numbers = random.nextInt(3) == 0;
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      if (c < ' ' || (numbers && random.nextInt(4) == 0)) {
        escaped.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
      } else if (c == '"' || c == '\\') {
        escaped.append('\\').append(c);
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /// The texts that rules look for, by the fields they look for them in: what an event is given so
  /// that rules nearly match, or do.
  static final class RuleTexts {
    private static final List<String> NONE = List.of();

    private final Map<String, List<String>> byName = new HashMap<>();
    private final Map<Integer, List<String>> byCatalogue = new HashMap<>();
    private final List<String> anywhere = new ArrayList<>();
    private final List<EventView.Field> fields;

    RuleTexts(RuleSet rules) {
      fields = rules.fields();
      for (Detection detection : rules.detections()) {
        gather(detection.condition());
      }
    }

    /// The texts for a value.
    ///
    /// @param name its source's name
    /// @param catalogue its catalogue field
    List<String> of(String name, int catalogue) {
      List<String> named = byName.getOrDefault(name, NONE);
      return named.isEmpty() ? byCatalogue.getOrDefault(catalogue, NONE) : named;
    }

    /// The texts looked for in any value.
    List<String> anywhere() {
      return anywhere;
    }

    private void gather(Condition condition) {
      switch (condition) {
        case Condition.And and -> and.parts().forEach(this::gather);
        case Condition.Or or -> or.parts().forEach(this::gather);
        case Condition.Not not -> gather(not.part());
        case Condition.Selection selection -> gather(selection.body());
        case Condition.Values values -> {
          EventView.Field field = fields.get(values.field().number());
          for (ValueTest test : values.tests().tests()) {
            String text = text(test);
            byName.computeIfAbsent(field.name(), _ -> new ArrayList<>()).add(text);
            for (int catalogue : field.catalogue()) {
              byCatalogue.computeIfAbsent(catalogue, _ -> new ArrayList<>()).add(text);
            }
          }
        }
        case Condition.Keywords words ->
            words.tests().tests().forEach(test -> anywhere.add(text(test)));
        case Condition.Exists _, Condition.Compared _ -> {}
      }
    }

    private static String text(ValueTest test) {
      return switch (test) {
        case ValueTest.Like like -> text(like.pattern());
        case ValueTest.Found found -> found.regex().required();
        case ValueTest.AnyOf any -> text(any.tests().getLast());
        case ValueTest.Within within -> {
          int slash = within.written().indexOf('/');
          yield slash < 0 ? within.written() : within.written().substring(0, slash);
        }
        case ValueTest.Missing _ -> "";
        case ValueTest.Compared _, ValueTest.SameNumber _, ValueTest.Dated _ -> test.written();
      };
    }

    private static String text(Pattern pattern) {
      return switch (pattern) {
        case Pattern.Anything _ -> "";
        case Pattern.Equal equal -> equal.text();
        case Pattern.Starts starts -> starts.text() + "x";
        case Pattern.Ends ends -> "c:" + ends.text();
        case Pattern.Contains contains -> contains.text();
        case Pattern.Parts parts -> parts.longestLiteral();
      };
    }
  }
}
