package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.DocumentWriter;
import io.kmspolicy.inputs.tree.SourceNode;
import java.util.Optional;

/**
 * The lists of policies that a role has itself: computed from what is attached to it, or
 * configured, and then all that the plan leaves.
 */
record TerraformRoleLists(TerraformResources before, TerraformResources now) {

  /**
   * Whether a list of a role is configured, also by blocks that the configuration does not show,
   * such as {@code dynamic} ones: then the plan changes the list, or says a part of it.
   */
  boolean areConfigured(TerraformResource role, String list) {
    if (!now.isPlanned()) {
      return false;
    }
    boolean isPartlyOpen = role.isOpen(list) && !role.isWhollyOpen(list);
    return isPartlyOpen
        || !now.expressions(role, list).isEmpty()
        || (role.value(list).isPresent() && !text(role, list).equals(earlier(role, list)));
  }

  private String earlier(TerraformResource role, String list) {
    Optional<TerraformResource> same =
        before.managed(role.type()).stream()
            .filter(other -> other.address().equals(role.address()))
            .findFirst();
    return same.map(found -> text(found, list)).orElse("[]");
  }

  private static String text(TerraformResource role, String list) {
    Optional<SourceNode> value = role.value(list);
    return value.map(found -> new DocumentWriter(found).json()).orElse("[]");
  }
}
