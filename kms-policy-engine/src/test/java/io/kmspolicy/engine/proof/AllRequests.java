package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Caller.FederatedUser;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.IamUser;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Caller.RoleSession;
import io.kmspolicy.model.request.Caller.RootUser;
import io.kmspolicy.model.request.Caller.ServicePrincipal;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * All requests of a {@link SmallWorld}, with all that matters of what unknown layers may say. A
 * Deny of an unknown layer, and the silence of a service control, resource control or endpoint
 * policy, only take permissions away on both sides, so they are left out. It shares no class with
 * the prover but the states.
 */
final class AllRequests {

  private static final PolicyEvaluator REFERENCE = PolicyEvaluator.reference();

  static final List<String> ACTIONS =
      List.of("kms:Decrypt", "kms:Encrypt", "kms:DescribeKey", "kms:PutKeyPolicy", "kms:ListKeys");
  private static final List<String> GRANTABLE = ACTIONS.subList(0, 3);
  private static final String UNNAMED = "999900001111";
  private static final String SOURCE = "arn:aws:s3:us-west-2:111122223333:another";

  private static final PolicyLayer SILENT = SmallWorld.layer(List.of());

  private static final PrincipalPolicies PERMISSIVE = permissive(PolicyLayer.none());

  /** No {@code NotPrincipal} spares a caller with a permissions boundary (rule 4.11). */
  private static final PrincipalPolicies BOUNDED = permissive(allowing());

  /** A request with its policies, which the reference decides differently. */
  record Found(AuthorizationRequest request, PolicySet before, PolicySet after) {}

  private final SmallWorld world;
  private final List<RequestContext> contexts;

  AllRequests(SmallWorld world) {
    this.world = world;
    this.contexts = contexts(world.freeKeys());
  }

  /** Policies that permit everything, within limits that are none or permit everything. */
  private static PrincipalPolicies permissive(PolicyLayer limit) {
    return new PrincipalPolicies(
        allowing(), limit, limit, OrganizationLayer.none(), PolicyLayer.none());
  }

  static PolicyLayer allowing() {
    return SmallWorld.layer(
        List.of(
            new Statement(
                Label.absent(),
                Effect.ALLOW,
                new PrincipalElement.Absent(),
                new ActionElement.Action(List.of(ActionPattern.of("kms:*"))),
                new ResourceElement.Resource(List.of(ResourcePattern.of("*"))),
                new ConditionBlock(List.of()),
                SourceLocation.nowhere())));
  }

  private static List<Caller> callers(boolean listsCallers) {
    List<Caller> callers = new ArrayList<>();
    for (String account : List.of(Words.ACCOUNT, SmallWorld.OTHER_ACCOUNT, UNNAMED)) {
      callers.add(new RootUser("aws", account));
      callers.add(new IamUser("aws", account, "zed"));
      callers.add(new IamUser("aws", account, "alx"));
      callers.add(session(account, "App", "one", "/"));
      callers.add(session(account, "Linked", "one", "/aws-service-role/x.amazonaws.com/"));
    }
    callers.add(new IamUser("aws", Words.ACCOUNT, "alice"));
    callers.add(new IamUser("aws", SmallWorld.OTHER_ACCOUNT, "bob"));
    callers.add(session(Words.ACCOUNT, "App", "two", "/"));
    callers.add(session(SmallWorld.OTHER_ACCOUNT, "App", "two", "/"));
    callers.add(session(Words.ACCOUNT, "Other", "one", "/"));
    callers.add(session(SmallWorld.OTHER_ACCOUNT, "Other", "one", "/"));
    if (!listsCallers) { // names of roles are unique in an account, so not beside a listed role
      callers.add(session(Words.ACCOUNT, "App", "one", "/x/"));
    }
    callers.add(federated("fay", new FederatingUser.Named("alice")));
    callers.add(federated("fay", new FederatingUser.Named("zed")));
    callers.add(federated("fay", new FederatingUser.Nobody()));
    callers.add(federated("gus", new FederatingUser.Named("alice")));
    callers.add(federated("gus", new FederatingUser.Nobody()));
    callers.add(new ServicePrincipal("s3.amazonaws.com"));
    callers.add(new ServicePrincipal("other.amazonaws.com"));
    return callers;
  }

