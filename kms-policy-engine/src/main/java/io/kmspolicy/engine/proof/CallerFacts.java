package io.kmspolicy.engine.proof;

import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Caller.FederatedUser;
import io.kmspolicy.model.request.Caller.IamUser;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Caller.RootUser;
import io.kmspolicy.model.request.Caller.ServicePrincipal;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The condition keys that a caller determines (rule 4.15). All other keys are unknown. */
final class CallerFacts {

  static final String ARN = "aws:PrincipalArn";
  static final String ACCOUNT = "aws:PrincipalAccount";
  static final String CALLER_ACCOUNT = "kms:CallerAccount";
  static final String USER_NAME = "aws:username";
  static final String USER_ID = "aws:userid";
  private static final String SERVICE_NAME = "aws:PrincipalServiceName";

  private CallerFacts() {}

  /** The context of a caller; the ARN of a role whose path is unknown stays unknown. */
  static RequestContext of(Caller caller) {
    boolean isHidden = caller instanceof RoleCaller role && role.path() instanceof RolePath.Unknown;
    return of(caller, isHidden ? Set.of(ARN.toLowerCase(Locale.ROOT)) : Set.of());
  }

  /**
   * The context of a caller.
   *
   * @param loose the names of keys in lower case that stay unknown
   */
  static RequestContext of(Caller caller, Set<String> loose) {
    RequestContext.Builder context = RequestContext.builder().unknown("*");
    if (caller instanceof AccountCaller member) {
      put(context, loose, ARN, arn(member));
      put(context, loose, ACCOUNT, member.accountId());
      put(context, loose, CALLER_ACCOUNT, member.accountId());
      context.put("aws:PrincipalType", type(member));
      context.put("aws:PrincipalIsAWSService", "false");
      context.set("aws:PrincipalServiceName", ContextValue.absent());
      context.set(USER_NAME, userName(member));
      userId(member).ifPresent(id -> context.put(USER_ID, id));
    } else if (caller instanceof ServicePrincipal service) {
      context.put("aws:PrincipalIsAWSService", "true");
      put(context, loose, SERVICE_NAME, service.name());
    }
    return context.build();
  }

  /**
   * Whether a request for an action may lack {@code kms:CallerAccount}: it needs no key, and AWS
   * does not list the condition key for it (rule 5.10).
   */
  static boolean mayLackAccount(String action, KmsCatalogue catalogue) {
    return catalogue
        .action(action)
        .filter(KmsAction::needsNoKey)
        .filter(known -> !known.conditionKeys().contains(CALLER_ACCOUNT))
        .isPresent();
  }

  private static void put(
      RequestContext.Builder context, Set<String> loose, String key, String value) {
    if (!loose.contains(key.toLowerCase(Locale.ROOT))) {
      context.put(key, value);
    }
  }

  /** The value of {@code aws:PrincipalArn}. */
  static String arn(AccountCaller caller) {
    return caller instanceof RoleCaller session
        ? session.roleArn().orElse(caller.arn())
        : caller.arn();
  }

  /** The name of a user without its path; no other caller has one. */
  private static ContextValue userName(AccountCaller caller) {
    return caller instanceof IamUser user
        ? ContextValue.of(user.userName())
        : ContextValue.absent();
  }

  /** The value of {@code aws:userid}; empty if it contains a unique id. */
  private static Optional<String> userId(AccountCaller caller) {
    if (caller instanceof FederatedUser session) {
      return Optional.of(session.accountId() + ":" + session.name());
    }
    return caller instanceof RootUser ? Optional.of(caller.accountId()) : Optional.empty();
  }

  private static String type(AccountCaller caller) {
    if (caller instanceof RootUser) {
      return "Account";
    }
    if (caller instanceof IamUser) {
      return "User";
    }
    return caller instanceof FederatedUser ? "FederatedUser" : "AssumedRole";
  }
}
