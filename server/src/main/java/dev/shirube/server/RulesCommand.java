// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.event.Severity;
import dev.shirube.installation.RuleFolders;
import dev.shirube.installation.RulePack;
import dev.shirube.installation.Surroundings;
import dev.shirube.installation.Wrong;
import dev.shirube.report.Page;
import dev.shirube.report.Page.Span;
import dev.shirube.report.ReadingText;
import dev.shirube.report.Words;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.Rule;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The commands about rules: which there are, adding those of others, whether they are right.
@Command(name = "rules")
final class RulesCommand implements Callable<Integer> {
  private final Session session;

  @Mixin final Session.Options options = new Session.Options();
  @Spec private CommandSpec spec = CommandSpec.create();

  RulesCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(session.console().out());
    return Wrong.ExitCode.DONE.number();
  }

  /// Adds the rules of a folder, an archive or an address.
  @Command(name = "add")
  static final class Add implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Parameters(paramLabel = "FOLDER|ZIP|URL", descriptionKey = "cli.rules.add.from")
    private String from = "";

    Add(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      Surroundings around = session.surroundings();
      RulePack packs = new RulePack(session.settings().data(), around.clock().instant());
      RulePack.Staged staged = stage(packs);
      RuleFolders.Found found = RuleFolders.at(List.of(staged.staged()));
      RuleSet rules = session.wiring().rules(found.files());
      if (rules.rules().isEmpty()) {
        packs.discard(staged);
        throw Wrong.usage(from, "rules.add.none");
      }
      packs.commit(staged, rules.rules().size());
      session.note(found.problems());
      Page page = session.console().page();
      Words words = session.words();
      page.line(
          Page.Style.GOOD,
          words.say("rules.added", staged.name(), Words.count(rules.rules().size())));
      if (found.setAside() > 0) {
        page.line(Page.Style.QUIET, "  " + words.say("rules.set-aside", found.setAside()));
      }
      if (!rules.problems().isEmpty()) {
        page.paragraph(
            2, Page.Style.PLAIN, words.say("rules.add.refused", rules.problems().size()));
      }
      session.console().print(page);
      return Wrong.ExitCode.DONE.number();
    }

    private RulePack.Staged stage(RulePack packs) throws IOException {
      String scheme = from.toLowerCase(Locale.ROOT);
      if (!scheme.startsWith("https://") && !scheme.startsWith("http://")) {
        return packs.stage(from, session.existing(from));
      }
      try {
        return packs.stage(URI.create(from));
      } catch (IllegalArgumentException _) {
        throw Wrong.usage(from, "rules.add.address");
      }
    }
  }

  /// Tells which rules there are.
  @Command(name = "list")
  static final class Listing implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Parameters(paramLabel = "WORD", arity = "0..*", descriptionKey = "cli.rules.list.word")
    private final List<String> wanted = new ArrayList<>();

    @Option(names = "--rules", paramLabel = "PATH", descriptionKey = "cli.scan.rules")
    private final List<String> paths = new ArrayList<>();

    Listing(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      RuleFolders.Found found = session.ruleFiles(paths);
      RuleSet rules = session.wiring().rules(found.files());
      Page page = session.console().page();
      if (wanted.isEmpty()) {
        summary(page, rules, found, session.settings().data().resolve("rules"));
      } else {
        matching(page, rules.rules());
      }
      session.console().print(page);
      return Wrong.ExitCode.DONE.number();
    }

    private void summary(Page page, RuleSet rules, RuleFolders.Found found, Path place) {
      Words words = session.words();
      page.line(Page.Style.TITLE, words.say("rules.list", Words.count(rules.rules().size())));
      Map<String, long[]> packs = new TreeMap<>();
      for (Rule rule : rules.rules()) {
        long[] counts =
            packs.computeIfAbsent(pack(rule), name -> new long[Severity.values().length]);
        counts[rule.severity().ordinal()]++;
      }
      List<List<Span>> rows = new ArrayList<>();
      packs.forEach((name, counts) -> rows.add(row(name, counts)));
      page.table(2, rows, 1);
      if (found.setAside() > 0) {
        page.line(Page.Style.QUIET, "  " + words.say("rules.set-aside", found.setAside()));
      }
      if (!rules.problems().isEmpty()) {
        page.line(
            Page.Style.PLAIN, "  " + words.say("rules.list.refused", rules.problems().size()));
      }
      page.line(Page.Style.QUIET, "  " + words.say("rules.list.more"));
      if (paths.isEmpty()) {
        page.paragraph(2, Page.Style.QUIET, words.say("rules.list.place", place));
      }
    }

    /// The pack a rule lies in: the folder below data/rules, or our own.
    private String pack(Rule rule) {
      String file = rule.origin().file().replace('\\', '/');
      int at = file.indexOf("/data/rules/");
      if (file.startsWith("content/rules/")) {
        return "content/rules";
      }
      String below = at < 0 ? file : file.substring(at + 12);
      int end = at < 0 ? below.lastIndexOf('/') : below.indexOf('/');
      return end < 0 ? below : below.substring(0, end);
    }

    private List<Span> row(String name, long[] counts) {
      long sum = 0;
      StringBuilder levels = new StringBuilder();
      for (Severity severity : List.of(Severity.values()).reversed()) {
        long count = counts[severity.ordinal()];
        sum += count;
        if (count > 0) {
          levels.append(session.words().severity(severity)).append(' ');
          levels.append(Words.count(count)).append("  ");
        }
      }
      return List.of(
          Span.plain(name),
          Span.plain(Words.count(sum)),
          Span.of(Page.Style.QUIET, levels.toString().strip()));
    }

    private void matching(Page page, List<Rule> rules) {
      Words words = session.words();
      List<List<Span>> rows = new ArrayList<>();
      for (Rule rule : rules) {
        String text =
            rule.id()
                + " "
                + rule.title()
                + " "
                + rule.title(words.language())
                + " "
                + rule.origin().file()
                + " "
                + rule.techniques()
                + " "
                + rule.logSource();
        String lower = text.toLowerCase(Locale.ROOT);
        if (wanted.stream().allMatch(word -> lower.contains(word.toLowerCase(Locale.ROOT)))) {
          rows.add(
              List.of(
                  Span.of(Page.styleOf(rule.severity()), words.severity(rule.severity())),
                  Span.of(Page.Style.QUIET, rule.id()),
                  Span.plain(rule.title(words.language()))));
        }
      }
      page.table(0, rows);
      page.line(Page.Style.TITLE, words.say("rules.list", Words.count(rows.size())));
    }
  }

  /// Tells which rules cannot be used, and why.
  @Command(name = "check")
  static final class Check implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Parameters(paramLabel = "PATH", arity = "0..*", descriptionKey = "cli.rules.path")
    private final List<String> paths = new ArrayList<>();

    Check(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      RuleFolders.Found found = session.ruleFiles(paths);
      RuleSet rules = session.wiring().rules(found.files());
      List<Problem> refused = new ArrayList<>(found.problems());
      refused.addAll(rules.problems());
      List<Problem> notices = new ArrayList<>(rules.notices());
      notices.addAll(unfed(rules));
      Page page = session.console().page();
      Words words = session.words();
      if (!notices.isEmpty()) {
        page.heading(words.say("rules.check.notices", Words.count(notices.size())));
        ReadingText.numbered(page, words, notices);
      }
      if (!refused.isEmpty()) {
        page.heading(words.say("rules.check.refused", Words.count(refused.size())));
        ReadingText.numbered(page, words, refused);
      }
      boolean good = refused.isEmpty() && !rules.rules().isEmpty();
      page.line(
          good ? Page.Style.GOOD : Page.Style.HIGH,
          words.say(
              "rules.check",
              Words.count(rules.rules().size()),
              Words.count(refused.size()),
              Words.count(found.setAside())));
      session.console().print(page);
      return (good ? Wrong.ExitCode.DONE : Wrong.ExitCode.FOUND).number();
    }

    /// Rules that nothing can make fire, as no source feeds their log source.
    private static List<Problem> unfed(RuleSet rules) {
      List<Problem> unfed = new ArrayList<>();
      for (Detection detection : rules.detections()) {
        if (!detection.binding().isFed()) {
          Rule rule = detection.rule();
          Message what = Message.of("rules.check.unfed", rule.title(), logSource(rule));
          Message advice = Message.of("rules.check.unfed.advice");
          unfed.add(new Problem(rule.origin().file(), rule.origin().line(), what, advice));
        }
      }
      return unfed;
    }

    private static String logSource(Rule rule) {
      return Stream.of(
              rule.logSource().product(), rule.logSource().category(), rule.logSource().service())
          .filter(Objects::nonNull)
          .collect(Collectors.joining(" · "));
    }
  }
}
