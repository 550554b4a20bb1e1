package io.kmspolicy.engine.store;

import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.store.KeyShapes.ShapedKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller.RoleCaller;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The most recent rows of one caller that are valid on some policies: those of one published
 * snapshot, or those that were passed. A cache in front of the {@link RowStore}. Thread-safe;
 * lookups are lock-free.
 *
 * <p>References to it are read without locks, so all that tells on which policies the rows are
 * valid is final: a reader compares it before it uses a row.
 */
public sealed interface Rows {

  /** The caller, compiled with the layers that it has on these policies. */
  CompiledPrincipal principal();

  /** The row of a resource, or null. */
  @Nullable DecisionRow find(String arn, KeyPolicies policies);

  /** The row that can decide an action; made if necessary, and kept. */
  DecisionRow ready(RowStore store, AskedResource asked, int action);

  /** Keeps the row of a resource. */
  void keep(RowStore store, AskedResource asked, DecisionRow row);

  /** The number of rows. */
  int size();

  /** The approximate size in bytes, without the rows. */
  long bytes();

  /** Removes the row of a resource, if it has one of its own. */
  void remove(String arn);

  /** Removes all rows. */
  void clear();

  /**
   * Rows on a published snapshot, which an unused handle does not keep in memory. Roles whose
   * policies tell keys apart by their place only have one row for all keys of a {@link KeyShape}
   * that do not name them.
   */
  final class OfSnapshot implements Rows {

    /** Most fleets have fewer shapes. */
    private static final int INITIAL_SHAPES = 8;

    private static final int HEADER = 16;
    private static final int REFERENCE = 4;

    private final KeyShapes keys;
    private final CompiledPrincipal principal;

    /** The caller's role, as {@link RoleNames}; 0 for callers that have a row for each key only. */
    private final long role;

    private final RowTable<DecisionRow> rows;

    /**
     * The rows by the number of the shape; null until there is one, and replaced by a longer array
     * when it is too short. Rows are immutable, so that a race is benign: a row that is not seen is
     * made again.
     */
    private @Nullable DecisionRow @Nullable [] ofShapes;

    private OfSnapshot(
        KeyShapes keys,
        CompiledPrincipal principal,
        long role,
        RowTable<DecisionRow> rows,
        @Nullable DecisionRow @Nullable [] ofShapes) {
      this.keys = keys;
      this.principal = principal;
      this.role = role;
      this.rows = rows;
      this.ofShapes = ofShapes;
    }

    /** No rows yet. */
    static OfSnapshot none(KeyShapes keys, CompiledPrincipal principal, int maxRows) {
      long role =
          principal.caller() instanceof RoleCaller caller && principal.matchesByPlace()
              ? RoleNames.of(caller)
              : 0;
      return new OfSnapshot(keys, principal, role, new RowTable<>(maxRows), null);
    }

    /**
     * The rows that are still valid in a later snapshot in which the caller has the same layers.
     */
    OfSnapshot in(KeyShapes later) {
      return new OfSnapshot(
          later,
          principal,
          role,
          later.stillValid(rows, keys),
          keys.hasNumbersOf(later) ? ofShapes : null);
    }

    /** Whether the rows are valid on the policies of a snapshot. */
    @SuppressWarnings("ReferenceEquality") // one object for each snapshot
    public boolean isOf(KeyShapes snapshot) {
      return keys == snapshot;
    }

    KeyShapes keys() {
      return keys;
    }

    @Override
    public CompiledPrincipal principal() {
      return principal;
    }

    /** The row of a resource, or null. */
    public @Nullable DecisionRow find(String arn) {
      DecisionRow row = role == 0 ? null : ofShape(keys.find(arn));
      return row == null ? rows.find(arn) : row;
    }

    private @Nullable DecisionRow ofShape(@Nullable ShapedKey key) {
      return key != null && key.isSharedBy(role) ? ofShape(key.shape()) : null;
    }

    /** The row for a shape, or null. */
    @Nullable DecisionRow ofShape(int shape) {
      @Nullable DecisionRow @Nullable [] now = ofShapes;
      return now != null && shape < now.length ? now[shape] : null;
    }

    /** Adds or replaces the row for a shape. */
    void put(int shape, DecisionRow row) {
      @Nullable DecisionRow @Nullable [] now = ofShapes;
      if (now == null) {
        now = new DecisionRow[Math.max(shape + 1, INITIAL_SHAPES)];
        ofShapes = now;
      } else if (shape >= now.length) {
        now = Arrays.copyOf(now, Math.max(shape + 1, 2 * now.length));
        ofShapes = now;
      }
      now[shape] = row;
    }

