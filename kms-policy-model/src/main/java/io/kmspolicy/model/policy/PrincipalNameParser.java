package io.kmspolicy.model.policy;

import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.InvalidNameException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the names of principal elements (rules 1.7-1.9). */
final class PrincipalNameParser {

  private static final Pattern UNIQUE_ID = Pattern.compile("A[A-Z0-9]{15,127}");
  private static final Pattern PARTITION = Pattern.compile("aws[a-z0-9-]*");

  private PrincipalNameParser() {}

  static PrincipalName parse(String member, String text) {
    return switch (member) {
      case "AWS" -> parseAws(text);
      case "Service" -> new PrincipalName.Service(whole(member, text));
      case "Federated" -> new PrincipalName.FederatedProvider(whole(member, text));
      case "CanonicalUser" -> new PrincipalName.CanonicalUser(whole(member, text));
      default ->
          throw new InvalidNameException(
              "`"
                  + member
                  + "` is not a type of principal; it must be `AWS`, `Service`, `Federated` or"
                  + " `CanonicalUser`");
    };
  }

  private static String whole(String member, String text) {
    if (text.isEmpty() || text.indexOf('*') >= 0 || text.indexOf('?') >= 0) {
      throw new InvalidNameException(
          "`"
              + text
              + "` is not a `"
              + member
              + "` principal; it must be one whole name without wildcards");
    }
    return text;
  }

  private static PrincipalName parseAws(String text) {
    if (text.equals("*")) {
      return new PrincipalName.EveryAwsPrincipal();
    }
    if (text.indexOf('*') >= 0 || text.indexOf('?') >= 0) {
      throw new InvalidNameException(
          "`"
              + text
              + "` contains a wildcard; it must be `*` or one whole name (to match several"
              + " principals, test `aws:PrincipalArn` with `ArnLike`)");
    }
    if (Arn.isAccountId(text)) {
      return new PrincipalName.Account("", text);
    }
    if (text.startsWith("A") && UNIQUE_ID.matcher(text).matches()) {
      return new PrincipalName.DeletedIdentity(text);
    }
    return Arn.parse(text)
        .filter(arn -> arn.region().isEmpty() && Arn.isAccountId(arn.accountId()))
        .filter(arn -> isPartition(arn.partition()))
        .flatMap(PrincipalNameParser::parseArn)
        .orElseThrow(
            () ->
                new InvalidNameException(
                    "`"
                        + text
                        + "` is not a principal; it must be `*`, an account id, or the ARN of an"
                        + " account, a user, a role, a role session or a federated user"));
  }

  /** The most frequent partition, compared without the regular expression. */
  private static boolean isPartition(String text) {
    return text.equals("aws") || PARTITION.matcher(text).matches();
  }

  private static Optional<PrincipalName> parseArn(Arn arn) {
    String partition = arn.partition();
    String account = arn.accountId();
    return switch (arn.service()) {
      case "iam" -> {
        if (arn.resource().equals("root")) {
          yield Optional.of(new PrincipalName.Account(partition, account));
        }
        Optional<PrincipalName> user =
            arn.resourceOfKind("user")
                .map(name -> new PrincipalName.User(partition, account, name));
        yield user.or(
            () ->
                arn.resourceOfKind("role")
                    .map(name -> new PrincipalName.Role(partition, account, name)));
      }
      case "sts" -> {
        Optional<PrincipalName> session =
            arn.resourceOfKind("assumed-role")
                .map(name -> name.split("/", -1))
                .filter(parts -> parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty())
                .map(
                    parts ->
                        new PrincipalName.AssumedRoleSession(
                            partition, account, parts[0], parts[1]));
        yield session.or(
            () ->
                arn.resourceOfKind("federated-user")
                    .map(name -> new PrincipalName.FederatedUser(partition, account, name)));
      }
      default -> Optional.empty();
    };
  }
}
