package io.kmspolicy.model.policy;

import java.util.List;
import java.util.stream.Stream;

/**
 * The service or resource control policies, level by level, or that they are unknown (rules 4.3,
 * 4.4).
 */
public sealed interface OrganizationLayer {

  /**
   * The levels are known.
   *
   * @param levels the root first, then the organizational units, then the account
   */
  record Levels(List<Level> levels) implements OrganizationLayer {
    /** Copies the list. */
    public Levels {
      levels = List.copyOf(levels);
    }
  }

  /** Known to be none: the account is in no organization or the policy type is not enabled. */
  record None() implements OrganizationLayer {
    private static final None INSTANCE = new None();
  }

  /** The layer could not be read. */
  record Unknown() implements OrganizationLayer {
    private static final Unknown INSTANCE = new Unknown();
  }

  /**
   * The policies that are known to be in the layer, of all levels; none if it is none or unknown.
   */
  default Stream<NamedPolicy> known() {
    return this instanceof Levels levels
        ? levels.levels().stream().flatMap(level -> level.policies().stream())
        : Stream.of();
  }

  /**
   * One level of an organization.
   *
   * @param target the id of the root, unit or account
   * @param policies the policies attached there; a level without policies allows nothing
   */
  record Level(String target, List<NamedPolicy> policies) {
    /** Copies the list. */
    public Level {
      policies = List.copyOf(policies);
    }
  }

  /** A layer of these levels, root first. */
  static OrganizationLayer of(Level... levels) {
    return new Levels(List.of(levels));
  }

  /** A layer that is known to be none. */
  static OrganizationLayer none() {
    return None.INSTANCE;
  }

  /** A layer that could not be read. */
  static OrganizationLayer unknown() {
    return Unknown.INSTANCE;
  }
}
