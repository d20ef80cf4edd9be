// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.Event;
import dev.shirube.event.ProcessKey;
import dev.shirube.event.Timestamp;
import dev.shirube.event.Timestamps;
import dev.shirube.event.ValueType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One way to derive a value from others. The set is closed: descriptions are data and cannot bring
/// their own.
sealed interface Operation {
  /// Adds what can be derived; adds nothing when what it needs is not there.
  void run(Work work);

  record Constant(String text, Work.Target to) implements Operation {
    @Override
    public void run(Work work) {
      work.add(to, text);
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
  record Format(List<String> texts, List<int[]> values, Work.Target to) implements Operation {
    @Override
    public void run(Work work) {
      StringBuilder made = new StringBuilder(texts.getFirst());
      for (int index = 0; index < values.size(); index++) {
        String value = work.text(values.get(index));
        if (value == null) {
          return;
        }
        made.append(value).append(texts.get(index + 1));
      }
      work.add(to, made.toString());
    }
  }

  record Change(int[] from, TextChange how, Work.Target to) implements Operation {
    @Override
    public void run(Work work) {
      String text = work.text(from);
      String changed = text == null ? null : how.apply(text);
      if (changed != null && !changed.isEmpty()) {
        work.add(to, changed);
      }
    }
  }

  record Words(int[] from, Map<String, String> table, boolean keep, Work.Target to)
      implements Operation {
    @Override
    public void run(Work work) {
      String text = work.text(from);
      if (text == null) {
        return;
      }
      String word = table.get(text.strip().toLowerCase(Locale.ROOT));
      if (word != null) {
        work.add(to, word);
      } else if (keep) {
        work.add(to, text);
      }
    }
  }

  /// Every `%%number` inside a text as its word; nothing where no word is known.
  record Constants(int[] from, Map<String, String> table, Work.Target to) implements Operation {
    @Override
    public void run(Work work) {
      String text = work.text(from);
      int at = text == null ? -1 : text.indexOf("%%");
      if (text == null || at < 0) {
        return;
      }
      StringBuilder spelled = new StringBuilder();
      int written = 0;
      boolean known = false;
      while (at >= 0) {
        int end = at + 2;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
          end++;
        }
        String word = table.get(text.substring(at, end));
        known |= word != null;
        spelled.append(text, written, word == null ? end : at).append(word == null ? "" : word);
        written = end;
        at = text.indexOf("%%", end);
      }
      if (known) {
        work.add(to, spelled.append(text, written, text.length()).toString());
      }
    }
  }

  /// Targets by the algorithm's name in lower case.
  record Hashes(int[] from, Map<String, Work.Target> to) implements Operation {
    @Override
    public void run(Work work) {
      String text = work.text(from);
      if (text == null) {
        return;
      }
      for (int at = 0; at < text.length(); ) {
        int comma = text.indexOf(',', at);
        int end = comma < 0 ? text.length() : comma;
        one(work, text.substring(at, end).strip());
        at = end + 1;
      }
    }

    private void one(Work work, String part) {
      int equal = Math.max(part.indexOf('='), part.indexOf(':'));
      String name = equal < 0 ? byLength(part.length()) : part.substring(0, equal);
      Work.Target target = to.get(name.toLowerCase(Locale.ROOT).replace("-", ""));
      String digest = part.substring(equal + 1).strip();
      if (target != null && !digest.isEmpty() && !digest.chars().allMatch(c -> c == '0')) {
        work.add(target, digest);
      }
    }

    private static String byLength(int length) {
      return switch (length) {
        case 32 -> "md5";
        case 40 -> "sha1";
        case 64 -> "sha256";
        case 96 -> "sha384";
        case 128 -> "sha512";
        default -> "";
      };
    }
  }

  record Address(int[] from, Work.Target ip, Work.@Nullable Target port) implements Operation {
    @Override
    public void run(Work work) {
      String text = work.text(from);
      if (text == null) {
        return;
      }
      NetworkAddress address = NetworkAddress.of(text);
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
      int[] from, String at, boolean last, Work.@Nullable Target head, Work.@Nullable Target tail)
      implements Operation {
    @Override
    public void run(Work work) {
      String text = work.text(from);
      int cut = text == null ? -1 : last ? text.lastIndexOf(at) : text.indexOf(at);
      if (text != null && cut >= 0) {
        add(work, head, text.substring(0, cut));
        add(work, tail, text.substring(cut + at.length()));
      }
    }

    private static void add(Work work, Work.@Nullable Target target, String text) {
      if (target != null && !text.isEmpty()) {
        work.add(target, text);
      }
    }
  }

  record Time(int[] from, @Nullable ZoneId zone, Work.Target to) implements Operation {
    @Override
    public void run(Work work) {
      String text = work.text(from);
      ZoneId assumed = zone == null ? ZoneOffset.UTC : zone;
      Timestamp stamp =
          text == null ? null : Timestamps.parse(text, assumed, work.event().received());
      if (stamp != null) {
        byte[] digits = Long.toString(stamp.nanos()).getBytes(StandardCharsets.US_ASCII);
        work.add(to, ValueType.TIME, digits);
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
  record Line(int[] from, String after, Work.Target to) implements Operation {
    @Override
    public void run(Work work) {
      for (int reference : from) {
        for (int at = work.first(reference); at >= 0; at = work.next(reference, at)) {
          if (add(work, work.event().text(at))) {
            return;
          }
        }
      }
    }

    private boolean add(Work work, String text) {
      int found = text.indexOf(after);
      if (found < 0) {
        return false;
      }
      int end = found + after.length();
      while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
        end++;
      }
      String line = text.substring(found + after.length(), end).strip();
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
      String hostName = work.text(host);
      if (hostName == null) {
        return;
      }
      ProcessKey key = key(work, hostName.toLowerCase(Locale.ROOT));
      if (key != null) {
        byte[] bytes =
            ByteBuffer.allocate(ProcessKey.BYTES).putLong(key.high()).putLong(key.low()).array();
        work.add(to, ValueType.PROCESS_KEY, bytes);
      }
    }

    private @Nullable ProcessKey key(Work work, String hostName) {
      String identity = work.text(guid);
      if (identity != null && !isNil(identity)) {
        return work.exactKey(hostName, bare(identity));
      }
      String number = work.text(pid);
      String decimal = number == null ? null : TextChange.NUMBER.apply(number);
      long value = decimal == null ? -1 : parse(decimal);
      Long when = start(work);
      return value < 0 || when == null ? null : ProcessKey.derived(hostName, value, when);
    }

    private @Nullable Long start(Work work) {
      int[] field = start;
      if (field == null) {
        return null;
      }
      if (field.length == 0) {
        return work.event().time();
      }
      String text = work.text(field);
      Timestamp stamp =
          text == null ? null : Timestamps.parse(text, ZoneOffset.UTC, work.event().received());
      return stamp == null ? null : stamp.nanos();
    }

    private static long parse(String decimal) {
      return decimal.length() > 18 ? -1 : Long.parseLong(decimal);
    }

    private static boolean isNil(String guid) {
      return guid.chars().allMatch(c -> c == '0' || c == '-' || c == '{' || c == '}');
    }

    /// One spelling for the same identity: no braces, lower case.
    private static String bare(String guid) {
      String lower = guid.toLowerCase(Locale.ROOT);
      boolean braces = lower.startsWith("{") && lower.endsWith("}");
      return braces ? lower.substring(1, lower.length() - 1) : lower;
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
