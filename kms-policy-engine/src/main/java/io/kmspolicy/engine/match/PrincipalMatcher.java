package io.kmspolicy.engine.match;

import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.Arn;
import java.util.ArrayList;
import java.util.List;

/** Matches the caller against the principals of a statement (rules 1.7, 1.8, 4.8, 4.11). */
public final class PrincipalMatcher {

  /** The condition key that holds the caller's unique id. */
  public static final String USER_ID = "aws:userid";

  private static final String USER_PREFIX = "AIDA";
  private static final String ROLE_PREFIX = "AROA";

  /**
   * The forms in which a principal element names the caller. The form determines which other layers
   * limit the permission of the statement (rule 4.8).
   *
   * @param direct by the caller's own ARN, by {@code *}, or for the root user by its account
   * @param role by the role of a session, or by the user of a federated session
   * @param account by the caller's account
   */
  public record Forms(MatchResult direct, MatchResult role, MatchResult account) {

    public static final Forms NONE =
        new Forms(MatchResult.NO_MATCH, MatchResult.NO_MATCH, MatchResult.NO_MATCH);

    /** A policy without principal elements applies to the identity that it is attached to. */
    static final Forms OWNER = direct(MatchResult.MATCH);

    public static Forms direct(MatchResult match) {
      return match.isNoMatch()
          ? NONE
          : new Forms(match, MatchResult.NO_MATCH, MatchResult.NO_MATCH);
    }

    public static Forms role(MatchResult match) {
      return match.isNoMatch()
          ? NONE
          : new Forms(MatchResult.NO_MATCH, match, MatchResult.NO_MATCH);
    }

    public static Forms account(MatchResult match) {
      return match.isNoMatch()
          ? NONE
          : new Forms(MatchResult.NO_MATCH, MatchResult.NO_MATCH, match);
    }

    /** What either names; lists are long, and few of their names are the caller's. */
    @SuppressWarnings("ReferenceEquality") // one object stands for no form
    public Forms or(Forms other) {
      return other == NONE
          ? this
          : new Forms(direct.or(other.direct), role.or(other.role), account.or(other.account));
    }

    /**
     * The match of the element in a policy of a type. It is not documented whether a Deny statement
     * of an endpoint policy matches a session by its role (rule 4.6).
     */
    public Forms in(PolicyType type, Effect effect) {
      return type == PolicyType.VPC_ENDPOINT && effect == Effect.DENY
          ? new Forms(direct, role.and(MatchResult.INDETERMINATE), account)
          : this;
    }

    /** Whether any form matches. */
    public MatchResult any() {
      return direct.or(role).or(account);
    }
  }

  private final Caller caller;

  public PrincipalMatcher(Caller caller) {
    this.caller = caller;
  }

  /**
   * Matches the principal element of a resource-based policy.
   *
   * @param boundary whether a permissions boundary is attached to the caller
   * @param context contains the caller's unique id
   */
  public Forms match(PrincipalElement element, MatchResult boundary, ConditionContext context) {
    return match(element, boundary, isIdentifiedBy(uniqueIds(element), context));
  }

  /**
   * Matches the principal element of a resource-based policy.
   *
   * @param boundary whether a permissions boundary is attached to the caller
   * @param identified whether one of the unique ids in the element is the caller's
   */
  Forms match(PrincipalElement element, MatchResult boundary, MatchResult identified) {
    if (element instanceof PrincipalElement.Principal listed) {
      return match(listed.names(), identified);
    }
    if (element instanceof PrincipalElement.NotPrincipal excluded) {
      return Forms.direct(boundary.or(exempt(excluded.names(), identified).not()));
    }
    return Forms.OWNER;
  }

  /**
   * Matches the principal element of a resource-based policy.
   *
   * @param index the index of the element
   * @param boundary whether a permissions boundary is attached to the caller
   * @param identified whether one of the unique ids in the element is the caller's
   */
  @SuppressWarnings("ReferenceEquality") // one object stands for no index
  public Forms match(
      PrincipalElement element,
      PrincipalIndex index,
      MatchResult boundary,
      MatchResult identified) {
    return index == PrincipalIndex.NONE
        ? match(element, boundary, identified)
        : match(index.mayName(caller), identified);
  }

  /** The unique ids among the names of an element (rule 1.8). */
  public static List<String> uniqueIds(PrincipalElement element) {
    List<String> ids = new ArrayList<>();
    for (PrincipalName name : element.names()) {
      if (name instanceof PrincipalName.DeletedIdentity identity) {
        ids.add(identity.uniqueId());
      }
    }
    return ids;
  }

