// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Asks a real server as its administrator does, and waits for what is to come.
final class Asking {
  private final HttpClient client = HttpClient.newHttpClient();
  private final StationProcess station;

  Asking(StationProcess station) {
    this.station = station;
  }

  /// The body of an answer that has to be a good one.
  String ask(String method, String path, String body) throws IOException, InterruptedException {
    String token = Files.readString(station.data().administratorToken()).strip();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(station.page() + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    return answer.body();
  }

  /// The first number of a name in an answer.
  static long number(String json, String name) {
    String begin = "\"" + name + "\":";
    int from = json.indexOf(begin) + begin.length();
    int to = from;
    while (to < json.length() && (Character.isDigit(json.charAt(to)) || json.charAt(to) == '-')) {
      to++;
    }
    return Long.parseLong(json.substring(from, to));
  }

  /// The first text of a name in an answer.
  static String text(String json, String name) {
    String begin = "\"" + name + "\":\"";
    int from = json.indexOf(begin) + begin.length();
    return json.substring(from, json.indexOf('"', from));
  }

  /// How many events a question finds; -1 while nobody answers.
  long count(String question) {
    try {
      return number(ask("POST", "/api/v1/hunt?tenant=local", question + " | count"), "count");
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  /// Whether the server takes in what comes.
  boolean isWell() {
    try {
      return station.health(client) == 200;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static void await(Duration atMost, BooleanSupplier what, String saying)
      throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (!what.getAsBoolean()) {
      assertThat(System.nanoTime()).as(saying).isLessThan(until);
      boolean _ = never.await(100, TimeUnit.MILLISECONDS);
    }
  }
}
