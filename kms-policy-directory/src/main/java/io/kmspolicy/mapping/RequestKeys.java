package io.kmspolicy.mapping;

import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;

/**
 * Derives condition keys from the caller and the resource (rules 4.13 and 4.15); all others are
 * unknown.
 */
public final class RequestKeys {

  private static final RequestContext ANY = RequestContext.builder().unknown("*").build();

  private RequestKeys() {}

  /** The context of a request when only the caller and the resource are known. */
  public static RequestContext of(Caller caller, KmsResource resource) {
    return of(caller, resource, ANY);
  }

  /**
   * The context of a request on some policies when only the caller and the resource are known. Of a
   * service for which they may have another name, the name is unknown (rule 4.13).
   */
  public static RequestContext of(Caller caller, KmsResource resource, PolicySet policies) {
    return withOpenName(caller, of(caller, resource), policies);
  }

  /** As {@link #of(Caller, KmsResource, PolicySet)}, with no other keys. */
  public static RequestContext known(Caller caller, KmsResource resource, PolicySet policies) {
    return withOpenName(caller, of(caller, resource, RequestContext.empty()), policies);
  }

  /** The keys that are stated, and derived ones of which nothing is stated. */
  public static RequestContext completed(RequestContext stated, RequestContext derived) {
    RequestContext.Builder context = stated.toBuilder();
    for (String spelling : derived.spellings()) {
      String name = ConditionContext.name(spelling);
      if (!stated.values().containsKey(name)) {
        context.set(spelling, derived.get(name));
      }
    }
    return context.build();
  }

  private static RequestContext withOpenName(
      Caller caller, RequestContext context, PolicySet policies) {
    return CallerFacts.of(caller).among(policies).identity() == CallerFacts.Identity.KIND
        ? context.toBuilder()
            .set(DerivedKey.PRINCIPAL_SERVICE_NAME.spelling(), ContextValue.presentUnknown())
            .build()
        : context;
  }

  private static RequestContext of(Caller caller, KmsResource resource, RequestContext others) {
    RequestContext.Builder context = others.toBuilder();
    if (caller instanceof Caller.AccountCaller member) {
      ofMember(member, resource, context);
    } else {
      ofService(caller, context);
    }
    if (!resource.owner().isEmpty()) {
      context.put("aws:ResourceAccount", resource.owner());
    }
    return context.build();
  }

  /** A service that calls for itself belongs to no account and no organization. */
  private static void ofService(Caller service, RequestContext.Builder context) {
    context
        .put("aws:PrincipalIsAWSService", "true")
        .put(DerivedKey.PRINCIPAL_SERVICE_NAME.spelling(), service.arn())
        .set("kms:ViaService", ContextValue.absent());
    for (String key :
        List.of(
            "aws:PrincipalArn",
            "aws:PrincipalAccount",
            "aws:PrincipalOrgID",
            "aws:PrincipalOrgPaths",
            "aws:username")) {
      context.set(key, ContextValue.absent());
    }
  }

  /** The context of a request of any caller of an account. */
  public static RequestContext ofAnybody(Caller.AccountCaller member, KmsResource resource) {
    RequestContext.Builder context = ANY.toBuilder();
    ofAccount(member, resource, context);
    context.set("aws:PrincipalArn", ContextValue.presentUnknown());
    if (!resource.owner().isEmpty()) {
      context.put("aws:ResourceAccount", resource.owner());
    }
    return context.build();
  }

  private static void ofAccount(
      Caller.AccountCaller member, KmsResource resource, RequestContext.Builder context) {
    context
        .put("aws:PrincipalIsAWSService", "false")
        .put("aws:PrincipalAccount", member.accountId())
        .set("kms:CallerAccount", callerAccount(member, resource))
        .set(DerivedKey.PRINCIPAL_SERVICE_NAME.spelling(), ContextValue.absent());
  }

  /**
   * The check on an alias has no condition key of KMS (rule 5.11). Of the actions without a key
   * only some have this one, and which action it is is not known here (rule 5.10).
   */
  private static ContextValue callerAccount(Caller.AccountCaller member, KmsResource resource) {
    if (resource instanceof KmsResource.Alias) {
      return ContextValue.absent();
    }
    return resource instanceof KmsResource.Any
        ? ContextValue.unknown()
        : ContextValue.of(member.accountId());
  }

  private static void ofMember(
      Caller.AccountCaller member, KmsResource resource, RequestContext.Builder context) {
    ofAccount(member, resource, context);
    if (member instanceof Caller.RootUser || member instanceof Caller.IamUser) {
      context.put("aws:PrincipalArn", member.arn());
    }
    if (member instanceof Caller.IamUser user) {
      context.put("aws:PrincipalType", "User");
      context.put("aws:username", user.userName());
    } else {
      context.set("aws:username", ContextValue.absent());
      context.put("aws:PrincipalType", typeOf(member));
    }
    if (member instanceof Caller.RoleCaller session) {
      session
          .roleArn()
          .ifPresentOrElse(
              role -> context.put("aws:PrincipalArn", role),
              () -> context.set("aws:PrincipalArn", ContextValue.presentUnknown()));
    }
  }

  private static String typeOf(Caller.AccountCaller member) {
    if (member instanceof Caller.RootUser) {
      return "Account";
    }
    return member instanceof Caller.FederatedUser ? "FederatedUser" : "AssumedRole";
  }
}
