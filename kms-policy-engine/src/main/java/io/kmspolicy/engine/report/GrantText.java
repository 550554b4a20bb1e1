package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.combine.GrantEvaluator;
import io.kmspolicy.engine.combine.GrantGroups;
import io.kmspolicy.engine.combine.Logic;
import io.kmspolicy.engine.combine.UsableGrants;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.report.LayerTrace.Kind;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;

/**
 * Renders why a grant covers a request, does not cover it, or may cover it (rules 5.6-5.9, 5.14).
 */
public final class GrantText {

  /** The name, in explanations, of the unknown grant of a RetireGrant request. */
  public static final String WHICH_GRANT = "which grant is meant";

  private static final String GRANTEE = "grantee";

  /** Ignores the operations and constraints of grants. */
  private static final GrantEvaluator.Cover<MatchResult> EVERY =
      new GrantEvaluator.Cover<>() {
        @Override
        public MatchResult of(GrantGroups.Group group) {
          return MatchResult.MATCH;
        }

        @Override
        public MatchResult unknown() {
          return MatchResult.INDETERMINATE;
        }
      };

  private final RequestAttributes attributes;
  private final GrantConstraintMatcher constraints;
  private final GrantConstraintText constraintText;
  private final GrantEvaluator<MatchResult> matcher;

  /** Ignores constraints, operations and the limits of the caller's own policies. */
  private final GrantEvaluator<MatchResult> unlimited;

  GrantText(
      RequestAttributes attributes,
      ConditionContext context,
      MatchResult limits,
      MatchResult identityOk) {
    this.attributes = attributes;
    this.constraints = new GrantConstraintMatcher(attributes, context);
    this.constraintText = new GrantConstraintText(attributes, context);
    this.matcher = new GrantEvaluator<>(Logic.KNOWN, attributes, constraints, limits, identityOk);
    this.unlimited =
        new GrantEvaluator<>(Logic.KNOWN, attributes, EVERY, MatchResult.MATCH, MatchResult.MATCH);
  }

  /**
   * A trace of all grants.
   *
   * @param match whether the grants allow the request
   * @param date the date of the catalogue that lists the actions that grants can allow
   */
  GrantsTrace describe(GrantLayer layer, MatchResult match, String date) {
    String never = whyNever(date);
    boolean none = layer instanceof GrantLayer.Known known && known.grants().isEmpty();
    if (!never.isEmpty() && !none && match.isImpossible()) {
      return new GrantsTrace(
          Kind.NOT_APPLICABLE, RedactableText.of(never), MatchResult.NO_MATCH, List.of());
    }
    List<GrantTrace> traces =
        layer instanceof GrantLayer.Known listed
            ? listed.grants().stream().map(this::describe).toList()
            : List.of();
    Kind kind = none ? Kind.NONE : layer instanceof GrantLayer.Unknown ? Kind.UNKNOWN : Kind.KNOWN;
    return new GrantsTrace(kind, RedactableText.of(never), match, traces);
  }

  /** Why no grant can allow the request; empty if a grant could. */
  private String whyNever(String date) {
    if (attributes.isKeyless()) {
      return attributes.action() + " is about no key (rule 5.10)";
    }
    if (attributes.isAliasCheck()) {
      return "the check on the alias does not ask them (rule 5.11)";
    }
    if (attributes.isNewKey()) {
      return "a key that is being created has none (rule 5.10)";
    }
    boolean never = attributes.known().isPresent() && !attributes.known().get().grantable();
    return never && !attributes.isRetireGrant()
        ? "no grant can allow " + attributes.action() + " (rule 5.6, catalogue of " + date + ")"
        : "";
  }

  GrantTrace describe(Grant grant) {
    UsableGrants alone = UsableGrants.of(GrantLayer.of(grant), attributes);
    MatchResult result = isMeant(grant) ? matcher.match(alone) : MatchResult.NO_MATCH;
    ElementTrace why;
    if (!isOnKey(grant)) {
      RedactableText key = RedactableText.listOf(List.of(grant.keyId()));
      why = no("key", RedactableText.of("it is a grant on ").and(key));
    } else if (attributes.isRetireGrant()) {
      why = retirement(grant, unlimited.match(alone), result);
    } else {
      why = use(grant, unlimited.match(alone), result);
    }
    return new GrantTrace(grant, result, why);
  }

