package io.kmspolicy.engine.match;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.engine.value.ShortArnMatcher;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.engine.value.VariableResolver.Resolved;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Matches the resource of a request against a statement (rules 2.3-2.9, 2.12). */
public final class ResourceMatcher {

  private static final int ARN_FIELDS = ArnPattern.FIELDS;
  private static final int PARTITION = 1;
  private static final int ACCOUNT = 4;

  /** A caller of no account, in whose account every ARN may be. */
  private static final Caller ANYBODY = new Caller.ServicePrincipal("");

  /** Parsing a pattern, replacing its variables and comparing it field by field. */
  private static final long STEPS_OF_A_PATTERN = 16;

  private final VariableResolver variables;
  private final KmsResource resource;
  private final Caller caller;
  private final Optional<UnknownKeyArnMatcher> keyOfAlias;
  private final boolean plain;

  /** A matcher for one resource and any caller, independent of the action. */
  public ResourceMatcher(VariableResolver variables, KmsResource resource) {
    this(variables, resource, ANYBODY);
  }

  /** A matcher for one resource and one caller, independent of the action. */
  public ResourceMatcher(VariableResolver variables, KmsResource resource, Caller caller) {
    this(variables, resource, caller, Optional.empty());
  }

  private ResourceMatcher(
      VariableResolver variables,
      KmsResource resource,
      Caller caller,
      Optional<UnknownKeyArnMatcher> keyOfAlias) {
    this.variables = variables;
    this.resource = resource;
    this.caller = caller;
    this.keyOfAlias = keyOfAlias;
    int header = resource instanceof KmsResource.Owned ? ArnPattern.headerEnd(resource.arn()) : -1;
    this.plain = header >= 0 && ArnPattern.isPlain(resource.arn(), 0, header);
  }

  public KmsResource resource() {
    return resource;
  }

  /** Whether the resource has an ARN that an {@code ArnTrie} supports. */
  public boolean isPlain() {
    return plain;
  }

  /**
   * A matcher for the resource of a request. An action unknown to the catalogue, requested on an
   * alias, may be about the alias or about its key; a result is certain if it is the same for both
   * (rule 2.17).
   */
  public static ResourceMatcher of(VariableResolver variables, RequestAttributes attributes) {
    return new ResourceMatcher(
        variables,
        attributes.resource(),
        attributes.caller(),
        attributes.keyBehindAlias().map(UnknownKeyArnMatcher::new));
  }

  /**
   * Matches a resource element.
   *
   * @param hasVariables whether the document's version has policy variables
   */
  public MatchResult match(
      ResourceElement element, PolicyType type, boolean hasVariables, ConditionContext context) {
    MatchResult listed = matchIn(context, element, type, hasVariables);
    boolean open = type == PolicyType.KEY && readsUnsupported(element, hasVariables);
    return open
        ? listed.underBoth(
            matchIn(new KeyPolicyContext(context, variables), element, type, hasVariables))
        : listed;
  }

  /** Whether a policy variable reads a key that key policies do not support (rule 5.17). */
  private boolean readsUnsupported(ResourceElement element, boolean hasVariables) {
    for (ResourcePattern pattern : patternsWithVariables(element, hasVariables)) {
      if (variables.anyFailsInKeyPolicies(template(pattern.text(), true).variableKeys())) {
        return true;
      }
    }
    return false;
  }

  private MatchResult matchIn(
      ConditionContext context, ResourceElement element, PolicyType type, boolean hasVariables) {
    if (element instanceof ResourceElement.Resource listed) {
      return any(listed.patterns(), type, hasVariables, context, MatchResult.NO_MATCH);
    }
    if (element instanceof ResourceElement.NotResource excluded) {
      // It is not documented whether a pattern whose variable has no value excludes nothing (rule
      // 2.12).
      MatchResult unset = MatchResult.INDETERMINATE;
      return any(excluded.patterns(), type, hasVariables, context, unset).not();
    }
    return MatchResult.NO_MATCH;
  }

  private MatchResult any(
      List<ResourcePattern> patterns,
      PolicyType type,
      boolean hasVariables,
      ConditionContext context,
      MatchResult unset) {
    StepCounter.of(context).spend(STEPS_OF_A_PATTERN * patterns.size());
    MatchResult result = MatchResult.NO_MATCH;
    for (ResourcePattern pattern : patterns) {
      String text = pattern.text();
      result =
          result.or(
              hasVariables && PolicyTemplate.mayHaveVariables(text)
                  ? match(template(text, true), hasEarlyVariable(text), type, context, unset)
                  : match(pattern, type, context));
    }
    return result;
  }

