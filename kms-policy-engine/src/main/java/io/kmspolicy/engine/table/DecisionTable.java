package io.kmspolicy.engine.table;

import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The compiled policies of one layer: one row per statement, indexed by resource in an {@link
 * ArnTrie}. Statements that the index does not support are in a list and are matched one by one.
 * Immutable after construction; equal policies share one table.
 */
public final class DecisionTable {

  private final PolicyType type;
  private final List<CompiledStatement> rows;
  private final ArnTrie trie;
  private final List<CompiledStatement> unindexed = new ArrayList<>();

  DecisionTable(PolicyType type, List<CompiledStatement> statements) {
    this.type = type;
    this.rows = List.copyOf(statements);
    this.trie = new ArnTrie(type);
    for (int number = 0; number < rows.size(); number++) {
      index(number);
    }
  }

  private void index(int number) {
    CompiledStatement row = rows.get(number);
    if (row.actions().possible() == 0) {
      return; // no action of KMS
    }
    if (row.resource() instanceof ResourceElement.Resource listed
        && isContextFree(row)
        && !hasEscapes(row, listed)) {
      for (ResourcePattern pattern : listed.patterns()) {
        trie.put(pattern.text(), number);
      }
    } else {
      unindexed.add(row);
    }
  }

  PolicyType type() {
    return type;
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
   */
  public void find(ResourceMatcher matcher, Rows found) {
    if (!matcher.isPlain()) {
      rows.forEach(row -> match(matcher, row, found));
      return;
    }
    trie.find(
        matcher, (number, match) -> found.accept(rows.get(number), Formula.Constant.of(match)));
    unindexed.forEach(row -> match(matcher, row, found));
  }

  /** Matches a single row without the index. */
  private void match(ResourceMatcher matcher, CompiledStatement row, Rows found) {
    ResourceElement element = row.resource();
    Formula formula =
        isContextFree(row)
            ? Formula.Constant.of(
                matcher.match(element, type, row.hasVariables(), RequestContext.empty()))
            : new ResourceFormula(matcher, element, type);
    if (formula != Formula.Constant.NO_MATCH) {
      found.accept(row, formula);
    }
  }

  private static boolean isContextFree(CompiledStatement row) {
    return row.tests().patterns().isEmpty();
  }

  /**
   * Whether a pattern may contain an escaped character such as {@code ${*}}, which the index does
   * not support (rule 2.11).
   */
  private static boolean hasEscapes(CompiledStatement row, ResourceElement.Resource listed) {
    return row.hasVariables()
        && listed.patterns().stream().anyMatch(pattern -> pattern.text().contains("${"));
  }

  /** A resource element with policy variables, whose match depends on the context. */
  private static final class ResourceFormula extends Formula.Atom {

    private final ResourceMatcher matcher;
    private final ResourceElement element;
    private final PolicyType type;

    ResourceFormula(ResourceMatcher matcher, ResourceElement element, PolicyType type) {
      this.matcher = matcher;
      this.element = element;
      this.type = type;
    }

    @Override
    public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
      return matcher.match(element, type, true, context);
    }

    @Override
    public int cost() {
      return 60;
    }

    @Override
    public List<String> keys() {
      return ResourceMatcher.patterns(element).stream()
          .flatMap(
              pattern -> ResourceMatcher.template(pattern.text(), true).variableKeys().stream())
          .distinct()
          .toList();
    }

    @Override
    public boolean isOpen() {
      return false;
    }

    @Override
    public String toString() {
      return "resource "
          + ResourceMatcher.patterns(element).stream()
              .map(ResourcePattern::text)
              .collect(Collectors.joining("|"));
    }
  }

  /** A human-readable dump, one line for the index and one line per row; used in golden tests. */
  public String describe(ActionIndex index) {
    StringBuilder text = new StringBuilder(64 * rows.size());
    text.append(type).append(": ").append(trie.describe());
    text.append(", by itself ").append(unindexed.size()).append('\n');
    for (CompiledStatement row : rows) {
      text.append(row.effect() == Effect.DENY ? "  deny  " : "  allow ");
      text.append(describe(row.actions(), index));
      text.append(" if ").append(row.condition()).append('\n');
    }
    return text.toString();
  }

  private static String describe(ActionBits actions, ActionIndex index) {
    String certain = String.join(" ", index.names(actions.certain()));
    long open = actions.possible() & ~actions.certain();
    return open == 0
        ? certain
        : (certain + " perhaps ").strip() + " " + String.join(" ", index.names(open));
  }
}
