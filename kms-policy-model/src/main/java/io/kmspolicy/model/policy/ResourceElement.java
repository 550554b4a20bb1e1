package io.kmspolicy.model.policy;

import java.util.List;

/** The resources of a statement: the {@code Resource} or {@code NotResource} element (rule 2.3). */
public sealed interface ResourceElement {

  /** The patterns that the element lists; none if it is absent. */
  List<ResourcePattern> patterns();

  /** {@code Resource}: the resources that one of the patterns matches. */
  record Resource(List<ResourcePattern> patterns) implements ResourceElement {
    /** Copies the list. */
    public Resource {
      patterns = List.copyOf(patterns);
    }
  }

  /** {@code NotResource}: the resources that none of the patterns matches (rule 2.8). */
  record NotResource(List<ResourcePattern> patterns) implements ResourceElement {
    /** Copies the list. */
    public NotResource {
      patterns = List.copyOf(patterns);
    }
  }

  /** Neither element is present: the statement, of a key policy, has no effect (rule 1.6). */
  record Absent() implements ResourceElement {
    @Override
    public List<ResourcePattern> patterns() {
      return List.of();
    }
  }
}
