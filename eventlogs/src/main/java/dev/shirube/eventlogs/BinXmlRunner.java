// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.containers.ReadContext;
import dev.shirube.event.EntryFlag;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns the BinXML of one record into the entries of one event, by running the compiled template
/// over the record's substitutions.
final class BinXmlRunner {
  /// The compiled templates of the chunk that is being read: each definition is compiled at its
  /// first use under a path and then only run.
  private static final class Templates {
    private static final int RECENT = 1 << 6;

    private record Key(int definition, String prefix) {
      boolean is(int other, String otherPrefix) {
        return definition == other && prefix.equals(otherPrefix);
      }
    }

    private final ChunkBytes bytes;
    private final int maxDepth;
    private final TemplateCache cache;
    private final Map<Key, TemplateProgram> programs = new HashMap<>();
    private final @Nullable TemplateProgram[] recent = new @Nullable TemplateProgram[RECENT];
    private final Key[] recentKeys = new Key[RECENT];

    Templates(ChunkBytes bytes, int maxDepth, TemplateCache cache) {
      this.cache = cache;
      this.bytes = bytes;
      this.maxDepth = maxDepth;
    }

    /// Forgets the templates, because another chunk is there.
    void clear() {
      programs.clear();
      Arrays.fill(recent, null);
    }

    /// The program of a definition.
    ///
    /// @param definition its offset in the chunk
    /// @param prefix path of the element that its values stand in
    TemplateProgram of(int definition, String prefix) throws ChunkBytes.Broken {
      int place = (definition ^ definition >>> 6) & (RECENT - 1);
      TemplateProgram last = recent[place];
      if (last != null && recentKeys[place].is(definition, prefix)) {
        return last;
      }
      Key key = new Key(definition, prefix);
      TemplateProgram known = programs.get(key);
      if (known == null) {
        int start = definition + Substitutions.Instance.DEFINITION_HEADER;
        int size = bytes.count(definition + 20);
        bytes.require(start, size);
        TemplateProgram before = cache.find(bytes, definition, size, prefix);
        known = before == null ? compile(definition, size, prefix) : before;
        programs.put(key, known);
      }
      recent[place] = known;
      recentKeys[place] = key;
      return known;
    }

    /// Compiles a fragment that stands in a record, outside any definition.
    TemplateProgram direct(int start, int end, String prefix) throws ChunkBytes.Broken {
      BinXmlCursor cursor = new BinXmlCursor(bytes, start, end);
      return new BinXmlCompiler(bytes, cursor, false, maxDepth).compile(prefix);
    }

    private TemplateProgram compile(int definition, int size, String prefix)
        throws ChunkBytes.Broken {
      int start = definition + Substitutions.Instance.DEFINITION_HEADER;
      BinXmlCursor cursor = new BinXmlCursor(bytes, start, start + size);
      BinXmlCompiler compiler = new BinXmlCompiler(bytes, cursor, true, maxDepth);
      TemplateProgram program = compiler.compile(prefix);
      if (compiler.isMovable()) {
        cache.keep(bytes, definition, cursor.nameReferences(), prefix, program);
      }
      return program;
    }
  }

  private static final int MAX_NAME = 1024;

  private final ChunkBytes chunk;
  private final Templates templates;
  private final ValueWriter values;
  private final int maxDepth;
  private final List<Substitutions> levels = new ArrayList<>();
  private EventBatch batch;

  /// @param batch any batch; every record tells its own
  BinXmlRunner(ChunkBytes chunk, ReadContext context, EventBatch batch, TemplateCache cache) {
    this.chunk = chunk;
    this.batch = batch;
    this.maxDepth = context.limits().depth();
    this.templates = new Templates(chunk, maxDepth, cache);
    this.values = new ValueWriter(chunk, context.ansi(), context.limits().fields(), batch);
  }

  /// Begins another chunk, whose bytes have been put where those of the last one were.
  void beginChunk() {
    templates.clear();
    chunk.renewSteps();
  }

  /// Appends one event.
  ///
  /// @param start offset of the record in the chunk
  /// @param end offset behind it
  /// @return false if it had more values than an event may have; its bytes are then one more value
  boolean append(EventBatch target, int start, int end) throws ChunkBytes.Broken {
    batch = target;
    int event = target.beginEvent();
    int base = target.appendBytes(chunk.data(), start, end - start);
    target.setRecord(event, base, end - start);
    target.setPosition(event, chunk.i64(start + 8));
    values.begin(target, start, end, base);
    fragment(start + EvtxChunk.RECORD_HEADER, end - 4, "", 0);
    if (values.isCut()) {
      int rest =
          target.addSpan(target.names().intern("Event"), ValueType.BINARY, base, end - start);
      target.addFlags(rest, EntryFlag.TRUNCATED);
    }
    return !values.isCut();
  }

  private void fragment(int start, int end, String prefix, int depth) throws ChunkBytes.Broken {
    if (depth > maxDepth) {
      throw new ChunkBytes.Broken(start);
    }
    int at = start;
    while (at < end) {
      chunk.spend(1, at);
      int token = chunk.u8(at);
      if (token == BinXml.Token.FRAGMENT_HEADER) {
        at += BinXml.Token.FRAGMENT_HEADER_SIZE;
      } else if (token == BinXml.Token.TEMPLATE_INSTANCE) {
        at = instance(at, prefix, depth);
      } else if (token == BinXml.Token.END_OF_FRAGMENT) {
        return;
      } else {
        Substitutions none = level(depth);
        none.begin();
        run(templates.direct(at, end, prefix), none, depth);
        return;
      }
    }
  }