  /** Whether {@code aws:userid} of this kind of caller may be this id. */
  public boolean mayHaveId(String uniqueId) {
    return (caller instanceof Caller.IamUser && uniqueId.startsWith(USER_PREFIX))
        || (caller instanceof RoleCaller && uniqueId.startsWith(ROLE_PREFIX));
  }

  /**
   * Whether one of the unique ids is the caller's (rule 1.8). A role session has the id of its
   * role, a colon and the name of the session. Allocates nothing.
   */
  public MatchResult isIdentifiedBy(List<String> uniqueIds, ConditionContext context) {
    MatchResult result = MatchResult.NO_MATCH;
    for (int i = 0; i < uniqueIds.size() && !result.isMatch(); i++) {
      if (mayHaveId(uniqueIds.get(i))) {
        result = result.or(isIdentifiedBy(uniqueIds.get(i), context.get(USER_ID)));
      }
    }
    return result;
  }

  private static MatchResult isIdentifiedBy(String uniqueId, ContextValue userId) {
    if (userId instanceof ContextValue.Absent) {
      return MatchResult.NO_MATCH;
    }
    String known = userId instanceof ContextValue.Present present ? present.single() : null;
    return known == null ? MatchResult.INDETERMINATE : MatchResult.of(isOf(known, uniqueId));
  }

  private static boolean isOf(String userId, String uniqueId) {
    return userId.startsWith(uniqueId)
        && (userId.length() == uniqueId.length() || userId.charAt(uniqueId.length()) == ':');
  }

  private Forms match(List<PrincipalName> names, MatchResult identified) {
    Forms forms = Forms.NONE;
    for (PrincipalName name : names) {
      forms = forms.or(match(name, identified));
    }
    return forms;
  }

  /** Matches a name that is not a unique id; a unique id matches no caller here. */
  public Forms match(PrincipalName name) {
    return match(name, MatchResult.NO_MATCH);
  }

  private Forms match(PrincipalName name, MatchResult identified) {
    if (name instanceof PrincipalName.Everyone) {
      return Forms.direct(MatchResult.MATCH);
    }
    if (name instanceof PrincipalName.Service service) {
      boolean same =
          caller instanceof Caller.ServicePrincipal calling
              && calling.name().equals(service.name());
      return Forms.direct(MatchResult.of(same));
    }
    if (!(caller instanceof AccountCaller member)) {
      // It is not documented whether {"AWS": "*"} includes services (rule 1.7).
      return name instanceof PrincipalName.EveryAwsPrincipal
          ? Forms.direct(MatchResult.INDETERMINATE)
          : Forms.NONE;
    }
    return name instanceof PrincipalName.DeletedIdentity identity
        ? matchId(identity.uniqueId(), identified)
        : matchMember(name, member);
  }

  /** The user of a federated session, and its id, are not known (rule 1.8). */
  private Forms matchId(String uniqueId, MatchResult identified) {
    if (caller instanceof Caller.FederatedUser federated && uniqueId.startsWith(USER_PREFIX)) {
      boolean nobody = federated.user() instanceof FederatingUser.Nobody;
      return nobody ? Forms.NONE : Forms.role(MatchResult.INDETERMINATE);
    }
    if (!mayHaveId(uniqueId)) {
      return Forms.NONE;
    }
    return caller instanceof RoleCaller ? Forms.role(identified) : Forms.direct(identified);
  }

  private static Forms matchMember(PrincipalName name, AccountCaller caller) {
    if (name instanceof PrincipalName.EveryAwsPrincipal) {
      return Forms.direct(MatchResult.MATCH);
    }
    if (name instanceof PrincipalName.Account account) {
      boolean same =
          account.accountId().equals(caller.accountId())
              && (account.partition().isEmpty() || account.partition().equals(caller.partition()));
      MatchResult match = MatchResult.of(same);
      return caller instanceof Caller.RootUser ? Forms.direct(match) : Forms.account(match);
    }
    if (name instanceof PrincipalName.User user) {
      return matchUser(user, caller);
    }
    if (name instanceof PrincipalName.Role role) {
      return caller instanceof RoleCaller session
          ? Forms.role(matchRole(role, session))
          : Forms.NONE;
    }
    if (name instanceof PrincipalName.FederatedProvider) {
      // The identity provider of a session is not known (rule 1.7).
      boolean session = caller instanceof RoleCaller || caller instanceof Caller.FederatedUser;
      return session ? Forms.direct(MatchResult.INDETERMINATE) : Forms.NONE;
    }
    if (name instanceof PrincipalName.AssumedRoleSession one
        && caller instanceof AnyRoleSession any) {
      return Forms.direct(matchSessionOf(one, any));
    }
    boolean named =
        (name instanceof PrincipalName.AssumedRoleSession
                || name instanceof PrincipalName.FederatedUser)
            && name.text().equals(caller.arn());
    return Forms.direct(MatchResult.of(named));
  }

