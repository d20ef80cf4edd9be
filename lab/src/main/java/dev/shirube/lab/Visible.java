// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.event.TenantId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;

/// How long after its acknowledgement an event can be found.
///
/// @param door where documents are sent
/// @param api where is asked
/// @param data the data folder, which has the tokens
record Visible(String door, String api, Path data) {
  /// Sends an event and asks for it until it is there.
  long nanos(int mark) throws IOException, InterruptedException {
    String name = "mark" + mark + "x" + Long.toHexString(System.nanoTime());
    String body =
        "{\"create\":{\"_index\":\"marks\"}}\n{\"@timestamp\":\""
            + java.time.Instant.now()
            + "\",\"bench_mark\":\""
            + name
            + "\"}\n";
    String _ =
        Measured.ask(
            HttpRequest.newBuilder(URI.create(door + "/_bulk"))
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(body)),
            token("source.token"));
    long acknowledged = System.nanoTime();
    String question = "raw.bench_mark:" + name + " last 1 hour";
    URI hunt = URI.create(api + "/api/v1/hunt?tenant=" + TenantId.LOCAL.value());
    while (System.nanoTime() - acknowledged < 60_000_000_000L) {
      String answer =
          Measured.ask(
              HttpRequest.newBuilder(hunt).POST(HttpRequest.BodyPublishers.ofString(question)),
              token("administrator.token"));
      if (answer.contains(name + "\"") && answer.contains("bench_mark\"")) {
        return System.nanoTime() - acknowledged;
      }
      Measured.pause(100);
    }
    throw new IOException(name + " was not found");
  }

  private String token(String file) throws IOException {
    return Files.readString(data.resolve(file)).strip();
  }
}
