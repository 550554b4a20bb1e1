package io.kmspolicy.lint.analysis;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.List;

/** What the requests of the principals that a statement of a key policy names tell. */
public final class NamedCallers {

  private static final String ARN = DerivedKey.PRINCIPAL_ARN.spelling();
  private static final String USER_NAME = DerivedKey.USER_NAME.keyName();
  private static final String SERVICE_NAME = DerivedKey.PRINCIPAL_SERVICE_NAME.spelling();

  private NamedCallers() {}

  /**
   * Whether the condition of a statement holds for no request of its principals: users, roles,
   * sessions of roles, and services.
   */
  public static boolean neverSatisfy(StatementView view) {
    return !view.principals().isEmpty()
        && view.principals().stream().allMatch(name -> neverSatisfies(view, name));
  }

  private static boolean neverSatisfies(StatementView view, PrincipalName name) {
    if (name instanceof PrincipalName.Service service) {
      return never(view, ofService(view, service.name()));
    }
    if (name instanceof PrincipalName.Role role) {
      return never(view, unnamed(role.accountId()).put(ARN, role.text()).build());
    }
    if (name instanceof PrincipalName.AssumedRoleSession session) {
      return never(view, unnamed(session.accountId()).build());
    }
    return name instanceof PrincipalName.User user
        && never(view, ofUser(user))
        && neverOfSessions(view, user);
  }

  private static boolean never(StatementView view, RequestContext context) {
    return view.condition(context).isNoMatch();
  }

  /** Also for the federated sessions that a user may have made (rule 4.12). */
  private static boolean neverOfSessions(StatementView view, PrincipalName.User user) {
    String sessions =
        new PrincipalName.FederatedUser(user.partition(), user.accountId(), "*").text();
    RequestContext context =
        unnamed(user.accountId()).set(ARN, ContextValue.presentUnknown()).build();
    return StatementAnalysis.given(view.statement(), ARN, List.of(sessions))
        .filter(given -> !view.analysis().condition(given, context).isNoMatch())
        .isEmpty();
  }

  private static RequestContext ofUser(PrincipalName.User user) {
    return ofAccount(user.accountId())
        .put(ARN, user.text())
        .put(
            USER_NAME,
            new Caller.IamUser(user.partition(), user.accountId(), user.name()).userName())
        .build();
  }

  /** A call of a service, whose name in the key may be another one (rule 4.13). */
  private static RequestContext ofService(StatementView view, String name) {
    Caller.ServicePrincipal service = new Caller.ServicePrincipal(name);
    boolean mayBeOther =
        view.statement().condition().tests().stream()
            .filter(test -> test.key().equalsIgnoreCase(SERVICE_NAME))
            .flatMap(test -> test.values().stream())
            .anyMatch(value -> value.text().equals(name) || service.mayAlsoBe(value.text()));
    return SampleContexts.serviceItself().toBuilder()
        .set(SERVICE_NAME, mayBeOther ? ContextValue.presentUnknown() : ContextValue.of(name))
        .build();
  }

  /** A call of a member of an account that has no name of a user. */
  private static RequestContext.Builder unnamed(String account) {
    return ofAccount(account).set(USER_NAME, ContextValue.absent());
  }

  private static RequestContext.Builder ofAccount(String account) {
    return SampleContexts.ofMember()
        .put(DerivedKey.PRINCIPAL_ACCOUNT.spelling(), account)
        .put(DerivedKey.CALLER_ACCOUNT.spelling(), account);
  }
}
