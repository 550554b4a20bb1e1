package io.kmspolicy.engine.table;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.match.ArnContext;
import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.engine.value.NamePattern;
import io.kmspolicy.engine.value.OnlyVariable;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A resource element with policy variables as a test relative to the resource that is asked about:
 * <i>this tag is the name of the key of the request</i> (rules 2.10-2.13). It was made for one
 * resource and is right for every resource for which it would be made again, so the rows of such
 * resources share it. A decision passes the ARN.
 *
 * <p>If all its condition keys are absent, its result is the same for all resources, since none of
 * its patterns has a default.
 */
public final class RelativeResource extends Formula.Atom {

  /** Reading the variable twice, and comparing the texts. */
  private static final long STEPS_OF_A_TEST = 4;

  private final MatchResult settled;
  private final NamePattern[] patterns;
  private final boolean isNegated;
  private final List<String> keys;

  /** The form of the only pattern, if the test compares the value of its key with a text. */
  private final @Nullable OnlyVariable compared;

  private final int hash;

  /**
   * A test over some patterns, each of which is one variable between two literals.
   *
   * @param settled the match of the other patterns of the element
   * @param isNegated whether the element is {@code NotResource}
   */
  RelativeResource(MatchResult settled, List<NamePattern> patterns, boolean isNegated) {
    this.settled = settled;
    this.patterns = patterns.toArray(new NamePattern[0]);
    this.isNegated = isNegated;
    Set<String> read = new LinkedHashSet<>();
    patterns.forEach(pattern -> read.addAll(pattern.name().keys()));
    this.keys = List.copyOf(read);
    boolean isOneTest =
        settled == MatchResult.NO_MATCH
            && patterns.size() == 1
            && patterns.get(0).head() == MatchResult.MATCH
            && !isNegated;
    this.compared = isOneTest ? patterns.get(0).name().onlyVariable() : null;
    this.hash = 31 * patterns.hashCode() + settled.hashCode();
  }

  /** The result in a context for the resource with an ARN. Allocates nothing for known values. */
  public MatchResult evaluate(ConditionContext context, String arn) {
    if (compared != null && context.get(compared.key()) instanceof ContextValue.Present present) {
      String single = present.single();
      if (single != null) {
        StepCounter.spend(context, STEPS_OF_A_TEST);
        return MatchResult.of(compared.isField(single, arn));
      }
    }
    return match(context, arn);
  }

  private MatchResult match(ConditionContext context, String arn) {
    StepCounter.spend(context, STEPS_OF_A_TEST * patterns.length);
    int from = ArnPattern.headerEnd(arn);
    MatchResult match = settled;
    for (NamePattern pattern : patterns) {
      match = match.or(pattern.match(context, false, arn, from));
      if (match == MatchResult.MATCH) {
        break;
      }
    }
    return isNegated ? match.not() : match;
  }

  /** The result for the resource whose ARN the context has ({@link ArnContext}). */
  @Override
  public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
    String arn = ArnContext.arnOf(context);
    if (arn == null) {
      throw new IllegalArgumentException("no resource is asked about: " + this);
    }
    return evaluate(context, arn);
  }

  @Override
  public int cost() {
    return compared == null ? 60 : 7;
  }

  @Override
  public List<String> keys() {
    return keys;
  }

  /** Whatever the resource is, its name passes a comparison that may match, and others fail it. */
  @Override
  public boolean isOpen() {
    return compared != null && compared.isString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RelativeResource that
        && hash == that.hash
        && settled == that.settled
        && isNegated == that.isNegated
        && Arrays.equals(patterns, that.patterns);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return Arrays.stream(patterns)
        .map(NamePattern::text)
        .collect(Collectors.joining("|", "resource ", ""));
  }
}
