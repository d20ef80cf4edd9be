// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.access.Right;
import dev.shirube.export.JsonText;
import dev.shirube.fleet.FleetRoom;
import dev.shirube.fleet.Followed;
import dev.shirube.gateway.Answer;
import dev.shirube.gateway.Route;
import dev.shirube.report.Page;
import dev.shirube.report.Words;
import dev.shirube.wire.Policy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// What agents are told to do: one of them, those of a group, or all of a tenant. An agent hears of
/// it with the next answer that it gets, at the latest with its next hello.
final class PolicyRoutes {
  private static final int MOST_COLUMNS = 1000;
  private static final int LONGEST_GROUP = 60;
  private static final int MOST_PERCENT = 100_000;
  private static final int MOST_MEGABYTES = 1 << 20;
  private static final int LEAST_MEMORY = 16;
  private static final int DAY = 86_400;

  private static final List<String> NAMES =
      List.of(
          "system-calls",
          "file-opens",
          "script-content",
          "self-test",
          "cpu",
          "memory",
          "spool",
          "free",
          "send");

  private final Reception reception;
  private final FleetRoom fleet;
  private final ToIntFunction<String> width;

  PolicyRoutes(Reception reception, FleetRoom fleet, ToIntFunction<String> width) {
    this.reception = reception;
    this.fleet = fleet;
    this.width = width;
  }

  List<Route> all() {
    return List.of(
        reception.within("GET", "/api/v1/policy", Right.STATUS_READ, this::show),
        reception.within("POST", "/api/v1/policy", Right.SOURCES_CHANGE, this::change),
        reception.within("GET", "/api/v1/hosts/{agent}/policy", Right.STATUS_READ, this::show),
        reception.within(
            "POST", "/api/v1/hosts/{agent}/policy", Right.SOURCES_CHANGE, this::change),
        reception.within("POST", "/api/v1/hosts/{agent}/group", Right.SOURCES_CHANGE, this::group));
  }

  /// An agent's id, @ and a group's name, or an empty text for the whole tenant.
  private String whom(Call call) {
    String agent = call.path("agent");
    if (!agent.isEmpty()) {
      if (fleet.host(call.tenant(), agent) == null) {
        throw Refusal.missing();
      }
      return agent;
    }
    String group = call.request().query("group");
    return group == null || group.isEmpty() ? "" : "@" + named(group);
  }

  private static String named(String group) {
    boolean sound =
        group.length() <= LONGEST_GROUP
            && group
                .codePoints()
                .allMatch(c -> Character.isLetterOrDigit(c) || "._-".indexOf(c) >= 0);
    if (!sound) {
      throw Refusal.of(400, "fleet.group.name", group);
    }
    return group;
  }

  private Answer show(Call call) {
    return answer(call, whom(call));
  }

  private Answer change(Call call) {
    String whom = whom(call);
    String by = call.asker().toString();
    String inherit = call.request().query("inherit");
    if ("yes".equals(inherit)) {
      fleet.leave(call.tenant(), by, whom);
    } else {
      if (inherit != null || NAMES.stream().allMatch(name -> call.request().query(name) == null)) {
        throw Refusal.of(400, "fleet.policy.nothing");
      }
      Policy after = changed(call, fleet.followed(call.tenant(), whom).policy());
      Policy _ = fleet.follow(call.tenant(), by, whom, after);
    }
    return answer(call, whom);
  }

  private Answer group(Call call) {
    String name = call.request().query("name");
    String group = name == null || name.isEmpty() ? "" : named(name);
    if (!fleet.group(call.tenant(), call.asker().toString(), call.path("agent"), group)) {
      throw Refusal.missing();
    }
    return Answer.empty(204);
  }

