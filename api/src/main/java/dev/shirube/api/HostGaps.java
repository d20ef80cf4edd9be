// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.event.Event;
import dev.shirube.event.Timestamps;
import dev.shirube.fleet.Host;
import dev.shirube.hunt.HuntSink;
import dev.shirube.hunt.Hunter;
import dev.shirube.hunt.ProcessTree;
import dev.shirube.hunt.Row;
import dev.shirube.query.QueryReader;
import dev.shirube.query.Setting;
import dev.shirube.report.Words;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The last gaps that the recording has of an agent.
final class HostGaps implements HuntSink {
  private static final String NEWEST =
      " metadata.event_code in (gap.told, gap.untold) | newest | limit 10";

  private final List<HostText.Gap> gaps = new ArrayList<>();

  private HostGaps() {}

  static List<HostText.Gap> of(Hunter hunter, Words words, Host host, Instant now)
      throws IOException {
    String text = "metadata.loggers.name==" + host.agent() + NEWEST;
    Setting setting = Setting.of(Timestamps.nanosOf(now), words.zone());
    HostGaps found = new HostGaps();
    switch (QueryReader.read(text, setting)) {
      case QueryReader.Outcome.Ready ready -> {
        Hunter.Report _ = hunter.ask(ready.question(), found);
      }
      case QueryReader.Outcome.Refused refused ->
          throw new IllegalStateException(text + ": " + refused.fault().what().id());
    }
    return found.gaps;
  }

  @Override
  public void event(Event event) {
    boolean told = first(event, "metadata.event_code").equals("gap.told");
    gaps.add(
        new HostText.Gap(
            event.time(),
            first(event, "count"),
            first(event, told ? "metadata.log_name" : "metadata.log_source"),
            first(event, "status_detail"),
            told));
  }

  private static String first(Event event, String path) {
    List<String> texts = event.texts(path);
    return texts.isEmpty() ? "" : texts.getFirst();
  }

  @Override
  public void headings(List<Row.Heading> headings) {}

  @Override
  public void row(Row row) {}

  @Override
  public void tree(ProcessTree tree) {}

  @Override
  public boolean isCancelled() {
    return false;
  }
}
