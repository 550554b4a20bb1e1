package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;

/**
 * Evaluates whether grants allow a request (rules 5.6-5.9, 5.14, 5.16). Grants never deny.
 *
 * @param <T> the type of partial results: see {@link Logic}
 */
public final class GrantEvaluator<T> {

  /** Evaluates the operations and constraints of grants. */
  public interface Cover<T> {
    /**
     * Whether a grant covers the request. Called only for grants that the caller may be able to
     * use.
     */
    T of(Grant grant);

    /** Whether unknown grants may cover the request. */
    T unknown();
  }

  private static final String RETIRE_GRANT = "RetireGrant";

  private final Logic<T> logic;
  private final RequestAttributes attributes;
  private final Cover<T> cover;
  private final PrincipalMatcher principals;
  private final T limits;
  private final T identityOk;

  /**
   * An evaluator for one request.
   *
   * @param cover whether a grant's operations and constraints cover the request
   * @param limits whether permissions boundary and session policies allow the request
   * @param identityOk whether the caller's own policies allow the request
   */
  public GrantEvaluator(
      Logic<T> logic, RequestAttributes attributes, Cover<T> cover, T limits, T identityOk) {
    this.logic = logic;
    this.attributes = attributes;
    this.cover = cover;
    this.principals = new PrincipalMatcher(attributes.caller());
    this.limits = limits;
    this.identityOk = identityOk;
  }

  public T match(GrantLayer layer) {
    if (attributes.isDecidedByIdentity()) {
      return logic.constant(MatchResult.NO_MATCH);
    }
    if (!(layer instanceof GrantLayer.Known known)) {
      return cover.unknown();
    }
    return attributes.isRetireGrant() ? matchRetired(known.grants()) : matchUsed(known.grants());
  }

  private T matchUsed(List<Grant> grants) {
    T none = logic.constant(MatchResult.NO_MATCH);
    T result = none;
    for (Grant grant : grants) {
      T admitted = isOnKey(grant) ? admitted(grant.grantee(), grant.issuingAccount()) : none;
      if (!admitted.equals(none)) {
        result = logic.or(result, logic.and(admitted, cover.of(grant)));
      }
    }
    return result;
  }

  /**
   * Without a grant id, the request may refer to any grant on the key: a result is certain only if
   * it is the same for all grants. An unlisted grant id may belong to a grant that is newer than
   * the list (rule 5.14).
   */
  private T matchRetired(List<Grant> grants) {
    String id = attributes.request().grantId();
    boolean found = id.isEmpty();
    T some = logic.constant(MatchResult.NO_MATCH);
    T all = logic.constant(MatchResult.MATCH);
    for (Grant grant : grants) {
      if (isOnKey(grant) && (id.isEmpty() || grant.grantId().equals(id))) {
        found = true;
        T match = retire(grant);
        some = logic.or(some, match);
        all = logic.and(all, match);
      }
    }
    if (!found) {
      return logic.constant(MatchResult.INDETERMINATE);
    }
    T perhaps = logic.and(some, logic.constant(MatchResult.INDETERMINATE));
    return logic.or(logic.and(some, all), perhaps);
  }

  private boolean isOnKey(Grant grant) {
    if (grant.keyId().isEmpty() || !(attributes.resource() instanceof KmsResource.Key key)) {
      return true;
    }
    return grant.keyId().equals(key.arn()) || grant.keyId().equals(key.keyId());
  }

  /**
   * Whether the caller may use a grant to a principal. It is not documented how far the permissions
   * boundary, session policies and, for an account or across accounts, identity policies limit a
   * grant (rules 5.7, 5.8). If all of them allow the request, the grant is sufficient; otherwise
   * the result is indeterminate.
   */
  private T admitted(GrantPrincipal principal, String issuingAccount) {
    Forms forms = forms(principal);
    if (attributes.isService()) {
      return logic.constant(forms.direct());
    }
    boolean home = isCallersAccount(issuingAccount) || attributes.sameAccount().isCertain();
    T needed = home ? limits : logic.and(limits, identityOk);
    return logic.or(
        logic.and(logic.constant(forms.direct().or(forms.role())), orPerhaps(needed)),
        logic.and(logic.constant(forms.account()), orPerhaps(identityOk)));
  }

  private T orPerhaps(T needed) {
    return logic.or(needed, logic.constant(MatchResult.INDETERMINATE));
  }

  /**
   * Whether the caller may retire a grant (rule 5.14). The constraints of the grant are ignored.
   */
  private T retire(Grant grant) {
    T needed = isCallersAccount(grant.issuingAccount()) ? limits : logic.and(limits, identityOk);
    T result = retires(grant.retiring(), needed, identityOk);
    if (grant.operations().contains(RETIRE_GRANT)) {
      // The meaning of an account as grantee is undocumented, as it is for using the grant (rule
      // 5.7).
      result = logic.or(result, retires(grant.grantee(), needed, orPerhaps(identityOk)));
    }
    return logic.or(result, logic.and(identityOk, logic.constant(delegated(grant))));
  }

  /** Whether IAM policies of the caller's account may allow retiring the grant. */
  private MatchResult delegated(Grant grant) {
    if (isCallersAccount(grant.issuingAccount())) {
      return MatchResult.MATCH;
    }
    // AWS also mentions delegation by the key's account, but not how it is expressed.
    boolean perhaps = grant.issuingAccount().isEmpty() || attributes.sameAccount().isCertain();
    return perhaps ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
  }

  /**
   * Whether the caller may retire a grant as one of its principals. It is not documented whether a
   * principal outside the issuing account needs its own identity policies.
   *
   * @param needed the layers that must allow the request to a principal that is named directly
   * @param asAccount the result if the principal is the caller's account
   */
  private T retires(GrantPrincipal principal, T needed, T asAccount) {
    Forms forms = forms(principal);
    T named = logic.constant(forms.direct().or(forms.role()));
    T limited = attributes.isService() ? named : logic.and(named, orPerhaps(needed));
    return logic.or(limited, logic.and(logic.constant(forms.account()), asAccount));
  }

  private Forms forms(GrantPrincipal principal) {
    if (principal instanceof GrantPrincipal.ServicePrincipal service) {
      return principals.match(new PrincipalName.Service(service.name()));
    }
    if (principal instanceof GrantPrincipal.Principal named) {
      return forms(named.text());
    }
    return Forms.NONE;
  }

  private Forms forms(String text) {
    if (Arn.parse(text).isEmpty() && !Arn.isAccountId(text)) {
      // An internal service name represents principals that ListGrants does not show.
      boolean perhaps =
          attributes.isService() || attributes.serviceLinkedRole() != MatchResult.NO_MATCH;
      return Forms.direct(perhaps ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH);
    }
    try {
      return principals.match(PrincipalName.parse("AWS", text));
    } catch (InvalidNameException unreadable) {
      return Forms.direct(MatchResult.INDETERMINATE);
    }
  }

  private boolean isCallersAccount(String issuingAccount) {
    if (!(attributes.caller() instanceof AccountCaller caller)) {
      return false;
    }
    String account = Arn.parse(issuingAccount).map(Arn::accountId).orElse(issuingAccount);
    return account.equals(caller.accountId());
  }
}
