package io.kmspolicy.engine.table;

import io.kmspolicy.engine.match.KeyPolicyContext;
import io.kmspolicy.engine.match.NamedRegion;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.engine.value.CompiledTemplate;
import io.kmspolicy.engine.value.CompiledTemplate.Knowledge;
import io.kmspolicy.engine.value.NamePattern;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.engine.value.PolicyTemplate.Part;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A test whether a resource pattern with policy variables matches one resource. Tests are equal if
 * they have the same result in every context, as far as that is easily seen.
 */
sealed interface ResourceAtom {

  /**
   * The result in a context.
   *
   * @param narrow whether the keys that key policies do not support count as absent (rule 5.17)
   */
  MatchResult match(ConditionContext context, boolean narrow);

  /** The condition keys that the test reads. */
  List<String> keys();

  /**
   * The text of a test that matches if it is the single value of the only key, and that fails for
   * any other single value; null for other tests.
   */
  default @Nullable String comparedText() {
    return null;
  }

  /** The pattern as written. */
  String text();

  /**
   * A pattern whose variables are all behind its fifth colon.
   *
   * @param pattern the pattern
   * @param resource the sixth field of the resource's ARN
   */
  record Name(NamePattern pattern, String resource) implements ResourceAtom {

    @Override
    public MatchResult match(ConditionContext context, boolean narrow) {
      return pattern.match(context, narrow, resource, 0);
    }

    @Override
    public List<String> keys() {
      return pattern.name().keys();
    }

    @Override
    public @Nullable String comparedText() {
      return pattern.head() == MatchResult.MATCH ? pattern.name().onlyValueIn(resource) : null;
    }

    @Override
    public String text() {
      return pattern.text();
    }
  }

  /**
   * A pattern with a variable before its fifth colon, which never matches for certain (rule 2.10).
   *
   * @param pattern the parts of the pattern
   * @param arn the ARN of the resource
   * @param resolved the test for values with colons, which change the fields of the pattern
   */
  record Whole(EarlyPattern pattern, String arn, Resolved resolved) implements ResourceAtom {

    @Override
    public MatchResult match(ConditionContext context, boolean narrow) {
      Knowledge knowledge = pattern.whole().read(context, narrow);
      boolean matches =
          switch (knowledge) {
            case UNSET -> false;
            case ONE_OF -> !resolved.match(context, narrow).isNoMatch();
            case UNKNOWN, PERHAPS_UNSET -> pattern.mayMatch(context, narrow, arn);
            case KNOWN -> {
              if (!pattern.hasAllFields() || pattern.whole().hasValueWith(':', context, narrow)) {
                yield !resolved.match(context, narrow).isNoMatch();
              }
              yield pattern.matchesFields(context, narrow, arn);
            }
          };
      return knowledge.result(matches, MatchResult.INDETERMINATE, resolved.unset());
    }

    @Override
    public List<String> keys() {
      return pattern.whole().keys();
    }

    @Override
    public String text() {
      return resolved.text();
    }
  }

  /**
   * A pattern with a variable before its fifth colon.
   *
   * @param whole the pattern
   * @param padded the pattern with an additional field {@code *}
   * @param fields its fields, separated by the first five colons
   */
  record EarlyPattern(
      CompiledTemplate whole, CompiledTemplate padded, List<CompiledTemplate> fields) {

    static EarlyPattern of(PolicyTemplate template, VariableResolver variables) {
      List<Part> padded = new ArrayList<>(template.parts());
      padded.add(new Part.Literal(":"));
      padded.add(new Part.AnyRun());
      CompiledTemplate whole = CompiledTemplate.of(template, variables);
      return new EarlyPattern(
          whole,
          CompiledTemplate.of(new PolicyTemplate(padded), variables),
          whole.splitAtColons(ArnPattern.FIELDS, variables));
    }

    boolean hasAllFields() {
      return fields.size() == ArnPattern.FIELDS;
    }

    /** Whether the pattern may match if unknown values can contain colons. */
    boolean mayMatch(ConditionContext context, boolean narrow, String arn) {
      return whole.matches(context, narrow, arn, 0, arn.length(), true)
          || padded.matches(context, narrow, arn, 0, arn.length(), true);
    }

    /** Whether each field matches; letter case may be ignored except in the last (rule 2.4). */
    boolean matchesFields(ConditionContext context, boolean narrow, String arn) {
      int from = 0;
      for (int i = 0; i < ArnPattern.FIELDS; i++) {
        boolean last = i == ArnPattern.FIELDS - 1;
        int to = last ? arn.length() : arn.indexOf(':', from);
        if (!fields.get(i).matches(context, narrow, arn, from, to, !last)) {
          return false;
        }
        from = to + 1;
      }
      return true;
    }
  }

  /** A pattern of a whole account, for a request without a resource (rule 2.7). */
  record InRegion(String text, NamedRegion region) implements ResourceAtom {

    @Override
    public MatchResult match(ConditionContext context, boolean narrow) {
      return region.match(context);
    }

    @Override
    public List<String> keys() {
      return List.of(NamedRegion.KEY);
    }
  }

  /** A pattern that is resolved for each decision: for resources without a complete ARN. */
  record Resolved(
      String text,
      ResourceMatcher matcher,
      VariableResolver variables,
      PolicyTemplate template,
      boolean early,
      PolicyType type,
      MatchResult unset)
      implements ResourceAtom {

    @Override
    public MatchResult match(ConditionContext context, boolean narrow) {
      ConditionContext seen = narrow ? new KeyPolicyContext(context, variables) : context;
      return matcher.match(template, early, type, seen, unset);
    }

    @Override
    public List<String> keys() {
      return template.variableKeys();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Resolved that
          && template.equals(that.template)
          && early == that.early
          && type == that.type
          && unset == that.unset
          && matcher.resource().equals(that.matcher.resource());
    }

    @Override
    public int hashCode() {
      return 31 * template.hashCode() + matcher.resource().hashCode();
    }
  }
}