  private static Policy changed(Call call, Policy from) {
    Policy.Limits limits = from.limits();
    return new Policy(
        from.version(),
        truth(call, "script-content", from.scriptContent()),
        truth(call, "file-opens", from.fileOpens()),
        truth(call, "system-calls", from.systemCalls()),
        (int) number(call, "self-test", from.selfTestSeconds(), 0, DAY),
        new Policy.Limits(
            (int) (10 * number(call, "cpu", limits.cpuPermille() / 10, 1, MOST_PERCENT)),
            (int) number(call, "memory", limits.memoryMegabytes(), LEAST_MEMORY, MOST_MEGABYTES),
            number(call, "spool", limits.spoolBytes() >> 20, 1, MOST_MEGABYTES) << 20,
            number(call, "free", limits.freeBytes() >> 20, 0, MOST_MEGABYTES) << 20,
            1000 * number(call, "send", limits.sendBytes() / 1000, 0, MOST_MEGABYTES)));
  }

  private static boolean truth(Call call, String name, boolean before) {
    return switch (call.request().query(name)) {
      case null -> before;
      case "on" -> true;
      case "off" -> false;
      case String value -> throw Refusal.of(400, "fleet.policy.switch", name, value);
    };
  }

  private static long number(Call call, String name, long before, long least, long most) {
    String value = call.request().query(name);
    if (value == null) {
      return before;
    }
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Told below, with what is allowed.
    }
    throw Refusal.of(400, "fleet.policy.number", name, value, least, most);
  }

  private Answer answer(Call call, String whom) {
    Followed followed = fleet.followed(call.tenant(), whom);
    if (!call.isForPeople()) {
      return Answer.json(200, json(followed));
    }
    Page page = new Page(width, call.number("columns", 120, MOST_COLUMNS));
    write(page, call.words(), followed);
    return Answer.of(
        200, "text/plain; charset=utf-8", page.text().getBytes(StandardCharsets.UTF_8));
  }

  private static String json(Followed followed) {
    Policy policy = followed.policy();
    Policy.Limits limits = policy.limits();
    JsonText json = new JsonText().open('{').name("version").number(policy.version());
    json.name("set_for").text(followed.whose().word()).name("group").text(followed.group());
    json.name("system_calls").truth(policy.systemCalls());
    json.name("file_opens").truth(policy.fileOpens());
    json.name("script_content").truth(policy.scriptContent());
    json.name("self_test_seconds").number(policy.selfTestSeconds());
    json.name("cpu_percent").number(limits.cpuPermille() / 10);
    json.name("memory_megabytes").number(limits.memoryMegabytes());
    json.name("spool_megabytes").number(limits.spoolBytes() >> 20);
    json.name("free_megabytes").number(limits.freeBytes() >> 20);
    json.name("send_kilobytes").number(limits.sendBytes() / 1000);
    return json.close('}').toString();
  }

  /// A policy for people.
  private static void write(Page page, Words words, Followed followed) {
    Policy policy = followed.policy();
    Policy.Limits limits = policy.limits();
    page.line(
        Page.Style.TITLE,
        words.say("fleet.policy.from." + followed.whose().word(), followed.group()));
    List<List<Page.Span>> rows = new ArrayList<>();
    row(rows, words, "system-calls", words.say(policy.systemCalls() ? "fleet.on" : "fleet.off"));
    row(rows, words, "file-opens", words.say(policy.fileOpens() ? "fleet.on" : "fleet.off"));
    row(
        rows,
        words,
        "script-content",
        words.say(policy.scriptContent() ? "fleet.on" : "fleet.off"));
    row(rows, words, "self-test", policy.selfTestSeconds() + " s");
    row(rows, words, "cpu", limits.cpuPermille() / 10 + " %");
    row(rows, words, "memory", limits.memoryMegabytes() + " MB");
    row(rows, words, "spool", (limits.spoolBytes() >> 20) + " MB");
    row(rows, words, "free", (limits.freeBytes() >> 20) + " MB");
    String unlimited = words.say("fleet.policy.unlimited");
    row(
        rows,
        words,
        "send",
        limits.sendBytes() == 0 ? unlimited : limits.sendBytes() / 1000 + " kB/s");
    page.table(2, rows);
  }

  private static void row(
      List<List<Page.Span>> rows, Words words, String name, @Nullable String value) {
    rows.add(
        List.of(
            Page.Span.of(Page.Style.QUIET, "--" + name),
            Page.Span.plain(String.valueOf(value)),
            Page.Span.of(Page.Style.QUIET, words.say("fleet.policy." + name))));
  }
}
