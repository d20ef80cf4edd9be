// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.export.JsonText;
import dev.shirube.gateway.Answer;
import dev.shirube.gateway.Request;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What Elasticsearch's clients want to hear. The product's name is in a header of every answer, or
/// the newer clients refuse to go on; Beats and Logstash refuse a server older than themselves, so
/// they hear the version that they say they have.
final class ElasticAnswers {
  private static final List<String> TELLING = List.of("beat/", "logstash/", "elastic-agent/");
  private static final String COMPATIBLE = "application/vnd.elasticsearch+json";

  private final String version;

  /// @param version for those that do not tell theirs
  ElasticAnswers(String version) {
    this.version = version;
  }

  /// JSON in the type that was asked for.
  static Answer json(Request request, int status, String text) {
    Answer answer = Answer.json(status, text);
    String accepted = request.header("Accept");
    if (accepted != null && accepted.contains(COMPATIBLE)) {
      int at = accepted.indexOf("compatible-with=");
      char major = at >= 0 && at + 16 < accepted.length() ? accepted.charAt(at + 16) : '8';
      String with = major >= '7' && major <= '9' ? String.valueOf(major) : "8";
      return answer.with("Content-Type", COMPATIBLE + ";compatible-with=" + with);
    }
    return answer;
  }

  /// An error in Elasticsearch's form.
  static Answer error(Request request, int status, String type, String reason) {
    JsonText text = new JsonText().open('{').name("error").open('{');
    text.name("root_cause").open('[').close(']');
    text.name("type").text(type).name("reason").text(reason).close('}');
    text.name("status").number(status).close('}');
    return json(request, status, text.toString());
  }

  /// GET /: who is there.
  Answer root(Request request) {
    String told = versionFor(request.header("User-Agent"));
    return json(
        request,
        200,
        "{\"name\":\"shirube\",\"cluster_name\":\"shirube\",\"cluster_uuid\":\"shirube\","
            + "\"version\":{\"number\":\""
            + told
            + "\",\"build_flavor\":\"default\",\"build_type\":\"tar\",\"build_hash\":\"0\","
            + "\"build_date\":\"2026-01-01T00:00:00.000Z\",\"build_snapshot\":false,"
            + "\"lucene_version\":\"9.12.0\","
            + "\"minimum_wire_compatibility_version\":\"7.17.0\","
            + "\"minimum_index_compatibility_version\":\"7.0.0\"},"
            + "\"tagline\":\"You Know, for Search\"}");
  }

  /// The version in a User-Agent such as Elastic-filebeat/9.1.2 (linux; …).
  String versionFor(@Nullable String agent) {
    if (agent == null) {
      return version;
    }
    String lower = agent.toLowerCase(Locale.ROOT);
    for (String name : TELLING) {
      int at = lower.indexOf(name);
      if (at >= 0) {
        String told = number(lower, at + name.length());
        return told.isEmpty() ? version : told;
      }
    }
    return version;
  }

  /// Three numbers with points between; empty when there are none.
  private static String number(String text, int from) {
    StringBuilder number = new StringBuilder();
    int points = 0;
    int digits = 0;
    for (int at = from; at < text.length() && number.length() < 12; at++) {
      char c = text.charAt(at);
      if (c == '.' && digits > 0 && points < 2) {
        points++;
        digits = 0;
      } else if (c >= '0' && c <= '9') {
        digits++;
      } else {
        break;
      }
      number.append(c);
    }
    return points == 2 && digits > 0 ? number.toString() : "";
  }

  /// GET /_license: basic, and active.
  static Answer license(Request request) {
    return json(
        request,
        200,
        "{\"license\":{\"status\":\"active\",\"uid\":\"shirube\",\"type\":\"basic\","
            + "\"issued_to\":\"shirube\",\"issuer\":\"shirube\","
            + "\"issue_date_in_millis\":0,\"start_date_in_millis\":-1}}");
  }

  /// GET /_xpack.
  static Answer xpack(Request request) {
    return json(
        request,
        200,
        "{\"build\":{},\"license\":{\"uid\":\"shirube\",\"type\":\"basic\","
            + "\"mode\":\"basic\",\"status\":\"active\"},"
            + "\"features\":{\"ilm\":{\"available\":true,\"enabled\":true},"
            + "\"security\":{\"available\":true,\"enabled\":true}}}");
  }

  /// GET /_cluster/health.
  static Answer health(Request request) {
    return json(
        request,
        200,
        "{\"cluster_name\":\"shirube\",\"status\":\"green\",\"timed_out\":false,"
            + "\"number_of_nodes\":1,\"number_of_data_nodes\":1,\"active_primary_shards\":1,"
            + "\"active_shards\":1,\"relocating_shards\":0,\"initializing_shards\":0,"
            + "\"unassigned_shards\":0}");
  }

  /// What sets up templates, policies, pipelines, streams, aliases: all of it is there already, as
  /// far as the sender needs to know. Nothing here works by them.
  static Answer setup(Request request, String kind, String name) {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return json(request, 200, "{\"acknowledged\":true,\"shards_acknowledged\":true}");
    }
    String list =
        switch (kind) {
          case "_index_template" -> "index_templates";
          case "_component_template" -> "component_templates";
          case "_data_stream" -> "data_streams";
          default -> "";
        };
    JsonText text = new JsonText().open('{');
    if (list.isEmpty()) {
      if (!name.isEmpty()) {
        text.name(name).open('{').close('}');
      }
    } else {
      text.name(list).open('[');
      if (!name.isEmpty()) {
        text.open('{').name("name").text(name).close('}');
      }
      text.close(']');
    }
    text.close('}');
    return json(request, 200, text.toString());
  }
}
