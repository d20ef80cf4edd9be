// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Mistakes;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How secrets look in a command line: values of options and variables, beginnings of tokens, and
/// passwords in addresses. Words are what stands between blanks, as the kernel's arguments are put
/// together; a line is looked at once, from left to right.
final class MaskRules {
  /// What stands in a secret's place.
  static final String MASK = "***";

  private static final int LEAST_TOKEN = 12;

  private final Set<String> options = new HashSet<>();
  private final Map<String, Set<String>> ofPrograms = new HashMap<>();
  private final Map<String, Set<String>> attached = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final List<String> tokens = new ArrayList<>();
  private final Set<String> schemes = new HashSet<>();

  /// Reads the rules of the content folder.
  static MaskRules read(Content content, List<Problem> problems) throws IOException {
    MaskRules rules = new MaskRules();
    for (Path file : content.files("masks", ".yaml")) {
      Yaml.Documents read = Yaml.read(file.toString(), Files.readAllBytes(file));
      problems.addAll(read.problems());
      Mistakes mistakes =
          (line, id, facts) -> {
            Problem found = AgentFault.problem(file.toString(), id, facts);
            problems.add(new Problem(file.toString(), line, found.what(), found.advice()));
          };
      for (YamlNode document : read.documents()) {
        rules.add(document, mistakes);
      }
    }
    return rules;
  }

  /// Adds the rules of a file.
  void add(YamlNode document, Mistakes mistakes) {
    if (!(document instanceof YamlNode.Mapping file)) {
      mistakes.at(document.line(), "agent.masks.shape");
      return;
    }
    file.entries()
        .forEach((key, value) -> {
          switch (key) {
            case "options" -> options.addAll(words(value, mistakes));
            case "names" -> words(value, mistakes).forEach(word -> names.add(lower(word)));
            case "tokens" -> tokens.addAll(words(value, mistakes));
            case "schemes" -> words(value, mistakes).forEach(word -> schemes.add(lower(word)));
            case "programs" -> programs(value, ofPrograms, mistakes);
            case "attached" -> programs(value, attached, mistakes);
            default -> mistakes.at(file.lineOf(key), "agent.masks.key", key);
          }
        });
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static List<String> words(YamlNode node, Mistakes mistakes) {
    List<String> words = new ArrayList<>();
    if (node instanceof YamlNode.Sequence sequence) {
      for (YamlNode item : sequence.items()) {
        if (item instanceof YamlNode.Scalar scalar && !scalar.text().isEmpty()) {
          words.add(scalar.text());
        } else {
          mistakes.at(item.line(), "agent.masks.shape");
        }
      }
    } else {
      mistakes.at(node.line(), "agent.masks.shape");
    }
    return words;
  }

  private static void programs(YamlNode node, Map<String, Set<String>> into, Mistakes mistakes) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      mistakes.at(node.line(), "agent.masks.shape");
      return;
    }
    mapping
        .entries()
        .forEach((program, value) ->
            into.computeIfAbsent(program, _ -> new HashSet<>()).addAll(words(value, mistakes)));
  }

  /// A line without its secrets; null if it has none.
  @Nullable String masked(String line) {
    StringBuilder out = new StringBuilder(line.length());
    boolean any = false;
    boolean next = false;
    String program = "";
    int at = 0;
    while (at < line.length()) {
      int end = at;
      while (end < line.length() && !isBlank(line.charAt(end))) {
        end++;
      }
      String word = line.substring(at, end);
      if (!word.isEmpty()) {
        String masked = next ? maskedValue(word) : masked(word, program);
        any |= !masked.equals(word);
        out.append(masked);
        boolean scheme = next && schemes.contains(lower(word));
        next = scheme || (!next && isFollowed(word, program));
        program = program(word, program);
      }
      if (end < line.length()) {
        out.append(line.charAt(end));
      }
      at = end + 1;
    }
    return any ? out.toString() : null;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\0';
  }

  /// The program that what follows belongs to: sudo mysql -p… is mysql's.
  private String program(String word, String before) {
    String name = word.substring(word.lastIndexOf('/') + 1);
    boolean known = ofPrograms.containsKey(name) || attached.containsKey(name);
    return known || before.isEmpty() ? name : before;
  }

  private boolean isFollowed(String word, String program) {
    String bare = unquoted(word);
    boolean option = bare.startsWith("-") && (options.contains(bare) || isNamed(bare));
    boolean header = bare.endsWith(":") && isNamed(bare.substring(0, bare.length() - 1));
    return option
        || header
        || schemes.contains(lower(bare))
        || ofPrograms.getOrDefault(program, Set.of()).contains(bare);
  }

  private boolean isNamed(String word) {
    String name = lower(word);
    return names.stream().anyMatch(name::endsWith);
  }

  private static String unquoted(String word) {
    boolean quoted = word.startsWith("\"") || word.startsWith("'");
    return quoted ? word.substring(1) : word;
  }

  private String maskedValue(String word) {
    return schemes.contains(lower(word)) ? word : MASK;
  }

  private String masked(String word, String program) {
    int equals = word.indexOf('=');
    if (equals > 0 && equals + 1 < word.length()) {
      String name = unquoted(word.substring(0, equals));
      if (options.contains(name) || isNamed(name)) {
        return word.substring(0, equals + 1) + MASK;
      }
    }
    for (String option : attached.getOrDefault(program, Set.of())) {
      if (word.startsWith(option) && word.length() > option.length()) {
        return option + MASK;
      }
    }
    return maskedToken(maskedAddress(word));
  }

  /// scheme://user:password@host, the password without its secret.
  private static String maskedAddress(String word) {
    int scheme = word.indexOf("://");
    int from = scheme + 3;
    int host = scheme < 0 ? -1 : word.indexOf('@', from);
    int path = scheme < 0 ? -1 : word.indexOf('/', from);
    int colon = scheme < 0 ? -1 : word.indexOf(':', from);
    boolean login = colon > 0 && colon < host && (path < 0 || host < path);
    return login ? word.substring(0, colon + 1) + MASK + word.substring(host) : word;
  }

  private String maskedToken(String word) {
    for (String token : tokens) {
      int from = word.indexOf(token);
      boolean begins = from == 0 || (from > 0 && !Character.isLetterOrDigit(word.charAt(from - 1)));
      if (begins && word.length() - from >= token.length() + LEAST_TOKEN) {
        int end = from + token.length();
        while (end < word.length() && isTokenLetter(word.charAt(end))) {
          end++;
        }
        return word.substring(0, from) + token + MASK + word.substring(end);
      }
    }
    return word;
  }

  private static boolean isTokenLetter(char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.' || c == '/' || c == '+';
  }
}
