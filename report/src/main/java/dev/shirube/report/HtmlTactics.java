// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How far along ATT&CK's tactics the findings reach, tactic by tactic with the techniques seen.
final class HtmlTactics {
  private static final int SHOWN = 6;
  private static final Comparator<Map.Entry<String, Tally.TechniqueSum>> WORST_FIRST =
      Comparator.comparing((Map.Entry<String, Tally.TechniqueSum> it) -> it.getValue().worst())
          .thenComparingLong(it -> it.getValue().count())
          .reversed()
          .thenComparing(Map.Entry::getKey);

  private final Words words;
  private final Html html;

  HtmlTactics(Words words, Html html) {
    this.words = words;
    this.html = html;
  }

  void write(Tally tally) throws IOException {
    if (tally.tactics().isEmpty()) {
      return;
    }
    html.open("section").element("h2", words.say("html.tactics"));
    html.element("p", words.say("html.tactics.lead"), "class", "soft");
    html.open("ol", "class", "tactics").line();
    for (String tactic : Tactics.overview(tally.tactics().keySet())) {
      tactic(tactic, tally.tactics().get(tactic));
    }
    html.close("ol").close("section").line();
  }

  private void tactic(String tactic, Tally.@Nullable TacticSum sum) throws IOException {
    html.open("li", "class", sum == null ? "none" : sum.worst().word());
    html.element("span", words.tactic(tactic), "class", "tactic");
    if (sum == null) {
      html.element("span", "–", "class", "n").close("li").line();
      return;
    }
    html.open("span", "class", "n").mark(sum.worst().word());
    html.text(Words.count(sum.count())).close("span").open("ul");
    List<Map.Entry<String, Tally.TechniqueSum>> techniques =
        sum.techniques().entrySet().stream()
            .filter(technique -> !technique.getKey().isEmpty())
            .sorted(WORST_FIRST)
            .toList();
    for (Map.Entry<String, Tally.TechniqueSum> technique :
        techniques.subList(0, Math.min(SHOWN, techniques.size()))) {
      html.open("li", "class", technique.getValue().worst().word());
      html.element("code", technique.getKey());
      html.element("span", Words.count(technique.getValue().count())).close("li");
    }
    if (techniques.size() > SHOWN) {
      String more = words.say("html.tactics.more", techniques.size() - SHOWN);
      html.element("li", more, "class", "more");
    }
    html.close("ul").close("li").line();
  }
}
