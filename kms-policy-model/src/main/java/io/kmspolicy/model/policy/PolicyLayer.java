package io.kmspolicy.model.policy;

import java.util.List;
import java.util.stream.Stream;

/** One layer: the policies of one type that apply to a request, or that they are unknown. */
public sealed interface PolicyLayer {

  /**
   * The policies are known.
   *
   * @param policies all policies of the layer; empty if an attached layer allows nothing
   */
  record Attached(List<NamedPolicy> policies) implements PolicyLayer {
    /** Copies the list. */
    public Attached {
      policies = List.copyOf(policies);
    }
  }

  /** Known to be none: there is no boundary, no session policy, no endpoint, no key policy. */
  record None() implements PolicyLayer {
    private static final None INSTANCE = new None();
  }

  /** The layer could not be read: there may be none, or policies with any valid content. */
  record Unknown() implements PolicyLayer {
    private static final Unknown INSTANCE = new Unknown();
  }

  /** The policies that are known to be in the layer; none if it is none or unknown. */
  default Stream<NamedPolicy> known() {
    return this instanceof Attached attached ? attached.policies().stream() : Stream.of();
  }

  /** A layer of these policies. */
  static PolicyLayer of(NamedPolicy... policies) {
    return new Attached(List.of(policies));
  }

  /** A layer that is known to be none. */
  static PolicyLayer none() {
    return None.INSTANCE;
  }

  /** A layer that could not be read. */
  static PolicyLayer unknown() {
    return Unknown.INSTANCE;
  }
}
