package io.kmspolicy.model.policy;

import java.util.List;

/** The actions of a statement: the {@code Action} or {@code NotAction} element (rules 2.1, 2.2). */
public sealed interface ActionElement {

  /** The patterns that the element lists; none if it is absent. */
  List<ActionPattern> patterns();

  /** {@code Action}: the actions that one of the patterns matches. */
  record Action(List<ActionPattern> patterns) implements ActionElement {
    /** Copies the list. */
    public Action {
      patterns = List.copyOf(patterns);
    }
  }

  /** {@code NotAction}: every action of every service that none of the patterns matches. */
  record NotAction(List<ActionPattern> patterns) implements ActionElement {
    /** Copies the list. */
    public NotAction {
      patterns = List.copyOf(patterns);
    }
  }

  /** Neither element is present: the statement, of a key policy, has no effect (rule 1.6). */
  record Absent() implements ActionElement {
    @Override
    public List<ActionPattern> patterns() {
      return List.of();
    }
  }
}