    @Override
    public @Nullable DecisionRow find(String arn, KeyPolicies policies) {
      return find(arn);
    }

    @Override
    public DecisionRow ready(RowStore store, AskedResource asked, int action) {
      ShapedKey key = role == 0 ? null : shaped(store, asked);
      if (key == null || !key.isSharedBy(role)) {
        return store.ready(principal, asked, action, this);
      }
      DecisionRow row = store.extended(ofShape(key.shape()), principal, asked, action);
      long before = bytesOfShapes();
      put(key.shape(), row);
      store.hold(row);
      store.grew(bytesOfShapes() - before);
      return row;
    }

    @Override
    public void keep(RowStore store, AskedResource asked, DecisionRow row) {
      store.grew(rows.put(asked.arn(), row));
    }

    private ShapedKey shaped(RowStore store, AskedResource asked) {
      ShapedKey found = keys.find(asked.arn());
      if (found == null) {
        long before = keys.bytes();
        found = keys.add(asked.arn(), asked.resource(), asked.compiled());
        store.grew(keys.bytes() - before);
      }
      return found;
    }

    @Override
    public long bytes() {
      return rows.bytes() + bytesOfShapes();
    }

    private long bytesOfShapes() {
      @Nullable DecisionRow @Nullable [] now = ofShapes;
      return now == null ? 0 : HEADER + REFERENCE * (long) now.length;
    }

    @Override
    public void remove(String arn) {
      rows.remove(arn);
    }

    @Override
    public int size() {
      @Nullable DecisionRow @Nullable [] now = ofShapes;
      long shapes = now == null ? 0 : Arrays.stream(now).filter(Objects::nonNull).count();
      return rows.size() + (int) shapes;
    }

    /** The table of this snapshot; the rows of shapes may be those of the next one, too. */
    void clearTable() {
      rows.clear();
    }

    @Override
    public void clear() {
      rows.clear();
      ofShapes = null;
      keys.clear();
    }
  }

  /**
   * Rows on policies that were passed.
   *
   * @param own the caller's layers, as they were passed
   * @param principal the compiled form of these or equal layers
   * @param rows the rows by the resource's ARN
   */
  record OfPassed(PrincipalPolicies own, CompiledPrincipal principal, RowTable<Entry> rows)
      implements Rows {

    /**
     * The row of a resource.
     *
     * @param policies the resource's layers, as they were passed
     * @param row a row made of these or equal layers
     */
    record Entry(KeyPolicies policies, DecisionRow row) {
      private static final int BYTES = 24;
    }

    /** Whether the rows are valid for a caller with these layers. */
    public boolean isOf(PrincipalPolicies other) {
      return isSame(own, other);
    }

    @Override
    public @Nullable DecisionRow find(String arn, KeyPolicies policies) {
      Entry found = rows.find(arn);
      return found != null && isSame(found.policies(), policies) ? found.row() : null;
    }

    @Override
    public DecisionRow ready(RowStore store, AskedResource asked, int action) {
      return store.ready(principal, asked, action, this);
    }

    @Override
    public void keep(RowStore store, AskedResource asked, DecisionRow row) {
      long grown = rows.put(asked.arn(), new Entry(asked.policies(), row));
      store.grew(grown + Entry.BYTES);
    }

    @Override
    public int size() {
      return rows.size();
    }

    @Override
    public long bytes() {
      return rows.bytes() + Entry.BYTES * (long) rows.size();
    }

    @Override
    public void remove(String arn) {
      rows.remove(arn);
    }

    @Override
    public void clear() {
      rows.clear();
    }

    /** Whether two are the same layers. A new record of the same layers counts as the same. */
    @SuppressWarnings("ReferenceEquality") // identity suffices; a deep comparison is expensive
    static boolean isSame(PrincipalPolicies left, PrincipalPolicies right) {
      return left == right
          || (left.identity() == right.identity()
              && left.permissionsBoundary() == right.permissionsBoundary()
              && left.session() == right.session()
              && left.serviceControl() == right.serviceControl()
              && left.vpcEndpoint() == right.vpcEndpoint());
    }

    /** Whether two are the same layers. A new record of the same layers counts as the same. */
    @SuppressWarnings("ReferenceEquality") // identity suffices; a deep comparison is expensive
    static boolean isSame(KeyPolicies left, KeyPolicies right) {
      return left == right
          || (left.key() == right.key()
              && left.grants() == right.grants()
              && left.resourceControl() == right.resourceControl()
              && left.manager() == right.manager());
    }
  }
}
