// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.Event;
import dev.shirube.event.ProcessKey;
import dev.shirube.event.Timestamp;
import dev.shirube.event.ValueType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One way to derive a value from others. The set is closed: descriptions are data and cannot bring
/// their own.
sealed interface Operation {
  /// Adds what can be derived; adds nothing when what it needs is not there.
  void run(Work work);

  record Constant(byte[] text, Work.Target to) implements Operation {
    Constant(String text, Work.Target to) {
      this(text.getBytes(StandardCharsets.UTF_8), to);
    }

    @Override
    public void run(Work work) {
      work.add(to, ValueType.TEXT, text, 0, text.length);
    }
  }

  record Copy(int[] from, Work.Target to) implements Operation {
    @Override
    public void run(Work work) {
      int entry = work.entry(from);
      if (entry >= 0) {
        work.addCopy(to, entry);
      }
    }
  }

  /// Texts and values by turns: one more text than there are values.
  record Format(List<byte[]> texts, List<int[]> values, Work.Target to) implements Operation {
    @Override
    public void run(Work work) {
      work.make();
      work.make(texts.getFirst());
      for (int index = 0; index < values.size(); index++) {
        TextView value = work.view(values.get(index));
        if (value == null) {
          return;
        }
        work.make(value);
        work.make(texts.get(index + 1));
      }
      work.addMade(to);
    }
  }

  record Change(int[] from, TextChange how, Work.Target to) implements Operation {
    @Override
    public void run(Work work) {
      TextView text = work.view(from);
      if (text == null) {
        return;
      }
      int cut = how.isOfPaths() ? Math.max(text.findLast('/'), text.findLast('\\')) : -1;
      switch (how) {
        case BASENAME -> part(work, text, cut + 1, text.length());
        case FOLDER -> part(work, text, 0, cut < 0 ? 0 : Math.max(cut, 1));
        case EXTENSION -> {
          int dot = text.findLast('.');
          part(work, text, dot <= cut + 1 ? text.length() : dot + 1, text.length());
        }
        default -> {
          String changed = how.apply(text.text());
          if (changed != null && !changed.isEmpty()) {
            work.add(to, changed);
          }
        }
      }
    }

    private void part(Work work, TextView text, int start, int end) {
      if (start < end) {
        work.addPart(to, text, start, end);
      }
    }
  }

  record Words(int[] from, Table table, boolean keep, Work.Target to) implements Operation {
    @Override
    public void run(Work work) {
      TextView text = work.view(from);
      if (text == null) {
        return;
      }
      byte[] word = table.find(text);
      if (word != null) {
        work.add(to, ValueType.TEXT, word, 0, word.length);
      } else if (keep) {
        work.addPart(to, text, 0, text.length());
      }
    }

    /// Words by the value they stand for, without case.
    static final class Table {
      private final Map<String, String> byText;
      private final Vocabulary.Words values = new Vocabulary.Words();
      private final List<byte[]> words = new ArrayList<>();

      /// @param byText words by values in lower case
      Table(Map<String, String> byText) {
        this.byText = byText;
        byText.forEach((value, word) -> {
          if (values.add(value) == words.size()) {
            words.add(word.getBytes(StandardCharsets.UTF_8));
          }
        });
      }

      private byte @Nullable [] find(TextView text) {
        if (!text.isAscii()) {
          String word = byText.get(text.text().strip().toLowerCase(Locale.ROOT));
          return word == null ? null : word.getBytes(StandardCharsets.UTF_8);
        }
        int from = text.stripped(0, text.length());
        int end = text.strippedEnd(from, text.length());
        int found = values.find(text.bytes(), text.offset() + from, end - from);
        return found < 0 ? null : words.get(found);
      }
    }
  }

  /// Every `%%number` inside a text as its word; nothing where no word is known.
  record Constants(int[] from, Map<String, String> table, Work.Target to) implements Operation {
    @Override
    public void run(Work work) {
      String text = work.text(from);
      String spelled = text == null ? null : WordTables.spelled(text, table);
      if (spelled != null) {
        work.add(to, spelled);
      }
    }
  }

  /// Digests by their algorithm's name in lower case.
  record Hashes(int[] from, Vocabulary.Words names, List<Work.Target> to) implements Operation {
    Hashes(int[] from, Map<String, Work.Target> byName) {
      this(from, new Vocabulary.Words(), new ArrayList<>());
      byName.forEach((name, target) -> {
        names.add(name);
        to.add(target);
      });
    }

    @Override
    public void run(Work work) {
      TextView text = work.view(from);
      if (text == null) {
        return;
      }
      for (int at = 0; at < text.length(); ) {
        int comma = text.find(',', at);
        int end = comma < 0 ? text.length() : comma;
        one(work, text, text.stripped(at, end), text.strippedEnd(at, end));
        at = end + 1;
      }
    }

    private void one(Work work, TextView text, int start, int end) {
      int equal = Math.max(text.findIn('=', start, end), text.findIn(':', start, end));
      Work.Target target = equal < 0 ? byLength(end - start) : byName(text, start, equal);
      int first = text.stripped(Math.max(equal + 1, start), end);
      boolean zeros = true;
      for (int at = first; at < end; at++) {
        zeros &= text.at(at) == '0';
      }
      if (target != null && !zeros) {
        work.addPart(target, text, first, end);
      }
    }

    private Work.@Nullable Target byName(TextView text, int start, int end) {
      int found = names.find(text.bytes(), text.offset() + start, end - start);
      if (found < 0 && text.findIn('-', start, end) >= 0) {
        String name = text.text(start, end).replace("-", "");
        found = names.find(name);
      }
      return found < 0 ? null : to.get(found);
    }

