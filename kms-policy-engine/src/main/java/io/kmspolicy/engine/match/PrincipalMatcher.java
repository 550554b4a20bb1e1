package io.kmspolicy.engine.match;

import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Caller.RoleSession;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/** Matches the caller against the principals of a statement (rules 1.7, 1.8, 4.8, 4.11). */
public final class PrincipalMatcher {

  /**
   * How a principal element matches the caller. The form decides which other layers still limit
   * what the statement allows (rule 4.8).
   *
   * @param direct by the caller's own name, by everybody, or the root user by its account
   * @param role by the role of the session, or by the user who federated
   * @param account by the caller's account
   */
  public record Forms(MatchResult direct, MatchResult role, MatchResult account) {

    public static final Forms NONE =
        new Forms(MatchResult.NO_MATCH, MatchResult.NO_MATCH, MatchResult.NO_MATCH);

    /** Policies without principals speak of their owner. */
    static final Forms OWNER = direct(MatchResult.MATCH);

    public static Forms direct(MatchResult match) {
      return new Forms(match, MatchResult.NO_MATCH, MatchResult.NO_MATCH);
    }

    static Forms role(MatchResult match) {
      return new Forms(MatchResult.NO_MATCH, match, MatchResult.NO_MATCH);
    }

    static Forms account(MatchResult match) {
      return new Forms(MatchResult.NO_MATCH, MatchResult.NO_MATCH, match);
    }

    public Forms or(Forms other) {
      return new Forms(direct.or(other.direct), role.or(other.role), account.or(other.account));
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
   */
  public Forms match(PrincipalElement element, MatchResult boundary) {
    if (element instanceof PrincipalElement.Principal listed) {
      return match(listed.names());
    }
    if (element instanceof PrincipalElement.NotPrincipal excluded) {
      return Forms.direct(boundary.or(exempt(excluded.names()).not()));
    }
    return Forms.OWNER;
  }

  public Forms match(List<PrincipalName> names) {
    Forms forms = Forms.NONE;
    for (PrincipalName name : names) {
      forms = forms.or(match(name));
    }
    return forms;
  }

  public Forms match(PrincipalName name) {
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
      // Whether {"AWS": "*"} means services too is not documented (rule 1.7).
      return name instanceof PrincipalName.EveryAwsPrincipal
          ? Forms.direct(MatchResult.INDETERMINATE)
          : Forms.NONE;
    }
    return matchMember(name, member);
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
      return caller instanceof RoleSession session
          ? Forms.role(matchRole(role, session))
          : Forms.NONE;
    }
    boolean named =
        (name instanceof PrincipalName.AssumedRoleSession
                || name instanceof PrincipalName.FederatedUser)
            && name.text().equals(caller.arn());
    return Forms.direct(MatchResult.of(named));
  }

  private static Forms matchUser(PrincipalName.User user, AccountCaller caller) {
    if (caller instanceof Caller.IamUser) {
      return Forms.direct(MatchResult.of(user.text().equals(caller.arn())));
    }
    if (caller instanceof Caller.FederatedUser federated
        && user.accountId().equals(caller.accountId())
        && user.partition().equals(caller.partition())) {
      return Forms.role(matchFederatingUser(user, federated.user()));
    }
    return Forms.NONE;
  }

  /** The user who made a federated session cannot be told from the session (rule 4.12). */
  private static MatchResult matchFederatingUser(PrincipalName.User user, FederatingUser behind) {
    if (behind instanceof FederatingUser.Unidentified) {
      return MatchResult.INDETERMINATE;
    }
    return MatchResult.of(
        behind instanceof FederatingUser.Named named && named.name().equals(user.name()));
  }

  static MatchResult matchRole(PrincipalName.Role role, RoleSession session) {
    if (!role.accountId().equals(session.accountId())
        || !role.partition().equals(session.partition())) {
      return MatchResult.NO_MATCH;
    }
    if (session.path() instanceof RolePath.Known path) {
      return MatchResult.of(("/" + role.name()).equals(path.text() + session.roleName()));
    }
    boolean perhaps = ("/" + role.name()).endsWith("/" + session.roleName());
    return perhaps ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
  }

  /**
   * Whether a {@code NotPrincipal} list spares the caller: surely if it names the caller in every
   * form that the caller has, or its account (rule 4.11); perhaps if it names only some.
   */
  private MatchResult exempt(List<PrincipalName> names) {
    Forms forms = match(names);
    boolean everyone =
        names.stream()
            .anyMatch(
                name ->
                    name instanceof PrincipalName.Everyone
                        || name instanceof PrincipalName.EveryAwsPrincipal);
    if (everyone
        || caller instanceof Caller.ServicePrincipal
        || caller instanceof Caller.RootUser) {
      return forms.direct();
    }
    MatchResult all = forms.direct().and(forms.account());
    if (caller instanceof RoleSession) {
      all = all.and(forms.role());
    }
    boolean accountAlone =
        forms.account().isCertain() && forms.direct().or(forms.role()).isImpossible();
    if (all.isCertain() || accountAlone) {
      return MatchResult.MATCH;
    }
    return forms.any().isImpossible() ? MatchResult.NO_MATCH : MatchResult.INDETERMINATE;
  }
}
