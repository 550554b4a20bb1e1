package io.kmspolicy.replay.history;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The grants on one key after a number of its changes. Moving on or back costs one step for each
 * change in between: trails are almost in order of time. Not thread-safe.
 */
final class GrantCursor {

  private final List<KeyChange> changes;
  private final Map<String, Grant> created = new HashMap<>();
  private final Map<String, Grant> live = new LinkedHashMap<>();
  private int position;

  GrantCursor(List<KeyChange> changes) {
    this.changes = changes;
    for (KeyChange change : changes) {
      if (change instanceof KeyChange.GrantCreated made) {
        created.put(made.grant().grantId(), made.grant());
      }
    }
  }

  /** The grants after this many changes, if all were created by changes before. */
  GrantLayer after(int count) {
    while (position < count) {
      apply(changes.get(position++), true);
    }
    while (position > count) {
      apply(changes.get(--position), false);
    }
    return new GrantLayer.Known(new ArrayList<>(live.values()));
  }

  private void apply(KeyChange change, boolean forward) {
    if (change instanceof KeyChange.GrantCreated made) {
      set(made.grant().grantId(), forward);
    } else if (change instanceof KeyChange.GrantEnded ended) {
      set(ended.grantId(), !forward);
    }
  }

  private void set(String grantId, boolean isLive) {
    Grant grant = created.get(grantId);
    if (isLive && grant != null) {
      live.put(grantId, grant);
    } else {
      live.remove(grantId);
    }
  }
}
