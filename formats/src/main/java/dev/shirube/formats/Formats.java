// SPDX-License-Identifier: Apache-2.0
package dev.shirube.formats;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.Sample;
import dev.shirube.containers.Splitter;
import dev.shirube.documents.ProseFormat;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Every format and splitter Shirube knows, and the choice among them by content. Splitters keep
/// what they learned of names, so each thread uses formats of its own.
public final class Formats {
  /// The name of the format of texts that hold no records.
  public static final String PROSE = ProseFormat.NAME;

  /// How sure a format must be of an entry to be chosen; plain lines are hardly sure of anything.
  private static final int THRESHOLD = 1;

  private static final int BEYOND_DOUBT = 100;

  private static final Charset JAPANESE = Charset.forName("windows-31j");

  private final List<Format> formats;
  private final List<Splitter> splitters;

  private Formats(List<Family> families) {
    formats = families.stream().flatMap(family -> family.formats().stream()).toList();
    splitters = families.stream().flatMap(family -> family.splitters().stream()).toList();
  }

  /// All of this release. Where two are equally sure of an entry, the one named first is chosen.
  public static Formats standard() {
    return new Formats(List.of(EventLogFormats.all(), DocumentFormats.all(), TextLogFormats.all()));
  }

  public List<Format> all() {
    return formats;
  }

  /// The format that is surest of the entry, or null if none recognizes it.
  public @Nullable Format recognize(Entry entry) throws IOException {
    return recognize(Sample.of(entry, JAPANESE));
  }

  /// The format that is surest of a sample, or null if none recognizes it.
  public @Nullable Format recognize(Sample sample) {
    Format best = null;
    int surest = THRESHOLD - 1;
    for (Format format : formats) {
      int sure = format.recognize(sample);
      if (sure > surest) {
        best = format;
        surest = sure;
      }
      if (surest >= BEYOND_DOUBT) {
        break;
      }
    }
    return best;
  }

  /// The splitter of a name, or null.
  public @Nullable Splitter splitter(String name) {
    return splitters.stream().filter(it -> it.name().equals(name)).findFirst().orElse(null);
  }
}
