// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;

/// Events as lines that tell everything they have, to be compared.
final class Events {
  private Events() {}

  static EventBatch generated(long seed, int count) {
    EventGenerator generator = new EventGenerator(seed);
    EventBatch batch = new EventBatch(EventGenerator.TENANT, new FieldNames());
    for (int event = 0; event < count; event++) {
      generator.add(batch);
    }
    return batch;
  }

  static BatchSegment inMemory(EventBatch batch) {
    BatchSegment segment = new BatchSegment(batch.tenant());
    BitSet all = new BitSet();
    all.set(0, batch.count());
    segment.append(batch, all);
    return segment;
  }

  static List<String> lines(EventBatch batch) {
    List<String> lines = new ArrayList<>();
    Event event = new Event();
    for (int index = 0; index < batch.count(); index++) {
      lines.add(line(event.on(batch, index)));
    }
    return lines;
  }

  static List<String> lines(Segment segment) {
    EventBatch batch = new EventBatch(EventGenerator.TENANT, new FieldNames());
    List<String> lines = new ArrayList<>();
    Segment.RowCopier copier = segment.copier();
    Event event = new Event();
    for (int row = 0; row < segment.rows(); row++) {
      batch.clear();
      copier.copy(row, batch);
      lines.add(line(event.on(batch, 0)));
    }
    return lines;
  }

  static String line(Event event) {
    StringBuilder line = new StringBuilder();
    line.append(event.id()).append(' ').append(event.time()).append(' ').append(event.timeSource());
    line.append(' ').append(event.timeFlags()).append(' ').append(event.received()).append(' ');
    line.append(event.eventClass()).append(' ').append(event.activity()).append(' ');
    line.append(event.source()).append(' ').append(event.input()).append(' ');
    line.append(event.position()).append(' ');
    byte[] bytes = event.batch().buffer();
    if (event.recordLength() > 0) {
      line.append(hex(bytes, event.recordOffset(), event.recordLength()));
    }
    for (int entry = 0; entry < event.size(); entry++) {
      line.append("; ").append(event.field(entry)).append(' ').append(event.nameText(entry));
      line.append(' ').append(event.batch().names().text(event.readerName(entry)));
      line.append(' ').append(event.type(entry)).append(' ').append(event.flags(entry));
      line.append(' ').append(event.element(entry)).append(' ');
      line.append(hex(bytes, event.offset(entry), event.length(entry)));
    }
    return line.toString();
  }

  private static String hex(byte[] bytes, int offset, int length) {
    return HexFormat.of().formatHex(bytes, offset, offset + length);
  }
}
