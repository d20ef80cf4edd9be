// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Text;
import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All roles: content/roles/*.yaml, one file each, with the rights it must and must not have as its
/// tests. A file with a mistake gives no role at all, so a mistake never allows anything.
public final class Roles {
  private final Map<String, Role> byId;
  private final boolean locked;

  private Roles(Map<String, Role> byId, boolean locked) {
    this.byId = Map.copyOf(byId);
    this.locked = locked;
  }

  /// What reading gave: the roles, and every fault found on the way.
  public record Loaded(Roles roles, List<Problem> problems) {
    public Loaded {
      problems = List.copyOf(problems);
    }
  }

  /// Reads all roles of a content folder.
  public static Loaded load(Content content) throws IOException {
    Map<String, Role> roles = new TreeMap<>();
    List<Problem> problems = new ArrayList<>();
    for (Path file : content.files("roles", ".yaml")) {
      Yaml.Documents read = Yaml.read(file.toString(), Files.readAllBytes(file));
      problems.addAll(read.problems());
      for (YamlNode document : read.documents()) {
        Reader reader = new Reader(file.toString(), problems);
        Role role = reader.role(document);
        if (role != null && roles.putIfAbsent(role.id(), role) != null) {
          reader.tell(document.line(), "access.role.twice", role.id());
        }
      }
    }
    return new Loaded(new Roles(roles, false), problems);
  }

  /// The role of an id; null if there is none.
  public @Nullable Role find(String id) {
    return byId.get(id);
  }

  /// All of them, by id.
  public List<Role> all() {
    return byId.values().stream().sorted((one, two) -> one.id().compareTo(two.id())).toList();
  }

  /// Whether these are the roles of an installation in lockdown.
  public boolean isLocked() {
    return locked;
  }

  /// The same roles for an installation in lockdown: nothing that changes anything is allowed to
  /// anybody, whatever was granted.
  public Roles inLockdown() {
    Map<String, Role> locked = new TreeMap<>();
    for (Role role : byId.values()) {
      Set<Right> left = EnumSet.noneOf(Right.class);
      role.rights().stream().filter(right -> !right.isLockable()).forEach(left::add);
      locked.put(role.id(), new Role(role.id(), role.reach(), role.title(), role.purpose(), left));
    }
    return new Roles(locked, true);
  }

  /// Reads one file.
  private static final class Reader {
    private static final Set<String> KEYS =
        Set.of("id", "reach", "title", "purpose", "rights", "tests");

    private final String file;
    private final List<Problem> problems;
    private boolean faulty;

    Reader(String file, List<Problem> problems) {
      this.file = file;
      this.problems = problems;
    }

    @Nullable Role role(YamlNode document) {
      if (!(document instanceof YamlNode.Mapping mapping)) {
        tell(document.line(), "access.role.key", "id");
        return null;
      }
      for (String key : mapping.entries().keySet()) {
        if (!KEYS.contains(key)) {
          tell(mapping.lineOf(key), "access.role.key", key);
        }
      }
      String id = mapping.text("id");
      if (id == null || !PrincipalId.isName(id)) {
        tell(mapping.lineOf("id"), "access.role.key", "id");
      }
      Role.Reach reach = reach(mapping);
      Text title = text(mapping, "title");
      Text purpose = text(mapping, "purpose");
      Set<Right> rights = rights(mapping, "rights");
      if (mapping.get("tests") instanceof YamlNode.Mapping tests) {
        test(tests, rights);
      } else {
        tell(mapping.line(), "access.role.key", "tests");
      }
      return faulty || id == null || reach == null || title == null || purpose == null
          ? null
          : new Role(id, reach, title, purpose, rights);
    }

    private void test(YamlNode.Mapping tests, Set<Right> rights) {
      for (Right right : rights(tests, "may")) {
        if (!rights.contains(right)) {
          tell(tests.lineOf("may"), "access.role.test", right.word());
        }
      }
      for (Right right : rights(tests, "may-not")) {
        if (rights.contains(right)) {
          tell(tests.lineOf("may-not"), "access.role.test", right.word());
        }
      }
    }

    private Role.@Nullable Reach reach(YamlNode.Mapping mapping) {
      String word = mapping.text("reach");
      for (Role.Reach reach : Role.Reach.values()) {
        if (reach.name().toLowerCase(Locale.ROOT).equals(word)) {
          return reach;
        }
      }
      tell(mapping.lineOf("reach"), "access.role.key", "reach");
      return null;
    }

    private @Nullable Text text(YamlNode.Mapping mapping, String key) {
      if (mapping.get(key) instanceof YamlNode.Mapping both) {
        String ja = both.text("ja");
        String en = both.text("en");
        if (ja != null && en != null && !ja.isBlank() && !en.isBlank()) {
          return new Text(ja, en);
        }
      }
      tell(mapping.lineOf(key), "access.role.key", key);
      return null;
    }

    private Set<Right> rights(YamlNode.Mapping mapping, String key) {
      Set<Right> rights = EnumSet.noneOf(Right.class);
      if (mapping.get(key) instanceof YamlNode.Sequence list && !list.items().isEmpty()) {
        for (YamlNode item : list.items()) {
          Right right = item instanceof YamlNode.Scalar word ? Right.of(word.text()) : null;
          if (right == null) {
            tell(item.line(), "access.role.right", key);
          } else {
            rights.add(right);
          }
        }
      } else {
        tell(mapping.lineOf(key), "access.role.key", key);
      }
      return rights;
    }

    void tell(int line, String id, String fact) {
      faulty = true;
      problems.add(new Problem(file, line, Message.of(id, fact), Message.of(id + ".advice", fact)));
    }
  }
}
