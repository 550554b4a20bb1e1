package io.kmspolicy.engine.row;

import io.kmspolicy.engine.row.KeyGroups.GroupedKey;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a role on groups of keys: one row decides for all keys of a group whose policies do
 * not name the role. Thread-safe; lookups are lock-free.
 *
 * <p>Only roles whose policies tell keys apart by their place only have such rows.
 */
public final class GroupRows {

  /** The key belongs to no group, or names the role. */
  public static final int NONE = GroupedKey.NONE;

  /** Most fleets have fewer groups. */
  private static final int INITIAL_GROUPS = 8;

  private final KeyGroups keys;
  private final long role;

  /**
   * The rows by the number of the group; replaced by a longer array when it is too short. Rows are
   * immutable, so that a race is benign: a row that is not seen is made again.
   */
  private @Nullable DecisionRow[] rows;

  private GroupRows(KeyGroups keys, long role, @Nullable DecisionRow[] rows) {
    this.keys = keys;
    this.role = role;
    this.rows = rows;
  }

  /** No rows yet; null for callers that have a row for each key only. */
  public static @Nullable GroupRows of(CompiledPrincipal principal, KeyGroups keys) {
    return principal.caller() instanceof RoleCaller role && principal.matchesByPlace()
        ? new GroupRows(keys, RoleNames.of(role), new DecisionRow[INITIAL_GROUPS])
        : null;
  }

  /** The rows for another snapshot in which the caller has the same policies. */
  public GroupRows in(KeyGroups others) {
    boolean remain = keys.hasNumbersOf(others);
    return new GroupRows(others, role, remain ? rows : new DecisionRow[INITIAL_GROUPS]);
  }

  /** The row for a key, or null. */
  public @Nullable DecisionRow find(String arn) {
    GroupedKey key = keys.find(arn);
    return key != null && key.isSharedBy(role) ? row(key.group()) : null;
  }

  /** The group of a key, or {@link #NONE}. */
  public int group(String arn, KmsResource resource, CompiledKey policies) {
    GroupedKey found = keys.find(arn);
    GroupedKey key = found == null ? keys.add(arn, resource, policies) : found;
    return key.isSharedBy(role) ? key.group() : NONE;
  }

  /** The row of a group, or null. */
  public @Nullable DecisionRow row(int group) {
    @Nullable DecisionRow[] now = rows;
    return group < now.length ? now[group] : null;
  }

  /** Adds or replaces the row of a group. */
  public void put(int group, DecisionRow row) {
    @Nullable DecisionRow[] now = rows;
    if (group >= now.length) {
      now = Arrays.copyOf(now, Math.max(group + 1, 2 * now.length));
      rows = now;
    }
    now[group] = row;
  }

  /** The number of rows. */
  public int size() {
    int size = 0;
    for (DecisionRow row : rows) {
      size += row == null ? 0 : 1;
    }
    return size;
  }

  /** Removes all rows. */
  public void clear() {
    Arrays.fill(rows, null);
  }
}
