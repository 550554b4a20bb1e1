package io.kmspolicy.engine;

import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.exact.AnalysisSubject;
import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.engine.exact.DependencyCollector;
import io.kmspolicy.engine.exact.ExactAnalysis;
import io.kmspolicy.engine.match.ActionMatcher;
import io.kmspolicy.engine.match.ConditionMatchers;
import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.engine.match.ValueDomain;
import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.engine.value.ArnShapes;
import io.kmspolicy.engine.value.Base64Values;
import io.kmspolicy.engine.value.CidrRange;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.InstantParser;
import io.kmspolicy.engine.value.NumberParser;
import io.kmspolicy.engine.value.VariableResolver.Resolved;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.LetterCase;
import java.util.List;
import java.util.Optional;

/**
 * A static analysis of single statements, element by element, for tools that check policies without
 * requests. {@link MatchResult#NO_MATCH} and {@link MatchResult#MATCH} hold for every request;
 * {@link MatchResult#INDETERMINATE} means that the result depends on the request.
 *
 * <pre>{@code
 * StatementAnalysis analysis = StatementAnalysis.of(PolicyType.KEY, true);
 * boolean never = analysis.condition(statement, StatementAnalysis.anyContext()).isNoMatch();
 * }</pre>
 *
 * <p>Immutable and safe to share between threads.
 */
public final class StatementAnalysis {

  private static final RequestContext ANY = RequestContext.builder().unknown("*").build();

  private final KmsCatalogue catalogue = KmsCatalogue.bundled();
  private final ConditionMatchers matchers = new ConditionMatchers(catalogue);
  private final PolicyType type;
  private final boolean hasVariables;

  private StatementAnalysis(PolicyType type, boolean hasVariables) {
    this.type = type;
    this.hasVariables = hasVariables;
  }

  /**
   * An analysis of the statements of one policy.
   *
   * @param hasVariables whether the version of the policy has policy variables
   */
  public static StatementAnalysis of(PolicyType type, boolean hasVariables) {
    return new StatementAnalysis(type, hasVariables);
  }

  /** A context in which every key is unknown: it may be absent or have any value. */
  public static RequestContext anyContext() {
    return ANY;
  }

  /** Whether the action element matches an action (rules 2.1, 2.2). */
  public MatchResult action(Statement statement, String action) {
    return ActionMatcher.match(statement.action(), action);
  }

  /** Whether an action pattern matches an action (rule 2.1). */
  public static MatchResult action(String pattern, String action) {
    return ActionMatcher.match(pattern, action);
  }

  /**
   * Whether the principal element names a caller in any form (rule 4.8), with or without a
   * permissions boundary.
   */
  public MatchResult principal(Statement statement, Caller caller) {
    return new PrincipalMatcher(caller)
        .match(statement.principal(), MatchResult.INDETERMINATE, ANY)
        .any();
  }

  /** Whether the resource element matches a resource in any context (rules 2.3-2.9). */
  public MatchResult resource(Statement statement, KmsResource resource) {
    return resource(statement.resource(), resource, ANY);
  }

  private MatchResult resource(
      ResourceElement element, KmsResource resource, ConditionContext context) {
    return new ResourceMatcher(matchers.variables(), resource)
        .match(element, type, hasVariables, context);
  }

  /** Whether a resource pattern matches a resource in any context (rules 2.3-2.9). */
  public MatchResult resource(ResourcePattern pattern, KmsResource resource) {
    return resource(new ResourceElement.Resource(List.of(pattern)), resource, ANY);
  }

  /**
   * Whether a pattern without variables matches every ARN that another one matches, compared part
   * by part (rule 2.3); false may mean unknown.
   */
  public static boolean includes(ResourcePattern wide, ResourcePattern narrow) {
    return isArn(wide.text())
        && isArn(narrow.text())
        && ValueDomain.includes(wide.text(), true, true, narrow.text());
  }

  private static boolean isArn(String pattern) {
    return pattern.split(":", ArnPattern.FIELDS).length == ArnPattern.FIELDS
        && pattern.indexOf('$') < 0;
  }

  /** Whether a pattern can match the ARN of some key or some alias. */
  public boolean canMatch(ResourcePattern pattern, ResourceKind kind) {
    Resolved resolved =
        matchers.variables().resolve(ResourceMatcher.template(pattern.text(), hasVariables), ANY);
    return resolved.globs().isEmpty()
        || resolved.globs().stream().anyMatch(glob -> ArnShapes.canMatch(glob, kind));
  }