    private Work.@Nullable Target byLength(int length) {
      int found =
          switch (length) {
            case 32 -> names.find("md5");
            case 40 -> names.find("sha1");
            case 64 -> names.find("sha256");
            case 96 -> names.find("sha384");
            case 128 -> names.find("sha512");
            default -> -1;
          };
      return found < 0 ? null : to.get(found);
    }
  }

  record Address(int[] from, Work.Target ip, Work.@Nullable Target port) implements Operation {
    @Override
    public void run(Work work) {
      String text = work.text(from);
      if (text == null) {
        return;
      }
      TextChange.NetworkAddress address = TextChange.NetworkAddress.of(text);
      if (!address.host().isEmpty()) {
        work.add(ip, address.host());
      }
      Work.Target second = port;
      if (second != null && !address.port().isEmpty()) {
        work.add(second, address.port());
      }
    }
  }

  record Split(
      int[] from, byte[] at, boolean last, Work.@Nullable Target head, Work.@Nullable Target tail)
      implements Operation {
    @Override
    public void run(Work work) {
      TextView text = work.view(from);
      int cut = text == null ? -1 : last ? text.findLast(at) : text.find(at);
      if (text != null && cut >= 0) {
        add(work, head, text, 0, cut);
        add(work, tail, text, cut + at.length, text.length());
      }
    }

    private static void add(
        Work work, Work.@Nullable Target target, TextView text, int start, int end) {
      if (target != null && start < end) {
        work.addPart(target, text, start, end);
      }
    }
  }

  record Time(int[] from, @Nullable ZoneId zone, Work.Target to) implements Operation {
    @Override
    public void run(Work work) {
      Timestamp stamp = work.time(from, zone == null ? ZoneOffset.UTC : zone);
      if (stamp != null) {
        work.addTime(to, stamp.nanos());
      }
    }
  }

  /// The one of several values of a name: 1 is the first, -1 the last.
  record Element(int[] from, int at, Work.Target to) implements Operation {
    @Override
    public void run(Work work) {
      int wanted = at > 0 ? at : size(work) + 1 + at;
      int entry = work.first(from[0]);
      for (int number = 1; entry >= 0; number++, entry = work.next(from[0], entry)) {
        if (number == wanted) {
          work.addCopy(to, entry);
          return;
        }
      }
    }

    private int size(Work work) {
      int size = 0;
      for (int e = work.first(from[0]); e >= 0; e = work.next(from[0], e)) {
        size++;
      }
      return size;
    }
  }

  record Gather(String prefix, String with, Work.Target to) implements Operation {
    @Override
    public void run(Work work) {
      Event event = work.event();
      StringBuilder all = new StringBuilder();
      for (int entry = 0; entry < event.size(); entry++) {
        if (event.nameText(entry).startsWith(prefix)) {
          all.append(all.isEmpty() ? "" : with).append(event.text(entry));
        }
      }
      if (!all.isEmpty()) {
        work.add(to, all.toString());
      }
    }
  }

  /// Looks through all values of all names.
  record Line(int[] from, byte[] after, Work.Target to) implements Operation {
    @Override
    public void run(Work work) {
      for (int reference : from) {
        for (int at = work.first(reference); at >= 0; at = work.next(reference, at)) {
          if (add(work, work.view(at))) {
            return;
          }
        }
      }
    }

    private boolean add(Work work, TextView text) {
      int found = text.find(after);
      if (found < 0) {
        return false;
      }
      int start = found + after.length;
      int end = text.lineEnd(start);
      if (text.isAscii(start, end)) {
        start = text.stripped(start, end);
        end = text.strippedEnd(start, end);
        if (start < end) {
          work.addPart(to, text, start, end);
        }
        return true;
      }
      String line = text.text(start, end).strip();
      if (!line.isEmpty()) {
        work.add(to, line);
      }
      return true;
    }
  }

  /// The key of a process. The start is a reference list; empty stands for the event's own time.
  record Key(int[] guid, int[] host, int[] pid, int @Nullable [] start, Work.Target to)
      implements Operation {
    @Override
    public void run(Work work) {
      ProcessKey exact = work.exactKey(host, guid);
      ProcessKey key = exact == null ? derived(work) : exact;
      if (key != null) {
        byte[] bytes =
            ByteBuffer.allocate(ProcessKey.BYTES).putLong(key.high()).putLong(key.low()).array();
        work.add(to, ValueType.PROCESS_KEY, bytes, 0, bytes.length);
      }
    }

    private @Nullable ProcessKey derived(Work work) {
      String hostName = work.text(host);
      String number = hostName == null ? null : work.text(pid);
      String decimal = number == null ? null : TextChange.NUMBER.apply(number);
      long value = decimal == null ? -1 : parse(decimal);
      Long when = value < 0 ? null : start(work);
      return hostName == null || when == null
          ? null
          : ProcessKey.derived(hostName.toLowerCase(Locale.ROOT), value, when);
    }

    private @Nullable Long start(Work work) {
      int[] field = start;
      if (field == null) {
        return null;
      }
      if (field.length == 0) {
        return work.event().time();
      }
      Timestamp stamp = work.time(field, ZoneOffset.UTC);
      return stamp == null ? null : stamp.nanos();
    }

    private static long parse(String decimal) {
      return decimal.length() > 18 ? -1 : Long.parseLong(decimal);
    }
  }

  /// An operation and when it is done.
  record Derivation(List<Condition> when, Operation operation) {
    public Derivation {
      when = List.copyOf(when);
    }

    void run(Work work) {
      if (Condition.allHold(when, work)) {
        operation.run(work);
      }
    }
  }
}
