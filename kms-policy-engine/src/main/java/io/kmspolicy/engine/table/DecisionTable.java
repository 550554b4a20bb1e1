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
 * The compiled form of the policies of one layer: a row a statement, found by resource through an
 * {@link ArnTrie}. Immutable once built; equal policies share one table.
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
        && isSettled(row)
        && !hasSigns(row, listed)) {
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

  /** Takes the rows that a search finds. */
  @FunctionalInterface
  public interface Rows {
    /**
     * A row that matches or may match.
     *
     * @param resource whether its resource matches; a test where that depends on the context
     */
    void accept(CompiledStatement row, Formula resource);
  }

  /** Hands over the rows whose resource matches or may match, some of them more than once. */
  public void find(ResourceMatcher matcher, Rows found) {
    if (!matcher.isPlain()) {
      rows.forEach(row -> match(matcher, row, found));
      return;
    }
    trie.find(
        matcher, (number, match) -> found.accept(rows.get(number), Formula.Constant.of(match)));
    unindexed.forEach(row -> match(matcher, row, found));
  }

  /** Matches a row by itself, without the trie. */
  private void match(ResourceMatcher matcher, CompiledStatement row, Rows found) {
    ResourceElement element = row.resource();
    Formula formula =
        isSettled(row)
            ? Formula.Constant.of(
                matcher.match(element, type, row.hasVariables(), RequestContext.empty()))
            : new ResourceFormula(matcher, element, type);
    if (formula != Formula.Constant.NO_MATCH) {
      found.accept(row, formula);
    }
  }

  private static boolean isSettled(CompiledStatement row) {
    return row.tests().patterns().isEmpty();
  }

  /** Whether a pattern may write a sign as a variable, which the trie does not read (rule 2.11). */
  private static boolean hasSigns(CompiledStatement row, ResourceElement.Resource listed) {
    return row.hasVariables()
        && listed.patterns().stream().anyMatch(pattern -> pattern.text().contains("${"));
  }

  /** A resource element with policy variables, which only a request can settle. */
  private static final class ResourceFormula extends Formula.Test {

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

  /** The table in words: a line for the trie and a line a row, for tests and people. */
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
