package io.kmspolicy.model.policy;

import java.util.List;

/** On what a statement acts: the {@code Resource} or {@code NotResource} element (rule 2.3). */
public sealed interface ResourceElement {

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

  /** Neither element is written: the key-policy statement has no effect (rule 1.6). */
  record Absent() implements ResourceElement {}
}