  /** A session of the caller's role may be the calling session. */
  private static MatchResult matchSessionOf(
      PrincipalName.AssumedRoleSession name, AnyRoleSession caller) {
    boolean sameRole =
        name.partition().equals(caller.partition())
            && name.accountId().equals(caller.accountId())
            && name.roleName().equals(caller.roleName());
    return sameRole ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
  }

  private static Forms matchUser(PrincipalName.User user, AccountCaller caller) {
    if (caller instanceof Caller.IamUser calling) {
      boolean same =
          user.name().equals(calling.name())
              && user.accountId().equals(calling.accountId())
              && user.partition().equals(calling.partition());
      return Forms.direct(MatchResult.of(same));
    }
    if (caller instanceof Caller.FederatedUser federated
        && user.accountId().equals(caller.accountId())
        && user.partition().equals(caller.partition())) {
      return Forms.role(matchFederatingUser(user, federated.user()));
    }
    return Forms.NONE;
  }

  /** The ARN of a federated session does not contain the user who created it (rule 4.12). */
  private static MatchResult matchFederatingUser(PrincipalName.User user, FederatingUser behind) {
    if (behind instanceof FederatingUser.Unidentified) {
      return MatchResult.INDETERMINATE;
    }
    return MatchResult.of(
        behind instanceof FederatingUser.Named named && named.name().equals(user.name()));
  }

  /** Most names of a list are another role's, so the name is compared first. */
  static MatchResult matchRole(PrincipalName.Role role, RoleCaller session) {
    if (!hasName(role.name(), session.roleName())
        || !role.accountId().equals(session.accountId())
        || !role.partition().equals(session.partition())) {
      return MatchResult.NO_MATCH;
    }
    if (session.path() instanceof RolePath.Known path) {
      return MatchResult.of(("/" + role.name()).equals(path.text() + session.roleName()));
    }
    return MatchResult.INDETERMINATE;
  }

  /** Whether a name with its path ends with the name. */
  private static boolean hasName(String withPath, String name) {
    int start = withPath.length() - name.length();
    return withPath.endsWith(name) && (start == 0 || withPath.charAt(start - 1) == '/');
  }

  /**
   * Whether a {@code NotPrincipal} list exempts the caller: for certain if it names the caller in
   * all its forms, or only its account and no other principal of that account (rule 4.11); perhaps
   * if it names some other of its forms.
   */
  private MatchResult exempt(List<PrincipalName> names, MatchResult identified) {
    Forms forms = match(names, identified);
    boolean everyone =
        names.stream()
            .anyMatch(
                name ->
                    name instanceof PrincipalName.Everyone
                        || name instanceof PrincipalName.EveryAwsPrincipal);
    if (everyone || !(caller instanceof AccountCaller member)) {
      return forms.direct();
    }
    if (member instanceof Caller.RootUser) {
      boolean shared = !namesOthersOf(names, member.accountId()).isNoMatch();
      return shared ? forms.direct().and(MatchResult.INDETERMINATE) : forms.direct();
    }
    MatchResult all = forms.direct().and(forms.account());
    if (caller instanceof RoleCaller) {
      all = all.and(forms.role());
    }
    boolean byAccount = forms.direct().or(forms.role()).isNoMatch();
    if (all.isMatch()) {
      return MatchResult.MATCH;
    }
    if (byAccount && forms.account().isMatch()) {
      return namesOthersOf(names, member.accountId()).not();
    }
    return forms.any().isNoMatch() ? MatchResult.NO_MATCH : MatchResult.INDETERMINATE;
  }

  /**
   * Whether a list names some user, role or session of an account. The account of a unique id is
   * not known.
   */
  private static MatchResult namesOthersOf(List<PrincipalName> names, String accountId) {
    MatchResult result = MatchResult.NO_MATCH;
    for (PrincipalName name : names) {
      boolean member =
          !(name instanceof PrincipalName.Account)
              && Arn.parse(name.text())
                  .filter(arn -> arn.accountId().equals(accountId))
                  .isPresent();
      boolean hidden =
          name instanceof PrincipalName.DeletedIdentity
              || name instanceof PrincipalName.FederatedProvider;
      result =
          result
              .or(MatchResult.of(member && !hidden))
              .or(MatchResult.of(hidden).and(MatchResult.INDETERMINATE));
    }
    return result;
  }
}
