// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.catalog.Problem;
import dev.shirube.event.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a tenant's recording consists of, written down at a mark of its chain, so that a start need
/// not walk over the whole chain. The chain is what counts: deeds behind the mark are done too.
///
/// @param mark how far the chain had come
/// @param inventory what all deeds up to there made
/// @param leftovers numbers of files that belong to nothing any more and are to be deleted
record Manifest(Chain.Mark mark, Inventory inventory, Set<Long> leftovers) {
  static final String FILE = "manifest";
  private static final String MAGIC = "SHIRUBEM";
  private static final Set<String> OWN_FILES =
      Set.of(Chain.FILE, FILE, Chain.FILE + ".new", FILE + ".new");

  /// Puts this manifest in the place of the one before.
  void write(Folder folder, TenantId tenant) throws IOException {
    folder.replace(FILE, encode(tenant));
  }

  byte[] encode(TenantId tenant) {
    Codec.Encoder out = new Codec.Encoder().text(tenant.value());
    out.number(mark.count()).number(mark.length()).bytes(mark.hash());
    inventory.encode(out);
    out.number(leftovers.size());
    new TreeSet<>(leftovers).forEach(out::number);
    byte[] head = Codec.head(MAGIC);
    byte[] body = out.toBytes();
    byte[] hash = Codec.hash(head, body);
    byte[] all = Arrays.copyOf(head, head.length + body.length + hash.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    System.arraycopy(hash, 0, all, head.length + body.length, hash.length);
    return all;
  }

  /// The manifest of a folder; null if there is none.
  ///
  /// @throws StoreException if it is damaged, another tenant's, or of a newer format
  static @Nullable Manifest read(Folder folder, TenantId tenant) throws IOException {
    byte[] bytes = folder.readWhole(FILE);
    return bytes == null ? null : decode(bytes, tenant, folder.file(FILE));
  }

  static Manifest decode(byte[] bytes, TenantId tenant, Path file) throws StoreException {
    Codec.checkHead(MAGIC, bytes, file);
    int body = bytes.length - Codec.HASH_BYTES;
    if (body < Codec.HEAD_BYTES) {
      throw Codec.damaged(file);
    }
    byte[] hash = Codec.hash(Arrays.copyOf(bytes, body));
    if (!Arrays.equals(hash, Arrays.copyOfRange(bytes, body, bytes.length))) {
      throw Codec.damaged(file);
    }
    Codec.Decoder in = new Codec.Decoder(Arrays.copyOf(bytes, body), file);
    in.skip(Codec.HEAD_BYTES);
    if (!in.text().equals(tenant.value())) {
      throw Codec.damaged(file);
    }
    Chain.Mark mark = new Chain.Mark(in.number(), in.number(), in.bytes());
    Inventory inventory = Inventory.decode(in, file);
    Set<Long> leftovers = new TreeSet<>();
    for (int left = in.count(); left > 0; left--) {
      leftovers.add(in.number());
    }
    in.end();
    return new Manifest(mark, inventory, leftovers);
  }

  /// What a folder says of a tenant's recording.
  ///
  /// @param mark how far the chain goes
  /// @param inventory what all deeds made
  /// @param leftovers files to be deleted
  /// @param unsure files with this number or a greater one that belong to nothing were never done
  /// @param sure whether the chain is known to be durable up to the mark and to end there
  /// @param problems what is wrong
  record Loaded(
      Chain.Mark mark,
      Inventory inventory,
      Set<Long> leftovers,
      long unsure,
      boolean sure,
      List<Problem> problems) {
    /// Compares a folder with what should be in it.
    Compared compare(Folder folder) throws IOException {
      Set<String> names = new TreeSet<>(folder.list());
      Map<Long, String> damaged = new TreeMap<>();
      for (PartFacts part : inventory.parts()) {
        if (!names.contains(part.file())) {
          damaged.put(part.number(), "missing");
        } else if (folder.disk().size(folder.file(part.file())) != part.bytes()) {
          damaged.put(part.number(), "length");
        }
      }
      Set<Long> dropped = new TreeSet<>(leftovers);
      List<Problem> foreign = new ArrayList<>();
      long next = inventory.next();
      for (String name : names) {
        long number = PartFacts.numberOf(name);
        next = Math.max(next, number + 1);
        boolean dead = inventory.part(number) == null && !dropped.contains(number);
        if (number >= unsure && dead) {
          dropped.add(number);
          String file = folder.file(name).toString();
          foreign.add(StoreException.problem("store.file.unfinished", file));
        } else if (!isKnown(name, inventory, dropped)) {
          String file = folder.file(name).toString();
          foreign.add(StoreException.problem("store.file.foreign", file));
        }
      }
      dropped.removeIf(number -> inventory.part(number) != null);
      return new Compared(damaged, dropped, next, foreign);
    }
  }

  /// What comparing a folder with what should be in it gave.
  ///
  /// @param damaged live parts that cannot be whole, and why
  /// @param leftovers files to be deleted
  /// @param next the first number no file has had
  /// @param problems files that belong to nothing
  record Compared(
      Map<Long, String> damaged, Set<Long> leftovers, long next, List<Problem> problems) {}

  /// Whether a tenant's folder may have a file of a name.
  static boolean isKnown(String name, Inventory inventory, Set<Long> leftovers) {
    long number = PartFacts.numberOf(name);
    return number < 0
        ? OWN_FILES.contains(name)
        : inventory.part(number) != null || leftovers.contains(number);
  }

  /// Reads manifest and chain, as far as they can be read.
  ///
  /// @param witness how far the chain had come when everything was sealed last; null if not known
  /// @throws StoreException if a file is of a newer format
  static Loaded load(Folder folder, TenantId tenant, Sealed.@Nullable Witness witness)
      throws IOException {
    List<Problem> problems = new ArrayList<>();
    Manifest manifest = readOrTell(folder, tenant, problems);
    boolean known = manifest != null;
    if (manifest == null) {
      manifest = new Manifest(Chain.Mark.NOTHING, new Inventory(folder.file(Chain.FILE)), Set.of());
    }
    Loaded loaded = manifest.follow(folder, tenant, known, problems);
    if (witness != null && loaded.mark.count() < witness.count()) {
      problems.add(
          StoreException.problem(
              "store.chain.back", folder.path().toString(), witness.count(), loaded.mark.count()));
      return new Loaded(
          loaded.mark, loaded.inventory, Set.of(), Long.MAX_VALUE, loaded.sure, problems);
    }
    return loaded;
  }

  private static @Nullable Manifest readOrTell(
      Folder folder, TenantId tenant, List<Problem> problems) throws IOException {
    try {
      return read(folder, tenant);
    } catch (StoreException e) {
      if (e.isNewer()) {
        throw e;
      }
      problems.add(e.problem());
      return null;
    }
  }

  /// Does the deeds that the chain has behind the mark.
  private Loaded follow(Folder folder, TenantId tenant, boolean known, List<Problem> problems)
      throws IOException {
    Chain.Mark none = new Chain.Mark(mark.count(), 0, mark.hash());
    if (!folder.has(Chain.FILE)) {
      if (known) {
        problems.add(StoreException.problem("store.chain.gone", folder.path().toString()));
      }
      return unproven(none, problems);
    }
    Path file = folder.file(Chain.FILE);
    Chain.Mark start;
    try {
      start = Chain.start(folder, tenant);
    } catch (StoreException e) {
      if (e.isNewer()) {
        throw e;
      }
      problems.add(e.problem());
      return unproven(none, problems);
    }
    if (mark.count() > 0 && !Chain.reaches(folder, mark)) {
      problems.add(StoreException.problem("store.chain.cut", file.toString(), mark.count()));
      return cut(folder, start, problems);
    }
    Set<Long> dropped = new TreeSet<>(leftovers);
    long unsure = known ? inventory.next() : Long.MAX_VALUE;
    int before = problems.size();
    Chain.Mark from = mark.count() > 0 ? mark : start;
    Chain.Walk walk =
        Chain.walk(folder, from, (behind, deed) -> apply(deed, file, dropped, problems));
    if (problems.size() > before) {
      return unproven(walk.end(), problems);
    }
    if (walk.rest() > 0) {
      problems.add(StoreException.problem("store.chain.torn", file.toString(), walk.rest()));
    }
    boolean sure = walk.rest() == 0 && walk.end().count() == from.count();
    return new Loaded(walk.end(), inventory, dropped, unsure, sure, problems);
  }

  /// What there is where the chain ends before the mark.
  private Loaded cut(Folder folder, Chain.Mark start, List<Problem> problems) throws IOException {
    Chain.Walk whole = Chain.walk(folder, start, (behind, deed) -> true);
    long length = Math.min(whole.end().length(), mark.length());
    return unproven(new Chain.Mark(mark.count(), length, mark.hash()), problems);
  }

  /// Where manifest and chain do not fit together, no file is deleted.
  private Loaded unproven(Chain.Mark end, List<Problem> problems) {
    return new Loaded(end, inventory, Set.of(), Long.MAX_VALUE, false, problems);
  }

  private boolean apply(byte[] bytes, Path file, Set<Long> dropped, List<Problem> problems) {
    try {
      Deed deed = Deed.decode(bytes, file);
      for (PartFacts gone : inventory.apply(deed)) {
        if (!(deed instanceof Deed.Quarantined)) {
          dropped.add(gone.number());
        }
      }
      return true;
    } catch (StoreException e) {
      problems.add(e.problem());
      return false;
    }
  }

  /// The file that says up to which offset of the journal everything is in parts, and how far each
  /// tenant's chain had come by then: a second witness of what has to be there.
  ///
  /// @param offset the journal's offset behind the last sealed record
  /// @param tenants each tenant's name and mark
  record Sealed(long offset, Map<String, Witness> tenants) {
    static final String FILE = "sealed";
    static final String COPY = "sealed.copy";

    /// What may lie in the store's folder beside the tenants'.
    static final Set<String> OWN_FILES = Set.of(FILE, COPY, FILE + ".new", COPY + ".new");

    private static final String MAGIC = "SHIRUBES";
    static final Sealed NOTHING = new Sealed(0, Map.of());

    Sealed {
      tenants = Map.copyOf(tenants);
    }

    /// How far a chain had come.
    ///
    /// @param count how many entries it had
    /// @param hash the hash of the last one, as hexadecimal digits
    record Witness(long count, String hash) {}

    void write(Folder folder) throws IOException {
      folder.replace(FILE, encode());
      folder.replace(COPY, encode());
    }

    byte[] encode() {
      Codec.Encoder out = new Codec.Encoder().number(offset).number(tenants.size());
      new TreeMap<>(tenants).forEach((name, it) -> out.text(name).number(it.count).text(it.hash));
      byte[] body = out.toBytes();
      byte[] head = Codec.head(MAGIC);
      byte[] all = Arrays.copyOf(head, head.length + body.length);
      System.arraycopy(body, 0, all, head.length, body.length);
      byte[] hash = Codec.hash(all);
      byte[] whole = Arrays.copyOf(all, all.length + hash.length);
      System.arraycopy(hash, 0, whole, all.length, hash.length);
      return whole;
    }

    /// What the file or, if that is damaged, its copy says.
    ///
    /// @throws StoreException if they are of a newer format
    static Sealed load(Folder folder, List<Problem> problems) throws IOException {
      Sealed found = null;
      for (String name : List.of(FILE, COPY)) {
        try {
          Sealed read = read(folder, name);
          boolean later = found == null || (read != null && read.offset > found.offset);
          found = later ? read : found;
        } catch (StoreException e) {
          if (e.isNewer()) {
            throw e;
          }
          problems.add(e.problem());
        }
      }
      return found == null ? NOTHING : found;
    }

    /// What the file of a folder says; null if there is none.
    ///
    /// @param name the file's or its copy's
    /// @throws StoreException if it is damaged or of a newer format
    static @Nullable Sealed read(Folder folder, String name) throws IOException {
      byte[] bytes = folder.readWhole(name);
      return bytes == null ? null : decode(bytes, folder.file(name));
    }

    private static Sealed decode(byte[] bytes, Path file) throws StoreException {
      Codec.checkHead(MAGIC, bytes, file);
      int body = bytes.length - Codec.HASH_BYTES;
      byte[] content = Arrays.copyOf(bytes, Math.max(body, 0));
      if (!Arrays.equals(
          Codec.hash(content), Arrays.copyOfRange(bytes, content.length, bytes.length))) {
        throw Codec.damaged(file);
      }
      Codec.Decoder in = new Codec.Decoder(content, file).skip(Codec.HEAD_BYTES);
      long offset = in.number();
      Map<String, Witness> tenants = new TreeMap<>();
      for (int left = in.count(); left > 0; left--) {
        String name = in.text();
        try {
          new TenantId(name);
        } catch (IllegalArgumentException e) {
          throw in.damage();
        }
        tenants.put(name, new Witness(in.number(), in.text()));
      }
      in.end();
      return new Sealed(offset, tenants);
    }
  }
}
