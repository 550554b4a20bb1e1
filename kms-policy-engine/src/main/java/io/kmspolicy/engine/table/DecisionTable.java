package io.kmspolicy.engine.table;

import io.kmspolicy.engine.match.NamedRegion;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The compiled policies of one layer: one row per statement, indexed by resource in an {@link
 * ArnTrie}. Statements with {@code NotResource} are in a list and are matched one by one. Immutable
 * after construction; equal policies share one table.
 */
public final class DecisionTable {

  private static final String ANYTHING = "*";
  private static final String ANY_KEY = "key/*";

  private final PolicyType type;
  private final List<CompiledStatement> rows;
  private final ArnTrie trie;

  /** The resources of the rows that the index finds as candidates only, or not at all. */
  private Map<Integer, CompiledResource> resources = Map.of();

  /** The numbers of the rows that the index does not find. */
  private List<Integer> unindexed = List.of();

  private final SessionNames sessions;

  /** Whether the resource patterns tell keys apart by partition, Region and account only. */
  private final boolean matchesByPlace;

  DecisionTable(PolicyType type, List<CompiledStatement> statements, VariableResolver variables) {
    this.type = type;
    this.rows = List.copyOf(statements);
    this.trie = new ArnTrie(type);
    for (int number = 0; number < rows.size(); number++) {
      if (rows.get(number).actions().possible() != 0) { // some action of KMS
        index(number, variables);
      }
    }
    trie.build();
    List<PrincipalElement> principals = new ArrayList<>(rows.size());
    boolean byPlace = true;
    for (CompiledStatement row : rows) {
      principals.add(row.principal());
      byPlace &= row.actions().possible() == 0 || isByPlace(row.resource());
    }
    this.sessions = SessionNames.ofPrincipals(principals);
    this.matchesByPlace = byPlace;
  }

  private static boolean isByPlace(ResourceElement element) {
    for (ResourcePattern pattern : element.patterns()) {
      if (!isByPlace(pattern.text())) {
        return false;
      }
    }
    return true;
  }

  /** Whether the sixth field of a pattern matches every key. */
  private static boolean isByPlace(String pattern) {
    if (pattern.equals(ANYTHING)) {
      return true;
    }
    int header = ArnPattern.headerEnd(pattern);
    return header >= 0
        && !PolicyTemplate.mayHaveVariables(pattern)
        && (pattern.substring(header).equals(ANYTHING)
            || pattern.substring(header).equals(ANY_KEY));
  }

  private void index(int number, VariableResolver variables) {
    CompiledStatement row = rows.get(number);
    ResourceElement element = row.resource();
    if (element instanceof ResourceElement.Resource listed && !needsContext(row, listed)) {
      for (ResourcePattern pattern : listed.patterns()) {
        trie.put(pattern.text(), number);
      }
      return;
    }
    CompiledResource resource = new CompiledResource(element, type, row.hasVariables(), variables);
    put(number, resource);
    if (element instanceof ResourceElement.Resource) {
      resource.index(trie, number);
    } else {
      addUnindexed(number);
    }
  }

  /** Most tables have no such row, and keep no map for it. */
  private void put(int number, CompiledResource resource) {
    if (resources.isEmpty()) {
      resources = new HashMap<>();
    }
    resources.put(number, resource);
  }

  private void addUnindexed(int number) {
    if (unindexed.isEmpty()) {
      unindexed = new ArrayList<>();
    }
    unindexed.add(number);
  }

  /**
   * Whether a pattern may contain a variable or an escaped character such as {@code ${*}}, or has a
   * Region that decides about requests without a resource (rule 2.7).
   */
  private static boolean needsContext(CompiledStatement row, ResourceElement.Resource listed) {
    for (ResourcePattern pattern : listed.patterns()) {
      if ((row.hasVariables() && PolicyTemplate.mayHaveVariables(pattern.text()))
          || NamedRegion.of(pattern).isPresent()) {
        return true;
      }
    }
    return false;
  }

  public List<CompiledStatement> rows() {
    return rows;
  }

  boolean matchesByPlace() {
    return matchesByPlace;
  }

  /** The sessions that the rows name as principals. */
  SessionNames sessions() {
    return sessions;
  }

  /** Receives each candidate row. */
  @FunctionalInterface
  public interface Rows {
    /**
     * Receives a row whose resource matches or may match.
     *
     * @param resource whether its resource matches; a test if that depends on the context
     */
    void accept(CompiledStatement row, Formula resource);
  }

  /**
   * Passes the rows whose resource matches or may match to a receiver. A row with several matching
   * patterns is passed several times.
   *
   * @param isRelative whether tests may be about the resource that is asked about ({@link
   *     RelativeResource}) where they would name this one
   */
  public void find(ResourceMatcher matcher, boolean isRelative, Rows found) {
    if (!matcher.isPlain()) {
      for (int number = 0; number < rows.size(); number++) {
        pass(number, matcher, isRelative, found);
      }
      return;
    }
    Set<Integer> candidates = resources.isEmpty() ? Set.of() : new LinkedHashSet<>();
    trie.find(
        matcher,
        (number, match) -> {
          if (resources.isEmpty() || !resources.containsKey(number)) {
            found.accept(rows.get(number), Formula.Constant.of(match));
          } else {
            candidates.add(number);
          }
        });
    for (int number : unindexed) {
      pass(number, matcher, isRelative, found);
    }
    for (int number : candidates) {
      pass(number, matcher, isRelative, found);
    }
  }

  /** Matches a single row without the index. */
  private void pass(int number, ResourceMatcher matcher, boolean isRelative, Rows found) {
    CompiledStatement row = rows.get(number);
    CompiledResource resource = resources.get(number);
    Formula formula =
        resource != null
            ? resource.specialize(matcher, isRelative)
            : Formula.Constant.of(
                matcher.match(row.resource(), type, false, RequestContext.empty()));
    if (formula != Formula.Constant.NO_MATCH) {
      found.accept(row, formula);
    }
  }
}
