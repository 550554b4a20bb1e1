package io.kmspolicy.engine;

import io.kmspolicy.engine.PrincipalMatcher.Forms;
import io.kmspolicy.model.Arn;
import io.kmspolicy.model.Caller.AccountCaller;
import io.kmspolicy.model.ConditionContext;
import io.kmspolicy.model.Grant;
import io.kmspolicy.model.Grant.GrantPrincipal;
import io.kmspolicy.model.GrantLayer;
import io.kmspolicy.model.InvalidNameException;
import io.kmspolicy.model.KmsResource;
import io.kmspolicy.model.PrincipalName;
import java.util.List;

/** Whether grants allow a request (rules 5.6-5.9, 5.14, 5.16). Grants never deny. */
final class GrantMatcher {

  private static final String RETIRE_GRANT = "RetireGrant";

  private final RequestFacts facts;
  private final GrantConstraintMatcher constraints;
  private final PrincipalMatcher principals;
  private final MatchResult limits;
  private final MatchResult identityOk;

  /**
   * A matcher for one request.
   *
   * @param identity whether an identity policy allows the request
   * @param limits whether permissions boundary and session policies allow it
   */
  GrantMatcher(
      RequestFacts facts, ConditionContext context, MatchResult identity, MatchResult limits) {
    this.facts = facts;
    this.constraints = new GrantConstraintMatcher(facts, context);
    this.principals = new PrincipalMatcher(facts.caller());
    this.limits = limits;
    this.identityOk = CombiningRule.identityOk(facts, identity, limits);
  }

  MatchResult match(GrantLayer layer) {
    boolean cannotComeFromGrant =
        facts.known().isPresent() && !facts.known().get().grantable() && !facts.isRetireGrant();
    if (facts.isKeyless() || facts.isAliasCheck() || cannotComeFromGrant) {
      return MatchResult.NO_MATCH;
    }
    if (!(layer instanceof GrantLayer.Known known)) {
      return MatchResult.INDETERMINATE;
    }
    List<Grant> grants = known.grants().stream().filter(this::isOnKey).toList();
    return facts.isRetireGrant() ? matchRetired(grants) : matchUsed(grants);
  }

  private MatchResult matchUsed(List<Grant> grants) {
    MatchResult result = MatchResult.NO_MATCH;
    for (Grant grant : grants) {
      result = result.or(use(grant));
    }
    return result;
  }

  /** Without a grant id any of the key's grants may be meant: certain only where all agree. */
  private MatchResult matchRetired(List<Grant> grants) {
    String id = facts.request().grantId();
    MatchResult some = MatchResult.NO_MATCH;
    MatchResult all = MatchResult.MATCH;
    for (Grant grant : grants) {
      if (id.isEmpty() || grant.grantId().equals(id)) {
        MatchResult match = retire(grant);
        some = some.or(match);
        all = all.and(match);
      }
    }
    return all.isCertain() ? some : some.and(MatchResult.INDETERMINATE);
  }

  private boolean isOnKey(Grant grant) {
    if (grant.keyId().isEmpty() || !(facts.resource() instanceof KmsResource.Key key)) {
      return true;
    }
    return grant.keyId().equals(key.arn()) || grant.keyId().equals(key.keyId());
  }

  private MatchResult use(Grant grant) {
    if (!grant.operations().contains(facts.operation())) {
      return MatchResult.NO_MATCH;
    }
    MatchResult grantee = admitted(grant.grantee(), grant.issuingAccount());
    return grantee.isImpossible() ? grantee : grantee.and(constraints.match(grant));
  }

  /**
   * Whether a principal that a grant names may use it. How far boundary, session policies and, for
   * an account or across accounts, identity policies limit a grant is not documented (rules 5.7,
   * 5.8): where they all allow, the grant suffices; where one does not, nothing is certain.
   */
  private MatchResult admitted(GrantPrincipal principal, String issuingAccount) {
    Forms forms = forms(principal);
    if (facts.isService()) {
      return forms.direct();
    }
    MatchResult named = forms.direct().or(forms.role());
    boolean issuedAtHome = isCallersAccount(issuingAccount);
    MatchResult needed =
        issuedAtHome || facts.sameAccount().isCertain() ? limits : limits.and(identityOk);
    return named
        .and(needed.or(MatchResult.INDETERMINATE))
        .or(forms.account().and(identityOk.or(MatchResult.INDETERMINATE)));
  }

  /** Who may retire a grant (rule 5.14). Its constraints do not count. */
  private MatchResult retire(Grant grant) {
    MatchResult result = retires(grant.retiring());
    if (grant.operations().contains(RETIRE_GRANT)) {
      result = result.or(retires(grant.grantee()));
    }
    if (isCallersAccount(grant.issuingAccount())) {
      return result.or(identityOk);
    }
    // AWS also speaks of delegation by the key's account, without saying how it shows.
    boolean perhaps = grant.issuingAccount().isEmpty() || facts.sameAccount().isCertain();
    MatchResult open = perhaps ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
    return result.or(identityOk.and(open));
  }

  private MatchResult retires(GrantPrincipal principal) {
    Forms forms = forms(principal);
    MatchResult named = forms.direct().or(forms.role());
    MatchResult limited =
        facts.isService() ? named : named.and(limits.or(MatchResult.INDETERMINATE));
    return limited.or(forms.account().and(identityOk));
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
      // An internal name of a service stands for principals that ListGrants does not show.
      boolean perhaps = facts.isService() || facts.serviceLinkedRole() != MatchResult.NO_MATCH;
      return Forms.direct(perhaps ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH);
    }
    try {
      return principals.match(PrincipalName.parse("AWS", text));
    } catch (InvalidNameException unreadable) {
      return Forms.direct(MatchResult.INDETERMINATE);
    }
  }

  private boolean isCallersAccount(String issuingAccount) {
    if (!(facts.caller() instanceof AccountCaller caller)) {
      return false;
    }
    String account = Arn.parse(issuingAccount).map(Arn::accountId).orElse(issuingAccount);
    return account.equals(caller.accountId());
  }
}
