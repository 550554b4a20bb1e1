package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds differences and remembers them by the formulas of both decisions and the known keys that
 * these read, which many callers, keys and actions share. Not thread-safe.
 */
public final class DifferenceMemo {

  private final DifferenceFinder finder;
  private final Map<Question, Difference> found = new HashMap<>();
  private long nodes;

  private record Question(
      Formula denyBefore,
      Formula allowBefore,
      Formula deny,
      Formula allow,
      Map<String, ContextValue> facts) {}

  public DifferenceMemo(DifferenceFinder finder) {
    this.finder = finder;
  }

  /**
   * Which requests the later decision allows and the earlier one does not.
   *
   * @param facts what is known of the condition keys of the requests
   * @param read those of the facts that the formulas read
   */
  public Difference find(
      OpenCase before, OpenCase after, RequestContext facts, Map<String, ContextValue> read) {
    Question question =
        new Question(before.deny(), before.allow(), after.deny(), after.allow(), read);
    Difference known = found.get(question);
    if (known == null) {
      known = finder.find(before, after, facts);
      found.put(question, known);
      nodes += known.nodes();
    }
    return known;
  }

  /** How many diagrams were built. */
  public long diagrams() {
    return found.size();
  }

  /** How many nodes they have together. */
  public long nodes() {
    return nodes;
  }
}
