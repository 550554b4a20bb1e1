package io.kmspolicy.model.policy;

import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.InvalidNameException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the names of principal elements (rules 1.7-1.9). */
final class PrincipalNameParser {

  private static final Pattern UNIQUE_ID = Pattern.compile("A[A-Z0-9]{15,127}");
  private static final Pattern PARTITION = Pattern.compile("aws[a-z0-9-]*");

  private static final String PARTITION_NAME = "aws";
  private static final String IAM = "arn:aws:iam::";
  private static final String ROOT = "root";
  private static final String ROLE = "role/";

  /** The index of the resource in an ARN of IAM: after twelve digits and a colon. */
  private static final int RESOURCE = IAM.length() + 13;

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
    PrincipalName common = parseCommon(text);
    return common != null ? common : parseAnyAws(text);
  }

  /** The names of most policies, read without making the fields of the ARN. Null for others. */
  private static @Nullable PrincipalName parseCommon(String text) {
    if (!text.startsWith(IAM) || !isAccount(text)) {
      return null;
    }
    String account = text.substring(IAM.length(), RESOURCE - 1);
    if (text.startsWith(ROOT, RESOURCE) && text.length() == RESOURCE + ROOT.length()) {
      return new PrincipalName.Account(PARTITION_NAME, account);
    }
    boolean isRole = text.startsWith(ROLE, RESOURCE) && text.length() > RESOURCE + ROLE.length();
    return isRole && text.indexOf('*') < 0 && text.indexOf('?') < 0
        ? new PrincipalName.Role(PARTITION_NAME, account, text.substring(RESOURCE + ROLE.length()))
        : null;
  }

  /** Whether twelve digits and a colon follow the beginning of an ARN of IAM. */
  private static boolean isAccount(String text) {
    if (text.length() < RESOURCE || text.charAt(RESOURCE - 1) != ':') {
      return false;
    }
    for (int i = IAM.length(); i < RESOURCE - 1; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static PrincipalName parseAnyAws(String text) {
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