  /** Matches a pattern without variables, for a request without a resource with its Region. */
  private MatchResult match(ResourcePattern pattern, PolicyType type, ConditionContext context) {
    MatchResult match = match(parse(pattern.text()), type);
    return regionThatDecides(pattern, match).map(region -> region.match(context)).orElse(match);
  }

  /**
   * The Region on which it depends whether a pattern without variables may cover a request without
   * a resource (rule 2.7).
   *
   * @param match the match of the pattern, its Region left aside
   */
  public Optional<NamedRegion> regionThatDecides(ResourcePattern pattern, MatchResult match) {
    return resource instanceof KmsResource.Any && match == MatchResult.INDETERMINATE
        ? NamedRegion.of(pattern)
        : Optional.empty();
  }

  /**
   * Matches one pattern.
   *
   * @param early whether it has a variable before its fifth colon (rule 2.10)
   * @param unset the result if a variable has no value (rule 2.12)
   */
  public MatchResult match(
      PolicyTemplate template,
      boolean early,
      PolicyType type,
      ConditionContext context,
      MatchResult unset) {
    Resolved resolved = variables.resolve(template, context);
    if (resolved instanceof Resolved.Unknown unknown) {
      MatchResult widest = matchWidest(unknown.widest(), early, type);
      return unknown.perhapsUnset() ? widest.or(unset) : widest;
    }
    MatchResult match =
        resolved.match(glob -> match(ArnPattern.of(glob), type), MatchResult.NO_MATCH);
    MatchResult matched = early ? match.and(MatchResult.INDETERMINATE) : match;
    return resolved.mayBeUnset() ? matched.or(unset) : matched;
  }

  /**
   * Matches a pattern with unknown variables. The value of a variable before the fifth colon may
   * contain colons, so the fields of such a pattern are not known.
   */
  private MatchResult matchWidest(Glob widest, boolean early, PolicyType type) {
    if (!early) {
      return match(ArnPattern.of(widest), type).and(MatchResult.INDETERMINATE);
    }
    boolean never =
        plain
            && keyOfAlias.isEmpty()
            && !widest.matchesIgnoreCase(resource.arn())
            && !widest.withAnyField().matchesIgnoreCase(resource.arn());
    return never ? MatchResult.NO_MATCH : MatchResult.INDETERMINATE;
  }

  /** The patterns with policy variables, whose match depends on the context. */
  public static List<ResourcePattern> patternsWithVariables(
      ResourceElement element, boolean hasVariables) {
    if (!hasVariables) {
      return List.of();
    }
    List<ResourcePattern> found = new ArrayList<>(0);
    for (ResourcePattern pattern : element.patterns()) {
      if (PolicyTemplate.mayHaveVariables(pattern.text())
          && template(pattern.text(), true).hasVariables()) {
        found.add(pattern);
      }
    }
    return found;
  }

  /** Parses a resource pattern without variables. */
  private static ArnPattern parse(String text) {
    return ArnPattern.of(Glob.parse(text));
  }

  /** Parses a resource pattern, with variables at any position. */
  public static PolicyTemplate template(String text, boolean hasVariables) {
    return PolicyTemplate.pattern(text, hasVariables);
  }

  /**
   * Whether a pattern has a variable before its fifth colon. According to AWS's documentation such
   * a variable has no effect, but AWS's own managed policies depend on its effect (rule 2.10).
   */
  public static boolean hasEarlyVariable(String text) {
    int variable = text.indexOf("${");
    int header = ArnPattern.headerEnd(text);
    return variable >= 0 && (header < 0 || variable < header);
  }

  /** Matches a pattern whose variables are resolved. */
  public MatchResult match(ArnPattern pattern, PolicyType type) {
    Glob whole = pattern.whole();
    if (whole.length() == 1 && whole.isRun(0)) {
      return MatchResult.MATCH;
    }
    List<Glob> fields = pattern.fields();
    if (resource instanceof KmsResource.Any) {
      return matchNoResource(whole, fields, type);
    }
    if (resource instanceof KmsResource.UnknownKey unknown) {
      return new UnknownKeyArnMatcher(unknown).match(fields, type);
    }
    if (resource instanceof KmsResource.NewKey created) {
      return new NewKeyArnMatcher(created).match(pattern, arn -> matchArn(pattern, type, arn));
    }
    MatchResult named = matchArn(pattern, type, resource.arn());
    MatchResult meant = keyOfAlias.map(key -> key.match(fields, type)).orElse(named);
    return named == meant ? named : MatchResult.INDETERMINATE;
  }

  private static MatchResult matchArn(ArnPattern pattern, PolicyType type, String arn) {
    List<Glob> fields = pattern.fields();
    return fields.size() == ARN_FIELDS
        ? matchFields(fields, arn)
        : matchShort(pattern.whole(), fields, type, arn);
  }

