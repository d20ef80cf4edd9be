// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Broken rule files: whatever is in them, reading ends, and every refusal has a line and advice.
class RuleFuzzTest {
  private static final String[] SEEDS = {
    """
    title: Seed One
    id: 11111111-1111-4111-8111-111111111111
    level: high
    logsource: {category: test, product: windows}
    detection:
        selection:
            - Image|endswith: ['\\a.exe', "b?c*"]
            - CommandLine|contains|all: [' -x', 'y']
        numbers: {EventID: [1, 2.5, 0x10], Port|gte: 80, F: null, G: ''}
        filter_re: {H|re|i: '(?i)^a.{1,20}b$', I|cidr: '10.0.0.0/8', J|fieldref: K}
        keywords: ['one', 'two']
        condition: (selection or 1 of n*) and not filter_re and keywords
    tests:
        - {name: hit, match: true, event: {Image: 'x\\a.exe'}}
    """,
    """
    title: Seed Two
    id: c
    correlation:
        type: value_count
        rules: [base]
        group-by: [User]
        timespan: 5m
        condition: {field: Host, gte: 3}
        aliases: {User: {base: TargetUserName}}
    ---
    title: Base
    name: base
    logsource: {category: test}
    detection: {s: {A|base64offset|contains: 'abc', B|windash: '-x'}, condition: s}
    ---
    title: Filter
    logsource: {category: test}
    filter: {rules: [base], selection: {C: 1}, condition: not selection}
    """,
    """
    action: global
    title: Old
    detection: {timeframe: 5m, condition: 's | count(a) by b, c > 5'}
    ---
    logsource: {category: test}
    detection: {s: {A|expand: '%name%'}}
    ---
    logsource: {product: x}
    detection: {s: {A|hour|lt: 5, B|exists: true}, t: ['x*y'], condition: s | near t}
    """
  };
  private static final String[] PIECES = {
    "|",
    "|all",
    "|re",
    "|contains",
    "|neq",
    ": ",
    "- ",
    "null",
    "{",
    "}",
    "[",
    "]",
    "'",
    "\"",
    "\n",
    "\n    ",
    "not ",
    "1 of ",
    "(",
    ")",
    "*",
    "\\",
    "%name%",
    "&a",
    "*a",
    "!!x ",
    "---\n",
    "\t",
    "action: repeat\n",
    "99999999999",
    "\u0000",
    "日本",
    "(?=",
    "{1000}",
    ">",
    "rules: [c]",
    "#",
    ","
  };

  @Test
  void survivesMutatedFiles() {
    long seed = 2_026;
    Random random = new Random(seed);
    Taxonomy taxonomy = Bench.taxonomy();
    int refused = 0;
    int loaded = 0;
    for (int round = 0; round < 12_000; round++) {
      byte[] bytes = mutate(SEEDS[round % SEEDS.length], random);
      RuleFile file = new RuleFile("fuzz.yml", bytes);
      RuleSet rules = load(file, taxonomy, seed, round);
      for (Problem problem : rules.problems()) {
        assertThat(problem.position()).as("seed %s round %s %s", seed, round, problem).isPositive();
        assertThat(problem.advice().id()).isEqualTo(problem.what().id() + ".advice");
      }
      refused += rules.problems().size();
      loaded += rules.rules().size();
      for (Detection detection : rules.detections()) {
        assertThat(detection.match(Bench.event("A=abc", "Image=x\\a.exe"))).isNotNull();
      }
    }
    assertThat(refused).isGreaterThan(2_000);
    assertThat(loaded).isGreaterThan(2_000);
  }

  private static RuleSet load(RuleFile file, Taxonomy taxonomy, long seed, int round) {
    try {
      return RuleSet.load(List.of(file), taxonomy, Map.of("name", List.of("a*")));
    } catch (RuntimeException | StackOverflowError e) {
      String text = new String(file.content(), StandardCharsets.UTF_8);
      throw new AssertionError("seed " + seed + " round " + round + ":\n" + text, e);
    }
  }

  private static byte[] mutate(String seed, Random random) {
    StringBuilder text = new StringBuilder(seed);
    for (int change = random.nextInt(4) + 1; change > 0 && text.length() > 10; change--) {
      int at = random.nextInt(text.length());
      int length = Math.min(random.nextInt(12), text.length() - at);
      switch (random.nextInt(5)) {
        case 0 -> text.delete(at, at + length);
        case 1 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 2 -> text.replace(at, at + length, PIECES[random.nextInt(PIECES.length)]);
        case 3 -> text.insert(random.nextInt(text.length()), text.substring(at, at + length));
        default -> text.setCharAt(at, (char) random.nextInt(256));
      }
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(10) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
