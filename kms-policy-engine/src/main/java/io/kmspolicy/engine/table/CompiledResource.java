package io.kmspolicy.engine.table;

import io.kmspolicy.engine.match.NamedRegion;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.engine.table.ResourceAtom.EarlyPattern;
import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.engine.value.CompiledTemplate;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.NamePattern;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A parsed resource element with policy variables, escaped characters, {@code NotResource} or a
 * pattern of a whole account in one Region, which an {@link ArnTrie} alone cannot match. Its
 * patterns are parsed once, for all resources and decisions. Immutable.
 */
final class CompiledResource {

  /** In this context, every variable is unknown. */
  private static final ConditionContext ANY = RequestContext.builder().unknown("*").build();

  private sealed interface Pattern {

    /** It has no variables. */
    record Settled(ResourcePattern written, ArnPattern pattern, boolean early) implements Pattern {}

    /** Its variables are behind the fifth colon. */
    record Late(String text, PolicyTemplate template, ArnPattern head, CompiledTemplate name)
        implements Pattern {}

    /** It has a variable before the fifth colon (rule 2.10). */
    record Early(String text, PolicyTemplate template, EarlyPattern parts) implements Pattern {}
  }

  private final PolicyType type;
  private final boolean isNegated;
  private final VariableResolver variables;
  private final List<Pattern> patterns = new ArrayList<>();
  private final boolean isOpenInKeyPolicies;

  /**
   * Parses an element.
   *
   * @param hasVariables whether the version of the policy has policy variables
   */
  CompiledResource(
      ResourceElement element, PolicyType type, boolean hasVariables, VariableResolver variables) {
    this.type = type;
    this.isNegated = element instanceof ResourceElement.NotResource;
    this.variables = variables;
    boolean anyUnsupported = false;
    for (ResourcePattern pattern : element.patterns()) {
      PolicyTemplate template = ResourceMatcher.template(pattern.text(), hasVariables);
      boolean early = hasVariables && ResourceMatcher.hasEarlyVariable(pattern.text());
      patterns.add(parse(pattern, template, early));
      anyUnsupported |= CompiledTemplate.of(template, variables).readsUnsupported();
    }
    this.isOpenInKeyPolicies = type == PolicyType.KEY && anyUnsupported;
  }

  private Pattern parse(ResourcePattern pattern, PolicyTemplate template, boolean early) {
    if (!template.hasVariables()) {
      return new Pattern.Settled(pattern, ArnPattern.of(Glob.of(template)), early);
    }
    String text = pattern.text();
    if (early) {
      return new Pattern.Early(text, template, EarlyPattern.of(template, variables));
    }
    int header = ArnPattern.headerEnd(text);
    return new Pattern.Late(
        text,
        template,
        ArnPattern.of(Glob.parse(text.substring(0, header) + "*")),
        CompiledTemplate.of(ResourceMatcher.template(text.substring(header), true), variables));
  }

  /**
   * The match of the element with a resource, as a formula over the context.
   *
   * @param isRelative whether the formula may be about the resource that is asked about ({@link
   *     RelativeResource}) where it would name this one
   */
  Formula specialize(ResourceMatcher matcher, boolean isRelative) {
    MatchResult settled = MatchResult.NO_MATCH;
    List<ResourceAtom> inRegion = new ArrayList<>(0);
    for (Pattern pattern : patterns) {
      if (pattern instanceof Pattern.Settled known) {
        MatchResult match = matcher.match(known.pattern(), type);
        Optional<NamedRegion> region = matcher.regionThatDecides(known.written(), match);
        if (region.isPresent()) {
          inRegion.add(new ResourceAtom.InRegion(known.written().text(), region.get()));
        } else {
          settled = settled.or(known.early() ? match.and(MatchResult.INDETERMINATE) : match);
        }
      }
    }
    List<ResourceAtom> tests = settled == MatchResult.MATCH ? List.of() : tests(matcher, inRegion);
    if (tests.isEmpty()) {
      return Formula.Constant.of(isNegated ? settled.not() : settled);
    }
    List<NamePattern> relative = isRelative && !isOpenInKeyPolicies ? relative(tests) : List.of();
    return relative.size() == tests.size()
        ? new RelativeResource(settled, relative, isNegated)
        : new ResourceFormula(settled, tests, isNegated, isOpenInKeyPolicies);
  }

  /** The patterns of those tests that can be about any resource. */
  private static List<NamePattern> relative(List<ResourceAtom> tests) {
    List<NamePattern> relative = new ArrayList<>(tests.size());
    for (ResourceAtom test : tests) {
      if (test instanceof ResourceAtom.Name name && name.pattern().name().onlyVariable() != null) {
        relative.add(name.pattern());
      }
    }
    return relative;
  }

  /** The tests of all patterns that depend on the context, without those that it never matches. */
  private List<ResourceAtom> tests(ResourceMatcher matcher, List<ResourceAtom> inRegion) {
    List<ResourceAtom> tests = new ArrayList<>(inRegion);
    for (Pattern pattern : patterns) {
      if (pattern instanceof Pattern.Late late) {
        tests.add(test(late, matcher));
      } else if (pattern instanceof Pattern.Early early) {
        tests.add(test(early, matcher));
      }
    }
    if (!isNegated && matcher.isPlain()) {
      tests.removeIf(test -> test.match(ANY, false).isNoMatch());
    }
    return tests;
  }

  private ResourceAtom test(Pattern.Late pattern, ResourceMatcher matcher) {
    if (!matcher.isPlain() || pattern.template().hasOpenVariables()) {
      return resolved(pattern.text(), pattern.template(), false, matcher);
    }
    String arn = matcher.resource().arn();
    return new ResourceAtom.Name(
        new NamePattern(
            pattern.text(), pattern.name(), matcher.match(pattern.head(), type), unset()),
        arn.substring(ArnPattern.headerEnd(arn)));
  }

  private ResourceAtom test(Pattern.Early pattern, ResourceMatcher matcher) {
    ResourceAtom.Resolved resolved = resolved(pattern.text(), pattern.template(), true, matcher);
    return matcher.isPlain() && !pattern.template().hasOpenVariables()
        ? new ResourceAtom.Whole(pattern.parts(), matcher.resource().arn(), resolved)
        : resolved;
  }

  private ResourceAtom.Resolved resolved(
      String text, PolicyTemplate template, boolean early, ResourceMatcher matcher) {
    return new ResourceAtom.Resolved(text, matcher, variables, template, early, type, unset());
  }

  /** It is not documented whether a pattern without a value excludes nothing (rule 2.12). */
  private MatchResult unset() {
    return isNegated ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
  }

  /**
   * Files the patterns of a {@code Resource} element as candidates, with {@code *} for variables.
   */
  void index(ArnTrie trie, int number) {
    for (Pattern pattern : patterns) {
      if (pattern instanceof Pattern.Settled settled) {
        trie.putCandidate(settled.pattern().whole(), false, number);
      } else if (pattern instanceof Pattern.Late late) {
        putWidest(trie, late.template(), true, number);
      } else if (pattern instanceof Pattern.Early early) {
        putWidest(trie, early.template(), false, number);
      }
    }
  }

  /** A pattern with a variable that never has a value matches nothing (rule 2.12). */
  private void putWidest(ArnTrie trie, PolicyTemplate template, boolean isWhole, int number) {
    variables
        .resolve(template, ANY)
        .globs()
        .forEach(widest -> trie.putCandidate(widest, isWhole, number));
  }
}