  /**
   * A request without a resource is matched by {@code *} for certain. Whether a pattern of the
   * caller's whole account matches it is affirmed by one page of AWS and denied by another (rule
   * 2.7).
   */
  private MatchResult matchNoResource(Glob whole, List<Glob> fields, PolicyType type) {
    boolean arn = fields.get(0).matches("arn");
    boolean kms = fields.size() < 3 || fields.get(2).matches("kms") || fields.get(2).isAnything();
    boolean wide = fields.get(fields.size() - 1).isAnything() || isPadded(whole, fields, type);
    return arn && kms && wide && isOfCaller(fields)
        ? MatchResult.INDETERMINATE
        : MatchResult.NO_MATCH;
  }

  /** Whether partition and account of a pattern, as far as it has them, can be the caller's. */
  private boolean isOfCaller(List<Glob> fields) {
    return !(caller instanceof AccountCaller member)
        || (canBe(fields, PARTITION, member.partition())
            && canBe(fields, ACCOUNT, member.accountId()));
  }

  private static boolean canBe(List<Glob> fields, int field, String text) {
    return fields.size() <= field || fields.get(field).matchesIgnoreCase(text);
  }

  /**
   * Whether missing fields count as {@code *}, and the account field, if present, can be an account
   * id.
   */
  private static boolean isPadded(Glob whole, List<Glob> fields, PolicyType type) {
    return fields.size() < ARN_FIELDS
        && mayBePadded(whole, type)
        && (fields.size() < ARN_FIELDS - 1 || isAccount(fields.get(ARN_FIELDS - 2)));
  }

  private static boolean isAccount(Glob field) {
    for (int i = 0; i < field.length(); i++) {
      if (!field.isDigit(i) && !field.isRun(i) && !field.isAnyChar(i)) {
        return false;
      }
    }
    return true;
  }

  private static MatchResult matchFields(List<Glob> fields, String arn) {
    boolean exact = true;
    int from = 0;
    for (int i = 0; i < ARN_FIELDS; i++) {
      int to = i == ARN_FIELDS - 1 ? arn.length() : arn.indexOf(':', from);
      Glob field = fields.get(i);
      // The service field allows no wildcard. Whether the fields before the resource are
      // case-sensitive is not documented (rules 2.3, 2.4).
      boolean lastField = i == ARN_FIELDS - 1;
      boolean same = field.matches(arn, from, to, false);
      if (!same && (lastField || !field.matches(arn, from, to, true))) {
        return MatchResult.NO_MATCH;
      }
      boolean wildService = i == 2 && !field.isLiteral();
      exact &= same && !wildService;
      from = to + 1;
    }
    return exact ? MatchResult.MATCH : MatchResult.INDETERMINATE;
  }

  private static MatchResult matchShort(
      Glob pattern, List<Glob> fields, PolicyType type, String arn) {
    if (!matchesShort(pattern, fields, type, arn, true)) {
      return MatchResult.NO_MATCH;
    }
    // The policy simulator rejects these patterns in an RCP; AWS's documented rule for `*` lets
    // them match (rule 2.5). A difference in letter case before the resource is open (rule 2.4).
    boolean certain =
        type != PolicyType.RESOURCE_CONTROL
            && namesService(fields)
            && matchesShort(pattern, fields, type, arn, false);
    return certain ? MatchResult.MATCH : MatchResult.INDETERMINATE;
  }

  private static boolean matchesShort(
      Glob pattern, List<Glob> fields, PolicyType type, String arn, boolean ignoreCase) {
    return ShortArnMatcher.matches(pattern, arn, ignoreCase)
        || (mayBePadded(pattern, type) && matchesPadded(fields, arn, ignoreCase));
  }

  /** Whether a short pattern has a service field, which allows no wildcard (rule 2.3). */
  private static boolean namesService(List<Glob> fields) {
    return fields.size() > 2 && fields.get(2).isLiteral() && fields.get(2).matches("kms");
  }

  /** Whether missing fields at the end of a short pattern count as {@code *} (rule 2.5). */
  private static boolean mayBePadded(Glob pattern, PolicyType type) {
    return switch (type) {
      case IDENTITY, PERMISSIONS_BOUNDARY, SESSION -> true;
      case KEY, VPC_ENDPOINT -> !pattern.isLiteral();
      case SERVICE_CONTROL -> pattern.endsWithRun();
      case RESOURCE_CONTROL -> false;
    };
  }

  /** Matches a short pattern, with its missing fields as {@code *} (rule 2.5). */
  private static boolean matchesPadded(List<Glob> fields, String arn, boolean ignoreCase) {
    int from = 0;
    for (Glob field : fields) {
      int to = arn.indexOf(':', from);
      if (to < 0 || !field.matches(arn, from, to, ignoreCase)) {
        return false;
      }
      from = to + 1;
    }
    return true;
  }
}
