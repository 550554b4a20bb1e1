package io.kmspolicy.lint.fix;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * To whom a piece allows the request, and where it can be added.
 *
 * @param who the principal in a key policy or grant
 * @param places where a piece can be added
 * @param notes why others are left out, and what to know
 */
record Granting(Grantee who, Set<Place> places, List<String> notes) {

  private static final String AS_A_CONDITION = DerivedKey.PRINCIPAL_ARN.spelling();

  /** A principal, or the reason why none can be suggested. */
  record Found(Optional<Granting> granting, String reason) {
    private static Found none(String reason) {
      return new Found(Optional.empty(), reason);
    }
  }

  static Found of(AuthorizationRequest request, PolicySet policies, KmsAction action) {
    Caller caller = request.caller();
    if (!caller.arn().matches("[\\w+=,.@:/-]*")) {
      return Found.none("the caller's name has characters that a policy would read as a pattern");
    }
    Set<Place> places = EnumSet.of(Place.IDENTITY, Place.KEY_POLICY, Place.GRANT);
    List<String> notes = new ArrayList<>();
    limit(request, policies, action, places, notes);
    if (caller instanceof Caller.ServicePrincipal service) {
      places.retainAll(Set.of(Place.KEY_POLICY));
      return found(new Grantee.Service(service.name()), places, notes);
    }
    if (caller instanceof Caller.RoleCaller role) {
      return ofRole(role, places, notes);
    }
    if (caller instanceof Caller.IamUser user) {
      if (!PolicyChanges.isAcross(request)) {
        places.remove(Place.GRANT);
        notes.add(
            "a user's ARN in a key policy of the account would pass a permissions boundary: the"
                + " statement names the account and "
                + AS_A_CONDITION);
        return found(
            new Grantee.ByCondition(root(user), "ArnEquals", List.of(user.arn()), user.userName()),
            places,
            notes);
      }
      return found(new Grantee.Named(user.arn()), places, notes);
    }
    return Found.none(
        caller instanceof Caller.RootUser
            ? "the caller is the root user, and naming it means the whole account"
            : "the caller is a federated user: its permissions are those of its session");
  }

  private static Found found(Grantee who, Set<Place> places, List<String> notes) {
    return new Found(Optional.of(new Granting(who, places, notes)), "");
  }

  private static void limit(
      AuthorizationRequest request,
      PolicySet policies,
      KmsAction action,
      Set<Place> places,
      List<String> notes) {
    if (!(request.resource() instanceof KmsResource.Key)
        || action.resources().contains(ResourceKind.ALIAS)) {
      places.retainAll(Set.of(Place.IDENTITY));
    }
    if (request.keyManager() == KeyManager.AWS) {
      places.retainAll(Set.of(Place.IDENTITY));
      notes.add("an AWS managed key has a key policy and grants that only AWS changes");
    }
    if (!(policies.key() instanceof PolicyLayer.Attached attached)
        || attached.policies().isEmpty()) {
      places.remove(Place.KEY_POLICY);
    } else if (hasOpenValues(attached)) {
      places.remove(Place.KEY_POLICY);
      notes.add("the key policy has values that are not known, so no statement is added to it");
    }
    if (!action.grantable() || action.name().equals("kms:CreateGrant")) {
      places.remove(Place.GRANT);
    }
  }

  /** Whether values of a policy are missing (rule 1.13): such a policy has no text. */
  private static boolean hasOpenValues(PolicyLayer.Attached attached) {
    return attached.policies().stream()
        .flatMap(policy -> policy.document().statements().stream())
        .flatMap(statement -> statement.condition().tests().stream())
        .anyMatch(Condition::isOpen);
  }

  /** The same places; of a role of IAM Identity Center, its permission set for its policies. */
  Set<Place> placed(Set<Place> wanted) {
    if (!wanted.contains(Place.IDENTITY) || !places.contains(Place.PERMISSION_SET)) {
      return wanted;
    }
    Set<Place> placed = EnumSet.copyOf(wanted);
    placed.remove(Place.IDENTITY);
    placed.add(Place.PERMISSION_SET);
    return placed;
  }

  private static Found ofRole(Caller.RoleCaller role, Set<Place> places, List<String> notes) {
    Optional<PermissionSet> set = PermissionSet.of(role);
    if (set.isPresent() && places.remove(Place.IDENTITY)) {
      places.add(Place.PERMISSION_SET);
    }
    set.map(PermissionSet::text).ifPresent(notes::add);
    if (!(role.path() instanceof Caller.RolePath.Known path)) {
      if (role.roleName().startsWith("AWSServiceRoleFor")) {
        return Found.none(
            "a service-linked role is named by its exact ARN, and its path is not known; its own"
                + " policy cannot be changed");
      }
      places.remove(Place.GRANT);
      notes.add(
          "the role's path is not known, so the key policy names its account and name; a grant"
              + " needs its ARN: aws iam get-role --role-name "
              + role.roleName()
              + " --query Role.Arn");
      return found(byName(role), places, notes);
    }
    if (set.isPresent()) {
      places.remove(Place.GRANT);
      return found(byName(role), places, notes);
    }
    if (path.text().startsWith("/aws-service-role/")) {
      places.remove(Place.IDENTITY);
      notes.add("the policy of a service-linked role cannot be changed");
    }
    notes.add("all sessions of the role get it");
    return found(new Grantee.Named(role.roleArn().orElseThrow()), places, notes);
  }

  private static Grantee byName(Caller.RoleCaller role) {
    String prefix = "arn:" + role.partition() + ":iam::" + role.accountId() + ":role/";
    return new Grantee.ByCondition(
        root(role),
        "ArnLike",
        List.of(prefix + role.roleName(), prefix + "*/" + role.roleName()),
        role.roleName());
  }

  private static String root(Caller.AccountCaller caller) {
    return "arn:" + caller.partition() + ":iam::" + caller.accountId() + ":root";
  }
}