  /**
   * Whether the statement's condition holds in a context (section 3 of the rules). Exact if an
   * unknown key occurs more than once, within the limits of rule 6.13.
   */
  public MatchResult condition(Statement statement, ConditionContext context) {
    return answer(new StatementCondition(statement), context);
  }

  /** Whether a test of a condition holds if its key is absent (rule 3.3). */
  public MatchResult withoutKey(Condition test) {
    RequestContext context =
        ANY.toBuilder().set(LetterCase.lowerCase(test.key()), ContextValue.absent()).build();
    return matchers.reading(MatchResult.INDETERMINATE).match(test, type, hasVariables, context);
  }

  /**
   * Whether a comparison can parse a policy value for certain; if not, no value of a request equals
   * it for certain.
   */
  public boolean canRead(Comparison comparison, String value) {
    boolean variable = hasVariables && comparison.family().hasVariables() && value.contains("${");
    return variable
        || switch (comparison.family()) {
          case STRING -> true;
          case NUMERIC -> NumberParser.parse(value).isPresent();
          case DATE -> InstantParser.parse(value).isPresent();
          case BOOL, NULL -> value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
          case BINARY -> Base64Values.decode(value).isPresent();
          case IP_ADDRESS -> CidrRange.parse(value).isPresent();
          case ARN ->
              Glob.parse(value).splitAtColons(ArnPattern.FIELDS).size() == ArnPattern.FIELDS;
        };
  }

  /**
   * Whether the condition of the first statement implies the condition of the second in every
   * context.
   */
  public boolean implies(Statement narrow, Statement wide) {
    return answer(new Counterexample(narrow, wide), ANY).isNoMatch();
  }

  /**
   * The statement for requests in which a condition key is present with one value that matches one
   * of the patterns: values that cannot match are left out of their tests, and tests that certainly
   * hold are left out of the condition. Empty if the condition then never holds.
   *
   * @param patterns glob patterns; the wildcards are {@code *} and {@code ?}. In a pattern with six
   *     parts they match no colon, except in the last part
   */
  public static Optional<Statement> given(Statement statement, String key, List<String> patterns) {
    return new ValueDomain(key, patterns).narrow(statement);
  }

  private MatchResult answer(AnalysisSubject subject, ConditionContext context) {
    Outcomes outcomes = new ExactAnalysis(context, catalogue).outcomes(List.of(subject));
    if (!outcomes.allowed()) {
      return MatchResult.NO_MATCH;
    }
    return outcomes.implicitDeny() ? MatchResult.INDETERMINATE : MatchResult.MATCH;
  }

  private MatchResult holds(Statement statement, ConditionContext context, MatchResult empty) {
    return matchers.reading(empty).match(statement.condition(), type, hasVariables, context);
  }

  /** The analysis subject: does the condition hold? */
  private final class StatementCondition implements AnalysisSubject {
    private final Statement statement;

    StatementCondition(Statement statement) {
      this.statement = statement;
    }

    @Override
    public Outcomes outcomes(ConditionContext context, MatchResult emptyIsNull) {
      return Outcomes.of(MatchResult.NO_MATCH, holds(statement, context, emptyIsNull));
    }

    @Override
    public void collect(ConditionContext context, DependencyCollector keys) {
      keys.add(ContextDependencies.of(statement, hasVariables));
    }
  }

  /** The analysis subject: does the narrow condition hold while the wide one does not? */
  private final class Counterexample implements AnalysisSubject {
    private final Statement narrow;
    private final Statement wide;

    Counterexample(Statement narrow, Statement wide) {
      this.narrow = narrow;
      this.wide = wide;
    }

    @Override
    public Outcomes outcomes(ConditionContext context, MatchResult emptyIsNull) {
      MatchResult only =
          holds(narrow, context, emptyIsNull).and(holds(wide, context, emptyIsNull).not());
      return Outcomes.of(MatchResult.NO_MATCH, only);
    }

    @Override
    public void collect(ConditionContext context, DependencyCollector keys) {
      keys.add(ContextDependencies.of(narrow, hasVariables));
      keys.add(ContextDependencies.of(wide, hasVariables));
    }
  }
}
