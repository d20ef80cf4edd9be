// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.shirube.event.TenantId;
import dev.shirube.store.EventStore;
import dev.shirube.store.Question;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// No method reads or writes what tenants have without being told which tenant. Whatever can reach
/// data is found by what it holds: the recording, the records, or something that holds one of them.
class TenantTest {
  private static final List<String> ROOMS =
      List.of("store", "records", "audit", "access", "fleet", "hunt", "api", "installation");

  private static final List<String> DATA =
      ROOMS.subList(0, 6).stream().map(room -> "dev.shirube." + room).toList();

  /// Where data is reached from: everything that holds one of these can reach data too.
  private static final Set<String> SOURCES =
      Set.of("dev.shirube.store.EventStore", "dev.shirube.records.Records");

  /// What says whose data is meant: a tenant, an explicit set of them, or something of one tenant.
  private static final Set<String> TENANTS =
      Set.of(
          "dev.shirube.event.TenantId",
          "dev.shirube.event.EventBatch",
          "dev.shirube.records.Scope",
          "dev.shirube.access.PrincipalId",
          "dev.shirube.access.Change",
          "dev.shirube.access.Knowing$Known",
          "dev.shirube.access.Principal",
          "dev.shirube.fleet.HostState",
          "dev.shirube.gateway.Envelope");

  /// Methods of such classes that need no tenant, each with its reason.
  private static final Map<String, String> FREE = free();

  private static Map<String, String> free() {
    Map<String, String> free = new TreeMap<>();
    String whole = "does one thing to the whole store, and hands nothing of it out";
    for (String name :
        List.of("due", "seal", "freeze", "upkeep", "backup", "restore", "close", "open")) {
      free.put("store.EventStore." + name, whole);
    }
    free.put("store.EventStore.sealedOffset", "a place in the journal");
    free.put(
        "store.EventStore.tenants", "which tenants there are, for what goes over them one by one");
    free.put("store.EventStore.problems", "what was wrong at the start, for whoever runs it");
    String base = "opens, copies or closes the whole database, and hands nothing of it out";
    for (String name : List.of("open", "backup", "place", "close")) {
      free.put("records.Records." + name, base);
    }
    free.put("store.EventStore$Frozen.seal", whole);
    free.put("access.AccessRoom.open", "opens the room");
    free.put("access.AccessRoom.isNew", "tells of no tenant");
    free.put("access.AccessRoom.administrator", "the one principal above all tenants");
    free.put("access.AccessRoom.renewAdministrator", "the one principal above all tenants");
    free.put("access.AccessRoom.know", "finds out of which tenant somebody is");
    free.put("access.AccessRoom.from", "finds out of which tenant somebody is");
    free.put("access.AccessRoom.upkeep", "reads anew what others changed, and hands nothing out");
    free.put("access.Administrator.make", "the one principal above all tenants");
    free.put("access.Administrator.renew", "the one principal above all tenants");
    fleet(free);
    return free;
  }

  private static void fleet(Map<String, String> free) {
    for (String name : List.of("upkeep", "flush")) {
      free.put("fleet.Attendance." + name, "goes over all agents one by one, each in its tenant");
    }
    String made = "what the room is made of, for its own classes";
    for (String name :
        List.of(
            "records",
            "chain",
            "authority",
            "inbox",
            "limits",
            "time",
            "sightings",
            "equals",
            "hashCode",
            "toString")) {
      free.put("fleet.FleetParts." + name, made);
    }
  }

  /// A method that breaks the rule.
  private record Breach(String place, String why) {}

  /// Looks at classes of some rooms.
  private static final class Look {
    private final JavaClasses classes;
    private final Map<String, Boolean> bound = new HashMap<>();
    private final Set<String> used = new TreeSet<>();
    private final List<Breach> breaches = new ArrayList<>();
    private int types;
    private int methods;

    Look(JavaClasses classes) {
      this.classes = classes;
    }

    Look run(Set<String> free) {
      for (JavaClass type : classes) {
        if (!type.isAnonymousClass() && reaches(type)) {
          types++;
          type.getMethods().forEach(method -> look(type, method, free));
        }
      }
      return this;
    }

    /// Whether a class is a source of data, or holds one without being bound to a tenant.
    private boolean reaches(JavaClass type) {
      boolean source = SOURCES.contains(type.getName());
      boolean holds =
          type.getFields().stream()
              .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
              .anyMatch(field -> SOURCES.contains(field.getRawType().getName()));
      return (source || holds) && !isBound(type);
    }

