package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.Arn;
import java.util.List;

/**
 * Renders why a grant covers a request, does not cover it, or may cover it (rules 5.6-5.9, 5.14).
 * Thread-safe.
 */
public final class GrantText {

  /** The name, in explanations, of the unknown grant of a RetireGrant request. */
  public static final String WHICH_GRANT = "which grant is meant";

  private static final String GRANTEE = "grantee";

  private final RequestAttributes attributes;
  private final GrantConstraintMatcher constraints;
  private final GrantConstraintText constraintText;

  GrantText(RequestAttributes attributes, ConditionContext context) {
    this.attributes = attributes;
    this.constraints = new GrantConstraintMatcher(attributes, context);
    this.constraintText = new GrantConstraintText(attributes, context);
  }

  /**
   * Why a grant covers the request or not.
   *
   * @param named whether the grant names the caller, whatever the caller's own policies allow
   * @param result whether the grant covers the request
   */
  synchronized ElementTrace describe(Grant grant, MatchResult named, MatchResult result) {
    if (!attributes.isOnKey(grant.keyId())) {
      RedactableText key = RedactableText.listOf(List.of(grant.keyId()));
      return no("key", RedactableText.of("it is a grant on ").and(key));
    }
    return attributes.isRetireGrant()
        ? retirement(grant, named, result)
        : use(grant, named, result);
  }

  /** Whether a RetireGrant request may refer to this grant. */
  boolean isMeant(Grant grant) {
    String id = attributes.request().grantId();
    return !attributes.isRetireGrant() || id.isEmpty() || id.equals(grant.grantId());
  }

  private ElementTrace use(Grant grant, MatchResult grantee, MatchResult result) {
    String operation = attributes.operation();
    if (!grant.operations().contains(operation)) {
      RedactableText listed = RedactableText.listOf(grant.operations());
      return no("operations", RedactableText.of(operation + " is not among ").and(listed));
    }
    MatchResult covered = constraints.of(grant);
    if (grantee.isNoMatch() || (!grantee.isMatch() && !covered.isNoMatch())) {
      return grantee(grant.grantee(), grantee);
    }
    if (!covered.isMatch()) {
      return constraintText.describe(grant, covered);
    }
    if (result.isMatch()) {
      RedactableText text =
          RedactableText.of("it allows " + operation + " to " + text(grant.grantee()));
      return ElementTrace.of(GRANTEE, MatchResult.MATCH, text);
    }
    return limited(grant.grantee());
  }

  private ElementTrace grantee(GrantPrincipal principal, MatchResult result) {
    RedactableText named =
        RedactableText.of("it names ").and(RedactableText.listOf(List.of(text(principal))));
    if (result.isNoMatch()) {
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
    if (result.isMatch()) {
      return ElementTrace.of(
          "retirement", result, who.and("; the caller may retire it (rule 5.14)"));
    }
    if (result.isNoMatch()) {
      String why =
          named.isNoMatch()
              ? "; none is " + attributes.caller().arn()
              : "; no identity policy of the issuing account allows it";
      return no("retirement", who.and(why + " (rule 5.14)"));
    }
    if (named.isMatch()) {
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