  private int instance(int at, String prefix, int depth) throws ChunkBytes.Broken {
    Substitutions.Instance instance = Substitutions.Instance.at(chunk, at);
    Substitutions slots = level(depth);
    int end = slots.read(chunk, instance);
    chunk.spend(instance.count(), at);
    run(templates.of(instance.definition(), prefix), slots, depth);
    return end;
  }

  private Substitutions level(int depth) {
    while (levels.size() <= depth) {
      levels.add(new Substitutions(maxDepth));
    }
    return levels.get(depth);
  }

  private void run(TemplateProgram program, Substitutions slots, int depth)
      throws ChunkBytes.Broken {
    int[] code = program.code();
    int[] names = program.nameIds(batch.names());
    for (int step = 0; step < code.length; step += TemplateProgram.STRIDE) {
      chunk.spend(1, 0);
      int name = names[code[step + 1]];
      switch (code[step]) {
        case TemplateProgram.VALUE -> value(program, step, name, slots, depth);
        case TemplateProgram.LITERAL -> {
          byte[] text = program.literal(code[step + 2]);
          int element = element(code, step, slots);
          values.addText(shown(code, step, name, slots), element, text, text.length);
        }
        case TemplateProgram.JOINED -> joined(program, step, name, slots, depth);
        case TemplateProgram.GUARD -> {
          if (slots.type(code[step + 3]) == BinXml.Type.NULL) {
            step = code[step + 2] - TemplateProgram.STRIDE;
          }
        }
        case TemplateProgram.MARK -> slots.marks[code[step + 2]] = values.entries();
        case TemplateProgram.EMPTY -> {
          if (values.entries() == slots.marks[code[step + 2]]) {
            values.addNull(name, Math.max(code[step + 4], 0));
          }
        }
        case TemplateProgram.NAMED -> makeName(program, step, slots);
        case TemplateProgram.INSTANCE ->
            instance(code[step + 2], program.name(code[step + 1]), depth + 1);
        default -> values.addNull(shown(code, step, name, slots), element(code, step, slots));
      }
    }
  }

  private static int shown(int[] code, int step, int name, Substitutions slots) {
    boolean made = (code[step + 3] & TemplateProgram.BY_NAME) != 0;
    return made && slots.madeName != FieldNames.NONE ? slots.madeName : name;
  }

  /// The ordinal of a value; counts it if it is counted.
  private static int element(int[] code, int step, Substitutions slots) {
    if (code[step + 4] != TemplateProgram.COUNTED) {
      return code[step + 4];
    }
    boolean named =
        (code[step + 3] & TemplateProgram.BY_NAME) != 0 && slots.madeName != FieldNames.NONE;
    return named ? 0 : ++slots.counter;
  }

  private void value(TemplateProgram program, int step, int name, Substitutions slots, int depth)
      throws ChunkBytes.Broken {
    int[] code = program.code();
    int slot = code[step + 2];
    int type = slots.type(slot);
    if (type == BinXml.Type.BINXML) {
      int at = slots.at(slot);
      fragment(at, at + slots.size(slot), program.name(code[step + 1]), depth + 1);
    } else if (type != BinXml.Type.NULL) {
      int element = element(code, step, slots);
      int more =
          values.append(
              shown(code, step, name, slots), element, type, slots.at(slot), slots.size(slot));
      if (code[step + 4] == TemplateProgram.COUNTED) {
        slots.counter += more - 1;
      }
    } else if ((code[step + 3] & TemplateProgram.QUIET) == 0) {
      values.addNull(shown(code, step, name, slots), element(code, step, slots));
    }
  }

  private void joined(TemplateProgram program, int step, int name, Substitutions slots, int depth)
      throws ChunkBytes.Broken {
    int[] code = program.code();
    StringBuilder text = new StringBuilder();
    boolean nested = false;
    for (TemplateProgram.Part part : program.joined(code[step + 2])) {
      if (part instanceof TemplateProgram.Part.Slot slot
          && slots.type(slot.index()) == BinXml.Type.BINXML) {
        int at = slots.at(slot.index());
        fragment(at, at + slots.size(slot.index()), program.name(code[step + 1]), depth + 1);
        nested = true;
      } else {
        text.append(text(part, slots));
      }
    }
    if (!text.isEmpty() || (!nested && (code[step + 3] & TemplateProgram.QUIET) == 0)) {
      byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
      int element = element(code, step, slots);
      values.addText(shown(code, step, name, slots), element, utf8, utf8.length);
    }
  }

  private String text(TemplateProgram.Part part, Substitutions slots) throws ChunkBytes.Broken {
    return switch (part) {
      case TemplateProgram.Part.Literal(String text) -> text;
      case TemplateProgram.Part.Slot(int index, boolean _) -> {
        int type = slots.type(index);
        yield type == BinXml.Type.NULL ? "" : values.text(type, slots.at(index), slots.size(index));
      }
    };
  }

  private void makeName(TemplateProgram program, int step, Substitutions slots)
      throws ChunkBytes.Broken {
    StringBuilder made = new StringBuilder();
    for (TemplateProgram.Part part : program.joined(program.code()[step + 2])) {
      made.append(text(part, slots));
    }
    slots.madeName = FieldNames.NONE;
    if (!made.isEmpty() && made.length() <= MAX_NAME) {
      String prefix = program.name(program.code()[step + 1]);
      slots.madeName =
          batch.names().intern(prefix.isEmpty() ? made.toString() : prefix + '.' + made);
    }
  }
}
