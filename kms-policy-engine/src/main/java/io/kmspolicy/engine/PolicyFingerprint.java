package io.kmspolicy.engine;

import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.Statement;
import java.util.List;

/**
 * A hash of a policy set that reads a few texts of each statement. Equal sets have equal hashes;
 * sets that differ in other texts only have equal hashes, too, and are then compared. A hash of all
 * texts takes a third of the time of a decision, and most sets of a file of scenarios occur once.
 */
final class PolicyFingerprint {

  private static final int NO_POLICIES = 17;
  private static final int UNKNOWN = 19;

  private PolicyFingerprint() {}

  static int of(PolicySet set) {
    int hash = of(set.identity());
    hash = with(hash, of(set.permissionsBoundary()));
    hash = with(hash, of(set.session()));
    hash = with(hash, of(set.serviceControl()));
    hash = with(hash, of(set.resourceControl()));
    hash = with(hash, of(set.vpcEndpoint()));
    hash = with(hash, of(set.key()));
    return with(hash, of(set.grants()));
  }

  private static int of(PolicyLayer layer) {
    if (layer instanceof PolicyLayer.Attached attached) {
      return of(attached.policies());
    }
    return layer instanceof PolicyLayer.Unknown ? UNKNOWN : NO_POLICIES;
  }

  private static int of(OrganizationLayer layer) {
    if (layer instanceof OrganizationLayer.Levels levels) {
      int hash = levels.levels().size();
      for (OrganizationLayer.Level level : levels.levels()) {
        hash = with(hash, of(level.policies()));
      }
      return hash;
    }
    return layer instanceof OrganizationLayer.Unknown ? UNKNOWN : NO_POLICIES;
  }

  private static int of(GrantLayer layer) {
    if (layer instanceof GrantLayer.Known known) {
      return known.grants().isEmpty()
          ? 0
          : with(known.grants().size(), known.grants().get(0).grantId().hashCode());
    }
    return UNKNOWN;
  }

  private static int of(List<NamedPolicy> policies) {
    int hash = policies.size();
    for (NamedPolicy policy : policies) {
      for (Statement statement : policy.document().statements()) {
        hash = with(hash, of(statement));
      }
    }
    return hash;
  }

  private static int of(Statement statement) {
    int hash = statement.effect() == Effect.DENY ? 1 : 0;
    hash = with(hash, statement.sid().orElse("").hashCode());
    hash = with(hash, of(statement.principal()));
    hash = with(hash, of(statement.action()));
    hash = with(hash, of(statement.resource()));
    return with(hash, of(statement.condition()));
  }

  private static int of(PrincipalElement element) {
    if (element instanceof PrincipalElement.Principal listed) {
      return listed.names().size();
    }
    return element instanceof PrincipalElement.NotPrincipal excluded
        ? ~excluded.names().size()
        : NO_POLICIES;
  }

  private static int of(ActionElement element) {
    if (element instanceof ActionElement.Action listed && !listed.patterns().isEmpty()) {
      return with(listed.patterns().size(), listed.patterns().get(0).text().hashCode());
    }
    return element instanceof ActionElement.NotAction excluded
        ? ~excluded.patterns().size()
        : NO_POLICIES;
  }

  private static int of(ResourceElement element) {
    if (element instanceof ResourceElement.Resource listed && !listed.patterns().isEmpty()) {
      return with(listed.patterns().size(), listed.patterns().get(0).text().hashCode());
    }
    return element instanceof ResourceElement.NotResource excluded
        ? ~excluded.patterns().size()
        : NO_POLICIES;
  }

  private static int of(ConditionBlock block) {
    return block.tests().isEmpty()
        ? 0
        : with(block.tests().size(), block.tests().get(0).key().hashCode());
  }

  /** A hash of a hash and one more part, which tells their order. */
  private static int with(int hash, int part) {
    return 31 * hash + part;
  }
}
