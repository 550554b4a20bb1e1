package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import java.util.ArrayList;
import java.util.List;

/** The grants on the key of a request, as far as they concern its caller. Immutable. */
public sealed interface UsableGrants {

  /** The grants are unknown. */
  record Unknown() implements UsableGrants {}

  /**
   * The grants are known.
   *
   * @param retirable for RetireGrant, grants that have the results of all grants of the list
   * @param groups for other actions, the groups on the key of the request whose grantee may be the
   *     caller
   */
  record Known(List<Grant> retirable, List<UsableGroup> groups) implements UsableGrants {}

  /**
   * A group of grants that the caller may be able to use.
   *
   * @param forms the forms in which the grantee names the caller; at least one is possible
   */
  record UsableGroup(GrantGroups.Group group, Forms forms) {}

  static UsableGrants of(GrantLayer layer, RequestAttributes attributes) {
    return of(GrantGroups.of(layer), attributes);
  }

  /** Compares the caller with each group once; {@link GrantIndex} finds the same by an index. */
  static UsableGrants of(GrantGroups groups, RequestAttributes attributes) {
    if (!(groups.layer() instanceof GrantLayer.Known known)) {
      return new Unknown();
    }
    GranteeMatcher caller = new GranteeMatcher(attributes);
    List<UsableGroup> usable = new ArrayList<>();
    for (GrantGroups.Group group : groups.groups()) {
      Forms forms = attributes.isOnKey(group.keyId()) ? caller.forms(group.grantee()) : Forms.NONE;
      if (!forms.any().isNoMatch()) {
        usable.add(new UsableGroup(group, forms));
      }
    }
    return new Known(known.grants(), usable);
  }
}
