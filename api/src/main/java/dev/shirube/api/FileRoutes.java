// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.access.Right;
import dev.shirube.catalog.Problem;
import dev.shirube.event.TenantId;
import dev.shirube.export.JsonText;
import dev.shirube.gateway.Answer;
import dev.shirube.gateway.Route;
import dev.shirube.report.Page;
import dev.shirube.report.ReadingText;
import dev.shirube.report.Words;
import dev.shirube.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/// What reads and writes files of the machine: for whoever runs the installation, and from the
/// machine itself alone.
final class FileRoutes {
  private static final int EACH = 20_000;
  private static final int MOST_COLUMNS = 1_000;
  private static final int MOST_PROBLEMS = 1_000;

  private final Reception reception;
  private final RecordingView recording;
  private final ToIntFunction<String> width;

  FileRoutes(Reception reception, RecordingView recording, ToIntFunction<String> width) {
    this.reception = reception;
    this.recording = recording;
    this.width = width;
  }

  List<Route> all() {
    return List.of(
        reception.above("POST", "/api/v1/import", Right.TENANTS_CHANGE, this::take),
        reception.above("POST", "/api/v1/backup", Right.TENANTS_CHANGE, this::backup));
  }

  private Answer take(Call call) throws IOException {
    TenantId tenant = call.tenant();
    local(call);
    if (!reception.access().tenants(call.asker()).containsKey(tenant)) {
      throw Refusal.missing();
    }
    List<Path> paths = new ArrayList<>();
    for (String line : call.text().lines().toList()) {
      if (!line.isBlank()) {
        paths.add(path(line));
      }
    }
    if (paths.isEmpty()) {
      throw Refusal.of(400, "api.path");
    }
    boolean forPeople = call.isForPeople();
    Page page = new Page(width, call.number("columns", 120, MOST_COLUMNS));
    return Answer.stream(
        200,
        Lines.TYPE,
        out -> {
          Lines lines = new Lines(out);
          RecordingView.Taken taken = take(tenant, paths, lines);
          if (forPeople) {
            taken.write(page, call.words());
            lines.page(page);
          } else {
            lines.accept(json(taken, call.words()));
          }
        });
  }

  /// Ends early once nobody hears how far it is any more.
  private RecordingView.Taken take(TenantId tenant, List<Path> paths, Lines lines)
      throws IOException {
    long[] next = {EACH};
    return recording.take(
        tenant,
        paths,
        position -> {
          if (position.records() >= next[0]) {
            next[0] = position.records() + EACH;
            JsonText json = new JsonText().open('{').name("progress").open('{');
            json.name("records").number(position.records());
            json.name("bytes").number(position.bytes()).name("total").number(position.totalBytes());
            try {
              lines.now(json.close('}').close('}').toString());
            } catch (UncheckedIOException _) {
              return false;
            }
          }
          return true;
        });
  }

  private static String json(RecordingView.Taken taken, Words words) {
    JsonText json = new JsonText().open('{').name("taken").open('{');
    json.name("records").number(taken.report().total().records());
    json.name("fresh").number(taken.fresh()).name("findings").number(taken.findings());
    json.name("stopped").truth(taken.report().stopped()).name("problems").open('[');
    for (Problem problem : taken.report().problems().stream().limit(MOST_PROBLEMS).toList()) {
      json.text(ReadingText.one(words, problem));
    }
    return json.close(']').close('}').close('}').toString();
  }

  private Answer backup(Call call) throws IOException {
    local(call);
    Path target = path(call.text());
    try {
      long offset = recording.store().backup(target);
      return Answer.json(200, "{\"journal_offset\":" + offset + "}");
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw Refusal.of(503, "api.backup", String.valueOf(e.getMessage()));
    }
  }

  /// What names files of the machine comes from the machine.
  private static void local(Call call) {
    if (!call.request().address().isLoopbackAddress()) {
      throw Refusal.of(403, "api.local");
    }
  }

  private static Path path(String text) {
    try {
      Path path = Path.of(text.strip());
      if (path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException _) {
      // Told below: either way it is no path from the root.
    }
    throw Refusal.of(400, "api.path");
  }
}
