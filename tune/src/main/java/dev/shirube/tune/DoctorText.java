// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import dev.shirube.catalog.Language;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Messages;
import dev.shirube.sigma.LogSource;
import dev.shirube.sigma.Rule;
import dev.shirube.tune.AuditPolicy.Setting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A diagnosis as lines for people, in the reader's language.
public final class DoctorText {
  private static final int HOSTS = 10;
  private static final int LOGS = 5;
  private static final int SOURCES = 10;
  private static final int EXAMPLES = 3;

  private final Messages messages;
  private final Language language;
  private final AuditPolicy policy;
  private final List<Line> lines = new ArrayList<>();

  /// One line.
  ///
  /// @param indent columns from the left: 0, 2, 5
  public record Line(Kind kind, int indent, String text) {}

  /// What a line is, so that a terminal can show it so.
  public enum Kind {
    HEADING,
    PLAIN,
    TITLE,
    /// To be copied as it is.
    COMMAND,
    QUIET
  }

  private DoctorText(Messages messages, Language language, AuditPolicy policy) {
    this.messages = messages;
    this.language = language;
    this.policy = policy;
  }

  /// The lines of a diagnosis.
  ///
  /// @param policy the policy the advice is from
  /// @param most how many pieces of advice are written out
  public static List<Line> lines(
      Diagnosis diagnosis, AuditPolicy policy, int most, Messages messages, Language language) {
    DoctorText text = new DoctorText(messages, language, policy);
    text.logs(diagnosis);
    text.rules(diagnosis);
    text.advice(diagnosis, most);
    return List.copyOf(text.lines);
  }

  private void logs(Diagnosis diagnosis) {
    add(Kind.HEADING, 0, "tune.doctor.logs");
    long named = diagnosis.hosts().stream().filter(host -> !host.name().isEmpty()).count();
    add(Kind.PLAIN, 2, "tune.doctor.events", count(diagnosis.events()), count(named));
    List<Diagnosis.Host> hosts = diagnosis.hosts();
    for (Diagnosis.Host host : hosts.subList(0, Math.min(HOSTS, hosts.size()))) {
      List<String> logs =
          host.logs().entrySet().stream()
              .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
              .limit(LOGS)
              .map(log -> log.getKey() + " " + count(log.getValue()))
              .toList();
      add(Kind.PLAIN, 2, "tune.doctor.host", name(host.name()), String.join(", ", logs));
    }
    if (hosts.size() > HOSTS) {
      add(Kind.QUIET, 2, "tune.doctor.host.more", hosts.size() - HOSTS);
    }
  }

  private void rules(Diagnosis diagnosis) {
    add(Kind.HEADING, 0, "tune.doctor.rules");
    add(Kind.PLAIN, 2, "tune.doctor.fed", count(diagnosis.fed().size()), count(diagnosis.rules()));
    for (Diagnosis.Reason reason : Diagnosis.Reason.values()) {
      List<Rule> unfed = diagnosis.unfed().getOrDefault(reason, List.of());
      if (!unfed.isEmpty()) {
        String word = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
        add(Kind.PLAIN, 2, "tune.doctor.unfed." + word, count(unfed.size()));
      }
    }
    List<Diagnosis.SourceCount> sources =
        diagnosis.sources().stream()
            .filter(source -> !words(source.logSource()).isEmpty())
            .limit(SOURCES)
            .toList();
    for (Diagnosis.SourceCount source : sources) {
      add(
          Kind.QUIET,
          2,
          "tune.doctor.source",
          words(source.logSource()),
          count(source.fed()),
          count(source.rules()));
    }
  }

