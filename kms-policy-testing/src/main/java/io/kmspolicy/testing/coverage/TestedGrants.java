package io.kmspolicy.testing.coverage;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.SourceLocation;
import java.util.ArrayList;
import java.util.List;

/** The grants on a key, whose parts are covered. */
final class TestedGrants {

  private final GrantLayer.Known layer;
  private final String source;

  /**
   * Grants.
   *
   * @param source what reports name as their source
   */
  TestedGrants(GrantLayer.Known layer, String source) {
    this.layer = layer;
    this.source = source;
  }

  GrantLayer.Known layer() {
    return layer;
  }

  /** The parts of one grant, the whole grant first. */
  List<Removal> removals(int index) {
    Grant grant = layer.grants().get(index);
    List<Removal> removals = new ArrayList<>();
    List<Grant> others = new ArrayList<>(layer.grants());
    others.remove(index);
    removals.add(removal(PolicyPart.Kind.GRANT, grant, index, name(grant, index), others));
    if (!grant.constraints().equals(GrantConstraints.none())) {
      removals.add(
          removal(
              PolicyPart.Kind.CONSTRAINTS,
              grant,
              index,
              "the constraints of " + name(grant, index),
              with(index, grant.withConstraints(GrantConstraints.none()))));
    }
    if (grant.operations().size() > 1) {
      for (String operation : grant.operations()) {
        List<String> left = new ArrayList<>(grant.operations());
        left.remove(operation);
        removals.add(
            removal(
                PolicyPart.Kind.OPERATION,
                grant,
                index,
                operation,
                with(index, grant.withOperations(left))));
      }
    }
    return removals;
  }

  private Removal removal(
      PolicyPart.Kind kind, Grant grant, int index, String text, List<Grant> left) {
    PolicyPart part =
        new PolicyPart(kind, source, name(grant, index), text, SourceLocation.nowhere());
    GrantLayer.Known without = new GrantLayer.Known(left);
    return new Removal(part, set -> LayerEdits.replaced(set, layer, without));
  }

  private List<Grant> with(int index, Grant edited) {
    List<Grant> grants = new ArrayList<>(layer.grants());
    grants.set(index, edited);
    return grants;
  }

  private static String name(Grant grant, int index) {
    String name = grant.name().isEmpty() ? grant.grantId() : grant.name();
    return name.isEmpty() ? "grant " + (index + 1) : "\"" + name + "\"";
  }
}