  private static FederatedUser federated(String name, FederatingUser user) {
    return new FederatedUser("aws", Words.ACCOUNT, name, user);
  }

  private static RoleSession session(String account, String role, String name, String path) {
    return new RoleSession("aws", account, role, name, new RolePath.Known(path));
  }

  /** All combinations of values that a request of AWS can have. */
  private static List<RequestContext> contexts(List<String> keys) {
    List<Map<String, ContextValue>> all = new ArrayList<>(List.of(Map.of()));
    for (String key : keys) {
      List<Map<String, ContextValue>> longer = new ArrayList<>();
      for (Map<String, ContextValue> one : all) {
        for (ContextValue value : SmallWorld.values(key)) {
          Map<String, ContextValue> with = new HashMap<>(one);
          with.put(key, value);
          longer.add(with);
        }
      }
      all = longer;
    }
    return all.stream()
        .filter(AllRequests::canOccur)
        .map(
            values -> {
              RequestContext.Builder context = RequestContext.builder();
              values.forEach(context::set);
              return context.build();
            })
        .toList();
  }

  /** The keys that belong together (rule 6.14). */
  private static boolean canOccur(Map<String, ContextValue> values) {
    boolean via = isPresent(values, "kms:ViaService");
    boolean flag =
        !values.containsKey("aws:ViaAWSService")
            || texts(values, "aws:ViaAWSService").equals(List.of("true"));
    boolean both =
        values.containsKey("kms:EncryptionContext:tenant")
            && values.containsKey("kms:EncryptionContextKeys");
    boolean lists =
        texts(values, "kms:EncryptionContextKeys").stream()
            .anyMatch(name -> name.toLowerCase(Locale.ROOT).equals("tenant"));
    return (!via || flag) && (!both || lists == isPresent(values, "kms:EncryptionContext:tenant"));
  }

  private static boolean isPresent(Map<String, ContextValue> values, String key) {
    return values.get(key) instanceof ContextValue.Present;
  }

  private static List<String> texts(Map<String, ContextValue> values, String key) {
    return values.get(key) instanceof ContextValue.Present present ? present.values() : List.of();
  }

