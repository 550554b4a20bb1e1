package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.GrantGroups;
import io.kmspolicy.engine.combine.GrantGroups.Group;
import io.kmspolicy.model.policy.GrantLayer;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * The groups of a list of grants.
 *
 * @param layer the list
 * @param groups the groups
 * @param ofEach the group of each grant, in the order of the list
 */
record GroupedGrants(GrantLayer layer, GrantGroups groups, List<Group> ofEach) {

  static GroupedGrants of(GrantLayer layer) {
    List<Group> ofEach =
        new ArrayList<>(layer instanceof GrantLayer.Known known ? known.grants().size() : 0);
    return new GroupedGrants(layer, GrantGroups.of(layer, ofEach::add), ofEach);
  }

  /**
   * Keeps the groups of the last list, as long as the collector does: one key is often explained
   * several times, and can have 50,000 grants. Thread-safe.
   */
  static final class Last {

    private volatile WeakReference<GroupedGrants> last = new WeakReference<>(null);

    @SuppressWarnings("ReferenceEquality") // a list of a snapshot is one object
    GroupedGrants of(GrantLayer layer) {
      GroupedGrants known = last.get();
      if (known == null || known.layer() != layer) {
        known = GroupedGrants.of(layer);
        last = new WeakReference<>(known);
      }
      return known;
    }
  }
}
