package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.combine.GrantGroups.Group;
import io.kmspolicy.engine.combine.UsableGrants.UsableGroup;
import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An index of many grants by their keys and principals. A caller is compared with the grants that
 * may concern it, however many grants other principals have. The result is that of {@link
 * UsableGrants#of(GrantGroups, RequestAttributes)}. Thread-safe.
 */
public final class GrantIndex {

  private final GrantGroups groups;
  private final Map<String, GranteeIndex<Group>> grantees = new HashMap<>();

  /** Made at the first RetireGrant request. A race is benign: one is lost. */
  private volatile @Nullable Map<String, RetirableGrants> retirable;

  /** Indexes the groups of a list. */
  public GrantIndex(GrantGroups groups) {
    this.groups = groups;
    for (Group group : groups.groups()) {
      grantees
          .computeIfAbsent(group.keyId(), unused -> new GranteeIndex<>())
          .put(group.grantee(), group);
    }
  }

  /** The grants that concern the caller of a request. */
  public UsableGrants usable(RequestAttributes attributes) {
    boolean isIndexed =
        groups.layer() instanceof GrantLayer.Known
            && attributes.resource() instanceof KmsResource.Key
            && attributes.request().grantId().isEmpty();
    if (!isIndexed) {
      return UsableGrants.of(groups, attributes);
    }
    KmsResource.Key key = (KmsResource.Key) attributes.resource();
    List<String> keyIds = List.of("", key.arn(), key.keyId());
    return attributes.isRetireGrant()
        ? new UsableGrants.Known(retirable(keyIds, attributes), List.of())
        : new UsableGrants.Known(List.of(), groups(keyIds, attributes));
  }

  private List<UsableGroup> groups(List<String> keyIds, RequestAttributes attributes) {
    GranteeMatcher caller = new GranteeMatcher(attributes);
    List<UsableGroup> usable = new ArrayList<>();
    for (String keyId : keyIds) {
      GranteeIndex<Group> index = grantees.get(keyId);
      if (index != null) {
        index.find(attributes, group -> add(usable, group, caller.forms(group.grantee())));
      }
    }
    usable.sort(Comparator.comparingInt(some -> some.group().number()));
    return usable;
  }

  private static void add(List<UsableGroup> usable, Group group, Forms forms) {
    if (!forms.any().isNoMatch()) {
      usable.add(new UsableGroup(group, forms));
    }
  }

  private List<Grant> retirable(List<String> keyIds, RequestAttributes attributes) {
    Map<String, RetirableGrants> byKeyId = retirable;
    if (byKeyId == null) {
      byKeyId = RetirableGrants.byKeyId(((GrantLayer.Known) groups.layer()).grants());
      retirable = byKeyId;
    }
    List<Grant> found = new ArrayList<>();
    for (String keyId : keyIds) {
      RetirableGrants some = byKeyId.get(keyId);
      if (some != null) {
        some.addTo(found, attributes);
      }
    }
    return found;
  }
}
