package io.kmspolicy.model.policy;

/**
 * One name in a {@code Principal} or {@code NotPrincipal} element (rule 1.7). Names are compared
 * exactly; there are no partial wildcards (rule 1.9).
 */
public sealed interface PrincipalName {

  /** The member of the principal map that contains the name; {@code AWS} for most. */
  default String member() {
    return "AWS";
  }

  /** The name as a document writes it. */
  String text();

  /**
   * Reads a name.
   *
   * @param member the member of the principal map, such as {@code AWS}
   * @param text the name; {@code *} under {@code AWS} is {@link EveryAwsPrincipal}
   * @throws io.kmspolicy.model.resource.InvalidNameException if the name has no meaning there
   */
  static PrincipalName parse(String member, String text) {
    return PrincipalNameParser.parse(member, text);
  }

  /** {@code "*"}: every caller, including AWS services. */
  record Everyone() implements PrincipalName {
    @Override
    public String member() {
      return "*";
    }

    @Override
    public String text() {
      return "*";
    }
  }

  /** {@code {"AWS": "*"}}: every caller; whether services count is not documented (rule 1.7). */
  record EveryAwsPrincipal() implements PrincipalName {
    @Override
    public String text() {
      return "*";
    }
  }

  /**
   * An account: its root ARN or its bare id.
   *
   * @param partition the partition of the root ARN, or empty for the bare id
   * @param accountId the twelve digits
   */
  record Account(String partition, String accountId) implements PrincipalName {
    @Override
    public String text() {
      return partition.isEmpty() ? accountId : "arn:" + partition + ":iam::" + accountId + ":root";
    }
  }

  /**
   * An IAM user.
   *
   * @param name the user's name with its path, without a leading slash
   */
  record User(String partition, String accountId, String name) implements PrincipalName {
    @Override
    public String text() {
      return "arn:" + partition + ":iam::" + accountId + ":user/" + name;
    }
  }

  /**
   * An IAM role: every session of it.
   *
   * @param name the role's name with its path, without a leading slash
   */
  record Role(String partition, String accountId, String name) implements PrincipalName {
    @Override
    public String text() {
      return "arn:" + partition + ":iam::" + accountId + ":role/" + name;
    }
  }

  /**
   * One session of a role.
   *
   * @param roleName the role's name without its path, as STS reports it
   */
  record AssumedRoleSession(String partition, String accountId, String roleName, String sessionName)
      implements PrincipalName {
    @Override
    public String text() {
      return "arn:"
          + partition
          + ":sts::"
          + accountId
          + ":assumed-role/"
          + roleName
          + "/"
          + sessionName;
    }
  }

  /** A federated user session. */
  record FederatedUser(String partition, String accountId, String name) implements PrincipalName {
    @Override
    public String text() {
      return "arn:" + partition + ":sts::" + accountId + ":federated-user/" + name;
    }
  }

  /**
   * The unique id that AWS shows for a deleted user or role; matches the caller whose {@code
   * aws:userid} it is (rule 1.8).
   */
  record DeletedIdentity(String uniqueId) implements PrincipalName {
    @Override
    public String text() {
      return uniqueId;
    }
  }

  /** An AWS service, such as {@code logs.us-east-1.amazonaws.com}. */
  record Service(String name) implements PrincipalName {
    @Override
    public String member() {
      return "Service";
    }

    @Override
    public String text() {
      return name;
    }
  }

  /** A web identity or SAML provider; the ARN of a session does not contain it (rule 1.7). */
  record FederatedProvider(String provider) implements PrincipalName {
    @Override
    public String member() {
      return "Federated";
    }

    @Override
    public String text() {
      return provider;
    }
  }

  /** An S3 canonical user; matches no caller of KMS (rule 1.7). */
  record CanonicalUser(String canonicalId) implements PrincipalName {
    @Override
    public String member() {
      return "CanonicalUser";
    }

    @Override
    public String text() {
      return canonicalId;
    }
  }
}
