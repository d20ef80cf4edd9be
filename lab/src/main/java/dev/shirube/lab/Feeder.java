// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Sends documents by `_bulk`, in a process of its own, so that its work is not counted as that of
/// who takes them. The documents of a file are sent one after the other, and again from the first.
final class Feeder {
  private static final int BULK = 500;
  private static final int CONNECTIONS = 4;
  private static final String ACTION = "{\"create\":{\"_index\":\"windows\"}}\n";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicLong next = new AtomicLong();
  private final String door;
  private final String token;
  private final List<byte[]> bodies;
  private final long wanted;
  private final long perSecond;

  private Feeder(String door, String token, List<byte[]> bodies, long documents, long perSecond) {
    this.door = door;
    this.token = token;
    this.bodies = bodies;
    wanted = documents / BULK;
    this.perSecond = perSecond;
  }

  /// Sends, and says how many documents were acknowledged in how many milliseconds.
  ///
  /// @param args door, token or -, file of documents, how many, how many a second or 0 for as many
  ///   as are taken
  public static void main(String[] args) throws Exception {
    List<byte[]> bodies = bodies(Path.of(args[2]));
    Feeder feeder =
        new Feeder(args[0], args[1], bodies, Long.parseLong(args[3]), Long.parseLong(args[4]));
    System.out.println("ready");
    int _ = System.in.read();
    long began = System.nanoTime();
    feeder.run();
    long millis = (System.nanoTime() - began) / 1_000_000;
    System.out.println(String.format(Locale.ROOT, "sent %d in %d", feeder.wanted * BULK, millis));
  }

  /// How many documents are sent at a time.
  static int bulk() {
    return BULK;
  }

  private static List<byte[]> bodies(Path file) throws IOException {
    List<byte[]> bodies = new ArrayList<>();
    byte[] action = ACTION.getBytes(StandardCharsets.UTF_8);
    byte[] content = Files.readAllBytes(file);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int lines = 0;
    int from = 0;
    for (int at = 0; at < content.length; at++) {
      if (content[at] == '\n') {
        body.write(action, 0, action.length);
        body.write(content, from, at + 1 - from);
        from = at + 1;
        if (++lines % BULK == 0) {
          bodies.add(body.toByteArray());
          body.reset();
        }
      }
    }
    return bodies;
  }

  private void run() throws InterruptedException, ExecutionException {
    long began = System.nanoTime();
    try (ExecutorService senders = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Future<?>> all = new ArrayList<>();
      for (int sender = 0; sender < CONNECTIONS; sender++) {
        all.add(
            senders.submit(() -> {
              send(began);
              return true;
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
  }

  private void send(long began) throws IOException, InterruptedException {
    for (long body = next.getAndIncrement(); body < wanted; body = next.getAndIncrement()) {
      if (perSecond > 0) {
        long due = began + body * BULK * 1_000_000_000L / perSecond;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
      }
      HttpRequest request = request(bodies.get((int) (body % bodies.size())));
      while (!isTaken(client.send(request, HttpResponse.BodyHandlers.ofString()))) {
        LockSupport.parkNanos(20_000_000L);
      }
    }
  }

  private HttpRequest request(byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(door))
            .timeout(Duration.ofMinutes(2))
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    return (token.equals("-") ? request : request.header("Authorization", "Bearer " + token))
        .build();
  }

  private static boolean isTaken(HttpResponse<String> answer) {
    return switch (answer.statusCode()) {
      case 200 -> {
        if (!answer.body().contains("\"errors\":false")) {
          int from = Math.max(0, answer.body().indexOf("\"error\":"));
          int until = Math.min(answer.body().length(), from + 400);
          throw new IllegalStateException("refused: " + answer.body().substring(from, until));
        }
        yield true;
      }
      case 429, 503 -> false;
      default -> throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
    };
  }
}