  /** A request that is allowed after the change and was denied before; empty if there is none. */
  Optional<Found> counterexample() {
    for (Caller caller : callers(world.listsCallers())) {
      for (String action : ACTIONS) {
        for (PrincipalPolicies own : ownPolicies(caller)) {
          Optional<Found> found = counterexample(caller, action, own, GrantLayer.none());
          if (found.isPresent()) {
            return found;
          }
        }
        if (mayGrant(action)) {
          // Both sides have the grant, so it matters with all that it needs of the caller.
          GrantLayer grants = GrantLayer.of(grant(caller, action));
          for (PrincipalPolicies own : granted(caller)) {
            Optional<Found> found = counterexample(caller, action, own, grants);
            if (found.isPresent()) {
              return found;
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The actions of a listed caller that some request is allowed after the change only. */
  Set<String> gained(List<Caller> members) {
    Set<String> gained = new TreeSet<>();
    for (Caller member : members) {
      for (String action : ACTIONS) {
        if (counterexample(member, action, PERMISSIVE, GrantLayer.none()).isPresent()) {
          gained.add(action);
        }
      }
    }
    return gained;
  }

  private Optional<Found> counterexample(
      Caller caller, String action, PrincipalPolicies own, GrantLayer grants) {
    PolicySet before = policies(world.before(), caller, own, grants);
    PolicySet after = policies(world.after(), caller, own, grants);
    for (RequestContext values : contexts) {
      if (caller instanceof AccountCaller && lacksKey(values, action)) {
        continue;
      }
      for (RequestContext context : withCaller(values, caller)) {
        AuthorizationRequest request =
            AuthorizationRequest.of(caller, action, SmallWorld.KEY, context);
        if (REFERENCE.decide(request, after) == Decision.ALLOWED
            && REFERENCE.decide(request, before).isCertainDenial()) {
          return Optional.of(new Found(request, before, after));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a request of a user or role lacks a key that every such request has (rule 6.11). AWS
   * does not say so of the transport of a service's own call.
   */
  private boolean lacksKey(RequestContext values, String action) {
    for (String key : world.freeKeys()) {
      boolean isAlways =
          SmallWorld.ALWAYS.contains(key)
              || (key.equals("kms:KeySpec") && !action.equals("kms:ListKeys"));
      if (isAlways && !(values.get(key.toLowerCase(Locale.ROOT)) instanceof ContextValue.Present)) {
        return true;
      }
    }
    return false;
  }

  private static PolicySet policies(
      PolicyState state, Caller caller, PrincipalPolicies assumed, GrantLayer grants) {
    KeyPolicies known = state.keys().get(SmallWorld.KEY);
    KeyPolicies key =
        new KeyPolicies(known.key(), grants, OrganizationLayer.none(), KeyManager.CUSTOMER);
    return PolicySet.of(state.policiesOf(caller).orElse(assumed), key);
  }

  private static List<PrincipalPolicies> granted(Caller caller) {
    return caller instanceof ServicePrincipal || caller instanceof RootUser
        ? List.of(PERMISSIVE)
        : List.of(PERMISSIVE, BOUNDED);
  }

  /** The policies that a caller may have; one entry, which is not used, if they are known. */
  private List<PrincipalPolicies> ownPolicies(Caller caller) {
    boolean isKnown = world.before().policiesOf(caller).isPresent();
    List<PolicyLayer> one = List.of(PolicyLayer.none());
    List<PolicyLayer> limits = List.of(PolicyLayer.none(), SILENT);
    List<PolicyLayer> boundaries = List.of(PolicyLayer.none(), SILENT, allowing());
    if (isKnown || caller instanceof ServicePrincipal || caller instanceof RootUser) {
      return ownPolicies(one, one);
    }
    if (caller instanceof FederatedUser) {
      return ownPolicies(boundaries, boundaries);
    }
    return ownPolicies(boundaries, caller instanceof RoleSession ? limits : one);
  }

  private static List<PrincipalPolicies> ownPolicies(
      List<PolicyLayer> boundaries, List<PolicyLayer> sessions) {
    List<PrincipalPolicies> all = new ArrayList<>();
    for (PolicyLayer identity : List.of(PolicyLayer.of(), allowing())) {
      for (PolicyLayer boundary : boundaries) {
        for (PolicyLayer session : sessions) {
          all.add(
              new PrincipalPolicies(
                  identity, boundary, session, OrganizationLayer.none(), PolicyLayer.none()));
        }
      }
    }
    return all;
  }

  private boolean mayGrant(String action) {
    return !world.listsCallers() && GRANTABLE.contains(action);
  }

  private static Grant grant(Caller caller, String action) {
    GrantPrincipal grantee =
        caller instanceof ServicePrincipal service
            ? new GrantPrincipal.ServicePrincipal(service.name())
            : new GrantPrincipal.Principal(arn(caller));
    return new Grant(
        "1",
        "",
        SmallWorld.KEY.arn(),
        grantee,
        new GrantPrincipal.Nobody(),
        List.of(action.substring("kms:".length())),
        caller instanceof ServicePrincipal
            ? new GrantConstraints(new GrantConstraints.ContextConstraint.None(), SOURCE)
            : GrantConstraints.none(),
        "arn:aws:iam::111122223333:root",
        "");
  }

  private static String arn(Caller caller) {
    return caller instanceof RoleCaller role ? role.roleArn().orElseThrow() : caller.arn();
  }

  /**
   * The context with the keys of the caller (rule 4.15). A service has none of an identity (rule
   * 6.11), a source with which KMS creates grants for it (rule 5.7), and any account in {@code
   * kms:CallerAccount}.
   */
  private List<RequestContext> withCaller(RequestContext values, Caller caller) {
    if (caller instanceof AccountCaller member) {
      return List.of(
          values.toBuilder()
              .put("aws:PrincipalArn", arn(caller))
              .put("kms:CallerAccount", member.accountId())
              .build());
    }
    RequestContext own = values.toBuilder().put("aws:SourceArn", SOURCE).build();
    List<RequestContext> all = new ArrayList<>(List.of(own));
    for (Caller other : callers(false)) {
      if (world.testsCallers() && other instanceof AccountCaller member) {
        all.add(own.toBuilder().put("kms:CallerAccount", member.accountId()).build());
      }
    }
    return all;
  }
}