  private void advice(Diagnosis diagnosis, int most) {
    List<Advice> sure =
        diagnosis.advice().stream()
            .filter(advice -> advice.state() != Advice.State.CANNOT_TELL)
            .toList();
    List<Advice> chance =
        diagnosis.advice().stream()
            .filter(advice -> advice.state() == Advice.State.CANNOT_TELL)
            .filter(advice -> !advice.unlocked().isEmpty())
            .toList();
    add(Kind.HEADING, 0, "tune.doctor.advice");
    if (sure.isEmpty()) {
      add(Kind.PLAIN, 2, "tune.doctor.advice.none");
    }
    list(sure, most);
    if (!chance.isEmpty()) {
      add(Kind.HEADING, 0, "tune.doctor.chance");
      list(chance, most);
    }
  }

  private void list(List<Advice> advice, int most) {
    for (int number = 1; number <= Math.min(most, advice.size()); number++) {
      one(number, advice.get(number - 1));
    }
    if (advice.size() > most) {
      List<Setting> others = advice.stream().skip(most).map(Advice::setting).toList();
      add(Kind.QUIET, 2, "tune.doctor.more", others.size(), titles(others));
    }
  }

  private void one(int number, Advice advice) {
    boolean missing = advice.state() == Advice.State.NOT_DELIVERED;
    Setting setting = advice.setting();
    String rules = count(advice.unlocked().size());
    String hosts = String.join(", ", advice.hosts().stream().map(this::name).limit(HOSTS).toList());
    if (missing) {
      add(Kind.TITLE, 2, "tune.doctor.one.log", number, advice.channel(), rules);
      add(Kind.PLAIN, 5, "tune.doctor.missing", hosts);
      lines.add(new Line(Kind.PLAIN, 5, setting.title().in(language)));
    } else {
      add(Kind.TITLE, 2, "tune.doctor.one", number, setting.title().in(language), rules);
      boolean off = advice.state() == Advice.State.OFF;
      add(Kind.PLAIN, 5, off ? "tune.doctor.off" : "tune.doctor.unseen", hosts);
    }
    lines.add(new Line(Kind.PLAIN, 5, setting.why().in(language)));
    how(setting);
    if (!advice.others().isEmpty()) {
      add(Kind.QUIET, 5, "tune.doctor.others", titles(advice.others()));
    }
    List<String> examples =
        advice.unlocked().stream().limit(EXAMPLES).map(rule -> rule.title(language)).toList();
    if (!examples.isEmpty()) {
      add(Kind.QUIET, 5, "tune.doctor.examples", String.join(" / ", examples));
    }
  }

  private void how(Setting setting) {
    if (!setting.needs().isEmpty()) {
      List<Setting> needed =
          policy.settings().stream().filter(one -> setting.needs().contains(one.id())).toList();
      add(Kind.PLAIN, 5, "tune.doctor.needs", titles(needed));
    }
    AuditPolicy.Place place = setting.place();
    if (place != null) {
      add(Kind.PLAIN, 5, "tune.doctor.place", place.path(language));
      add(Kind.PLAIN, 5, "tune.doctor.choose", place.value().in(language));
    }
    for (String command : setting.commands()) {
      add(Kind.COMMAND, 5, "tune.doctor.command", command);
    }
    add(Kind.COMMAND, 5, "tune.doctor.check", setting.check());
    add(Kind.QUIET, 5, "tune.doctor.volume", setting.volume().note().in(language));
  }

  private String titles(List<Setting> settings) {
    return String.join(
        " / ",
        settings.stream()
            .sorted(Comparator.comparing(Setting::id))
            .map(setting -> setting.title().in(language))
            .toList());
  }

  private static String words(LogSource source) {
    return Stream.of(source.product(), source.category(), source.service())
        .filter(Objects::nonNull)
        .collect(Collectors.joining(" · "));
  }

  private String name(String host) {
    return host.isEmpty() ? speak("tune.doctor.host.unnamed") : host;
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private String speak(String id, Object... facts) {
    return messages.render(Message.of(id, facts), language);
  }

  private void add(Kind kind, int indent, String id, Object... facts) {
    lines.add(new Line(kind, indent, speak(id, facts)));
  }
}
