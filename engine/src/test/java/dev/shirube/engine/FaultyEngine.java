// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import dev.shirube.sigma.RuleRunner;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/// Loads the engine, and the tables of literals it rests on, a second time with faults in them,
/// beside the whole one.
final class FaultyEngine extends ClassLoader {
  private static final List<String> OWN =
      List.of(
          "dev.shirube.engine.",
          "dev.shirube.literals.LiteralHits",
          "dev.shirube.literals.LiteralIndex",
          "dev.shirube.literals.LiteralTable",
          "dev.shirube.literals.GramTable",
          "dev.shirube.literals.Sieve");

  private final List<Fault> faults;
  private int planted;

  private FaultyEngine(List<Fault> faults) {
    super(FaultyEngine.class.getClassLoader());
    this.faults = faults;
  }

  /// An engine with faults, over some rules.
  static RuleRunner of(List<Fault> faults, RuleSet rules, EngineLimits limits) {
    FaultyEngine loader = new FaultyEngine(faults);
    try {
      Class<?> snapshot = loader.loadClass(Snapshot.class.getName());
      Class<?> limit = loader.loadClass(EngineLimits.class.getName());
      Object made =
          loader
              .loadClass(Engine.class.getName())
              .getConstructor(snapshot, limit)
              .newInstance(
                  snapshot.getMethod("of", RuleSet.class).invoke(null, rules),
                  limit
                      .getConstructor(int.class, long.class)
                      .newInstance(limits.cacheBytes(), limits.key()));
      for (Fault fault : faults) {
        loader.loadClass(fault.type());
      }
      if (loader.planted != faults.size()) {
        throw new AssertionError(loader.planted + " faults planted of " + faults);
      }
      return (RuleRunner) made;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the engine with " + faults + " does not load", e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      return OWN.stream().anyMatch(name::startsWith) ? own(name) : super.loadClass(name, resolve);
    }
  }

  private Class<?> own(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    try (InputStream in = Objects.requireNonNull(getParent()).getResourceAsStream(file)) {
      byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
      for (Fault fault : faults) {
        if (fault.type().equals(name)) {
          bytes = fault.plant(bytes);
          planted++;
        }
      }
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