    /// Whether every object of a class is of one tenant, as its constructors ask for it.
    private boolean isBound(JavaClass type) {
      return bound.computeIfAbsent(
          type.getName(),
          _ ->
              !type.getConstructors().isEmpty()
                  && type.getConstructors().stream()
                      .filter(it -> !it.getModifiers().contains(JavaModifier.PRIVATE))
                      .allMatch(Look::names)
                  && type.getConstructors().stream().anyMatch(Look::names));
    }

    /// Whether a tenant, or a set of them, has to be given.
    private static boolean names(JavaCodeUnit unit) {
      return unit.getParameterTypes().stream()
          .flatMap(it -> it.getAllInvolvedRawTypes().stream())
          .anyMatch(it -> TENANTS.contains(it.getName()));
    }

    private void look(JavaClass type, JavaMethod method, Set<String> free) {
      Set<JavaModifier> modifiers = method.getModifiers();
      boolean hidden =
          modifiers.contains(JavaModifier.PRIVATE) || modifiers.contains(JavaModifier.SYNTHETIC);
      if (hidden) {
        return;
      }
      methods++;
      String place = type.getName().substring("dev.shirube.".length()) + "." + method.getName();
      if (free.contains(place)) {
        used.add(place);
      } else if (!names(method)) {
        breaches.add(new Breach(place, "is not told which tenant"));
      }
    }

    /// Things that outlive a call and are nobody's: what one tenant put there another could get.
    Look caches() {
      for (JavaClass type : classes) {
        type.getStaticInitializer().stream()
            .flatMap(unit -> unit.getConstructorCallsFromSelf().stream())
            .map(call -> call.getTargetOwner())
            .filter(Look::isCache)
            .forEach(it -> breaches.add(new Breach(type.getName(), "a static " + it.getName())));
      }
      return this;
    }

    private static boolean isCache(JavaClass type) {
      Set<String> kept = new HashSet<>(Set.of(type.getName()));
      type.getAllRawSuperclasses().forEach(above -> kept.add(above.getName()));
      return kept.contains("java.util.HashMap")
          || kept.contains("java.util.concurrent.ConcurrentHashMap")
          || kept.contains("java.lang.ThreadLocal")
          || kept.contains("java.util.TreeMap");
    }
  }

  private static JavaClasses rooms() {
    Project project = Project.here();
    List<Path> folders =
        ROOMS.stream()
            .map(room -> project.root().resolve(room).resolve("target").resolve("classes"))
            .toList();
    return new ClassFileImporter().importPaths(folders);
  }

  @Test
  void noDataIsReachedWithoutATenant() {
    // From the API on a right is asked for each tenant, which ApiTest holds against every route.
    JavaClasses all = rooms();
    JavaClasses data =
        all.that(
            DescribedPredicate.describe(
                "of the rooms of data", it -> DATA.contains(it.getPackageName())));
    Look look = new Look(data).run(FREE.keySet());
    assertThat(look.breaches).isEmpty();
    assertThat(look.used).as("exceptions that still are some").isEqualTo(FREE.keySet());
    assertThat(look.types).isGreaterThanOrEqualTo(4);
    assertThat(look.methods).isGreaterThanOrEqualTo(40);
    assertThat(new Look(all).caches().breaches).isEmpty();
    System.out.printf(
        "tenants: %d classes reach data, %d methods looked at, %d of them need no tenant%n",
        look.types, look.methods, look.used.size());
  }

  /// What looks into the recording of anybody.
  static final class Planted {
    private static final Map<String, Long> SEEN = new HashMap<>();

    private final EventStore store;

    Planted(EventStore store) {
      this.store = store;
    }

    long count(TenantId tenant) throws IOException {
      return store.count(tenant, Question.EVERYTHING).rows();
    }

    long countAll() throws IOException {
      long sum = 0;
      for (TenantId tenant : store.tenants()) {
        sum += SEEN.getOrDefault(tenant.value(), count(tenant));
      }
      return sum;
    }
  }

  /// The same, bound to one tenant.
  record Bound(EventStore store, TenantId tenant) {
    long count() throws IOException {
      return store.count(tenant, Question.EVERYTHING).rows();
    }
  }

  @Test
  void seesWhatLooksIntoAnybodysData() {
    JavaClasses planted =
        new ClassFileImporter().importClasses(Planted.class, Bound.class, EventStore.class);
    Look look = new Look(planted).run(FREE.keySet());
    assertThat(look.breaches)
        .extracting(Breach::place)
        .containsExactly("lab.TenantTest$Planted.countAll");
    assertThat(new Look(planted).caches().breaches).hasSize(1);
  }
}