  private boolean isOnKey(Grant grant) {
    return grant.keyId().isEmpty()
        || !(attributes.resource() instanceof KmsResource.Key key)
        || grant.keyId().equals(key.arn())
        || grant.keyId().equals(key.keyId());
  }

  /** Whether a RetireGrant request may refer to this grant. */
  private boolean isMeant(Grant grant) {
    String id = attributes.request().grantId();
    return !attributes.isRetireGrant() || id.isEmpty() || id.equals(grant.grantId());
  }

  private ElementTrace use(Grant grant, MatchResult grantee, MatchResult result) {
    String operation = attributes.operation();
    if (!grant.operations().contains(operation)) {
      RedactableText listed = RedactableText.listOf(grant.operations());
      return no("operations", RedactableText.of(operation + " is not among ").and(listed));
    }
    if (!grantee.isCertain()) {
      return grantee(grant.grantee(), grantee);
    }
    MatchResult covered = constraints.of(grant);
    if (!covered.isCertain()) {
      return constraintText.describe(grant, covered);
    }
    if (result.isCertain()) {
      RedactableText text =
          RedactableText.of("it allows " + operation + " to " + text(grant.grantee()));
      return ElementTrace.of(GRANTEE, MatchResult.MATCH, text);
    }
    return limited(grant.grantee());
  }

  private ElementTrace grantee(GrantPrincipal principal, MatchResult result) {
    RedactableText named =
        RedactableText.of("it names ").and(RedactableText.listOf(List.of(text(principal))));
    if (result.isImpossible()) {
      return no(GRANTEE, named.and("; the caller is " + attributes.caller().arn()));
    }
    boolean arn =
        principal instanceof GrantPrincipal.Principal p && Arn.parse(p.text()).isPresent();
    return arn && !unknownAttributes().isEmpty()
        ? ElementTrace.unknown(
            GRANTEE,
            named.and("; " + unknownAttributes().get(0) + " is not known"),
            unknownAttributes())
        : ElementTrace.open(GRANTEE, named, UndocumentedRule.GRANTEE);
  }

  private List<String> unknownAttributes() {
    return PrincipalText.unknownAttributes(attributes.caller());
  }

  /**
   * A grant that names the caller, while the caller's own policies do not all allow the request.
   */
  private ElementTrace limited(GrantPrincipal principal) {
    RedactableText text =
        RedactableText.of(
            "it names " + text(principal) + ", but the caller's own policies do not allow it");
    boolean account =
        attributes.caller() instanceof AccountCaller caller
            && principal instanceof GrantPrincipal.Principal named
            && (named.text().equals(caller.accountId()) || named.text().endsWith(":root"));
    return ElementTrace.open(
        "limits", text, account ? UndocumentedRule.GRANTEE : UndocumentedRule.GRANT_LIMITS);
  }

  private ElementTrace retirement(Grant grant, MatchResult named, MatchResult result) {
    if (!isMeant(grant)) {
      return no("grantId", RedactableText.of("the request means another grant"));
    }
    RedactableText who =
        RedactableText.of("retiring principal " + text(grant.retiring()))
            .and(", grantee " + text(grant.grantee()))
            .and(", issuing account " + issuer(grant));
    if (result.isCertain()) {
      return ElementTrace.of(
          "retirement", result, who.and("; the caller may retire it (rule 5.14)"));
    }
    if (result.isImpossible()) {
      String why =
          named.isImpossible()
              ? "; none is " + attributes.caller().arn()
              : "; no identity policy of the issuing account allows it";
      return no("retirement", who.and(why + " (rule 5.14)"));
    }
    if (named.isCertain()) {
      return ElementTrace.open("retirement", who, UndocumentedRule.GRANT_LIMITS);
    }
    return unknownAttributes().isEmpty()
        ? ElementTrace.open("retirement", who, UndocumentedRule.RETIREMENT)
        : ElementTrace.unknown(
            "retirement",
            who.and("; " + unknownAttributes().get(0) + " is not known"),
            unknownAttributes());
  }

  private static ElementTrace no(String part, RedactableText text) {
    return ElementTrace.of(part, MatchResult.NO_MATCH, text);
  }

  private static String issuer(Grant grant) {
    return grant.issuingAccount().isEmpty() ? "not stated" : grant.issuingAccount();
  }

  private static String text(GrantPrincipal principal) {
    if (principal instanceof GrantPrincipal.Principal named) {
      return named.text();
    }
    return principal instanceof GrantPrincipal.ServicePrincipal service ? service.name() : "nobody";
  }
}
