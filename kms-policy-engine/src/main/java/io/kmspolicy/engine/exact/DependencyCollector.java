package io.kmspolicy.engine.exact;

import io.kmspolicy.model.policy.Grant;

/** Takes what indeterminate statements and grants compare with unknown keys (rule 6.13). */
public interface DependencyCollector {

  /** Adds the comparisons of an indeterminate statement. */
  void add(ContextDependencies statement);

  /** Adds the comparisons of the constraints of a grant. */
  void add(Grant grant);

  /** Makes a text of an unknown key a class of its own. */
  void addText(String key, String text);
}
