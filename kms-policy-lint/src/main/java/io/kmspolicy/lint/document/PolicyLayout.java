package io.kmspolicy.lint.document;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The facts that the path of a file determines in a policy directory; {@code
 * docs/policy-directory.md} describes the layout.
 *
 * @param type the type of the document, if the path determines it
 * @param key the key of a key policy, if the path determines it
 * @param principal the user, or a session of the role, whose folder contains the file
 * @param isLinted whether the file can be a policy or a list of grants
 */
public record PolicyLayout(
    Optional<DocumentType> type,
    Optional<KmsResource.Key> key,
    Optional<Caller> principal,
    boolean isLinted) {

  /** A placeholder: the layout has no session names. */
  private static final String SESSION = "any-session";

  private static final Set<String> OTHER = Set.of("key.json", "aliases.json");

  public static PolicyLayout of(String path) {
    List<String> parts = Arrays.asList(path.replace('\\', '/').split("/"));
    int accountAt = -1;
    for (int i = 0; i < parts.size(); i++) {
      if (Arn.isAccountId(parts.get(i))) {
        accountAt = i;
      }
    }
    List<String> inside = parts.subList(accountAt + 1, parts.size());
    String account = accountAt < 0 ? "" : parts.get(accountAt);
    boolean inKey = inside.size() > 1 && parts.contains("keys");
    return new PolicyLayout(
        account.isEmpty()
            ? endpoint(inside).map(DocumentType.Policy::new)
            : isGrants(inside)
                ? Optional.of(new DocumentType.Grants())
                : type(inside).map(DocumentType.Policy::new),
        key(account, inside),
        principal(account, inside),
        !(inKey && OTHER.contains(inside.get(inside.size() - 1))));
  }

  private static boolean isGrants(List<String> inside) {
    return inside.size() == 4
        && inside.get(0).equals("keys")
        && inside.get(3).equals("grants.json");
  }

  private static Optional<PolicyType> endpoint(List<String> inside) {
    return inside.get(inside.size() - 1).equals("endpoint.json")
        ? Optional.of(PolicyType.VPC_ENDPOINT)
        : Optional.empty();
  }

  private static Optional<PolicyType> type(List<String> inside) {
    String first = inside.isEmpty() ? "" : inside.get(0);
    String third = inside.size() < 3 ? "" : inside.get(2);
    return switch (first) {
      case "keys" ->
          inside.size() == 4 && inside.get(3).equals("policy.json")
              ? Optional.of(PolicyType.KEY)
              : Optional.empty();
      case "service-control" -> Optional.of(PolicyType.SERVICE_CONTROL);
      case "resource-control" -> Optional.of(PolicyType.RESOURCE_CONTROL);
      case "users", "roles" ->
          switch (third) {
            case "identity" -> Optional.of(PolicyType.IDENTITY);
            case "boundary.json" -> Optional.of(PolicyType.PERMISSIONS_BOUNDARY);
            case "session" -> Optional.of(PolicyType.SESSION);
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  private static Optional<Caller> principal(String account, List<String> inside) {
    if (account.isEmpty() || inside.size() < 3) {
      return Optional.empty();
    }
    return switch (inside.get(0)) {
      case "users" -> Optional.of(new Caller.IamUser("aws", account, inside.get(1)));
      case "roles" ->
          Optional.of(
              new Caller.RoleSession(
                  "aws", account, inside.get(1), SESSION, Caller.RolePath.unknown()));
      default -> Optional.empty();
    };
  }

  private static Optional<KmsResource.Key> key(String account, List<String> inside) {
    return !account.isEmpty() && inside.size() == 4 && inside.get(0).equals("keys")
        ? Optional.of(new KmsResource.Key("aws", inside.get(1), account, inside.get(2)))
        : Optional.empty();
  }
}
