// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever one customer asks, nothing that another has comes back.
class CrawlTest {
  @TempDir private Path folder;

  /// A request for a tenant.
  private record Asked(String method, String target, String body) {}

  private static List<Asked> requests(String tenant) {
    List<Asked> all = new ArrayList<>();
    String in = "?tenant=" + tenant;
    for (String path : List.of("status", "sources", "holds", "findings", "hosts", "tenants")) {
      all.add(new Asked("GET", "/api/v1/" + path + in, ""));
    }
    all.add(new Asked("GET", "/api/v1/findings" + in + "&as=text", ""));
    all.add(new Asked("POST", "/api/v1/verify" + in, ""));
    for (String rest : List.of("", "&as=text", "&question=zq7*", "&question=class=zq7canary")) {
      all.add(new Asked("POST", "/api/v1/backtest" + in + rest, ""));
      all.add(new Asked("POST", "/api/v1/backtest" + in + rest, Desk.RULE));
    }
    for (String id : List.of(Planted.TWO_EVENT.toString(), "00000000000000020000000000000002")) {
      all.add(new Asked("GET", "/api/v1/events/" + id + in, ""));
      all.add(new Asked("POST", "/api/v1/hunt" + in, "id=" + id));
    }
    all.add(new Asked("GET", "/api/v1/tree/" + Planted.TWO_PROCESS + in, ""));
    for (String format : List.of("ocsf", "jsonl", "zq7")) {
      all.add(new Asked("POST", "/api/v1/export" + in + "&format=" + format, "*"));
      all.add(new Asked("POST", "/api/v1/export" + in + "&format=" + format, "zq7* | count"));
    }
    List<String> questions =
        new ArrayList<>(
            List.of(
                "*",
                "* | tree",
                "* | count",
                "* | histogram 1h",
                "* | join process",
                "* | oldest",
                "zq7*",
                "any:zq7 or not any:zq7",
                "process.uid=" + Planted.TWO_PROCESS + " | tree",
                "nofield=1",
                "class="));
    for (String column : Planted.columns()) {
      questions.add("* | top 100 " + column);
    }
    for (String question : questions) {
      for (String shape : List.of("", "&as=text", "&as=lines")) {
        all.add(new Asked("POST", "/api/v1/hunt" + in + shape, question));
      }
    }
    return all;
  }

  @Test
  void nothingOfAnotherCustomerComesBack() throws IOException {
    try (Desk desk = new Desk(folder)) {
      int asked = 0;
      int answered = 0;
      for (Map.Entry<String, String> one : desk.tokens.entrySet()) {
        String role = one.getKey();
        if (role.equals("two")) {
          continue;
        }
        // One reader reads everything; the others are told apart by the routes.
        List<String> tenants = List.of("one", Desk.TWO.value(), "_provider", "nowhere");
        for (String tenant : tenants) {
          for (Asked request : requests(tenant)) {
            boolean long_ = request.body().contains("| top") && !role.equals("analyst");
            // Whoever makes tenants sees which there are.
            boolean lists =
                role.equals("provider-operator") && request.target().contains("/tenants");
            if (long_ || lists || (long_ && !tenant.equals("one"))) {
              continue;
            }
            Wire.Heard heard =
                desk.ask(one.getValue(), request.method(), request.target(), request.body());
            asked++;
            answered += heard.status() == 200 ? 1 : 0;
            assertThat(heard.status()).as(request.toString()).isLessThan(500);
            assertThat(heard.body() + heard.headers())
                .as(role + " " + request)
                .doesNotContain(Planted.CANARY)
                .doesNotContain(Planted.TWO_PROCESS + "\"")
                .doesNotContain("\"" + Planted.TWO_EVENT);
          }
        }
      }
      assertThat(answered).isGreaterThan(500);
      System.out.printf("api: crawled %d answers, %d of them with data, 0 hits%n", asked, answered);
      assertItWouldBeSeen(desk);
    }
  }

  /// The other customer sees what was planted, in every one of these answers.
  private static void assertItWouldBeSeen(Desk desk) throws IOException {
    int seen = 0;
    for (Asked request : requests(URLEncoder.encode(Desk.TWO.value(), StandardCharsets.UTF_8))) {
      Wire.Heard heard =
          desk.ask(desk.token("two"), request.method(), request.target(), request.body());
      seen += heard.body().contains(Planted.CANARY) ? 1 : 0;
    }
    assertThat(seen).isGreaterThan(400);
    System.out.printf("api: the owner sees the marks in %d answers%n", seen);
  }
}
